"""Phone calls at the stand-in: Twilio rings, fetches our TwiML, passes keys on, tells how the call goes.

POST /2010-04-01/Accounts/{sid}/Calls.json   a call, answered as Twilio answers
GET  /_calls            every call: sid, to, from, all fields
POST /_pick_up          {"sid", "by": "human", "keys": ["1"]}: somebody picks up and presses keys; every TwiML we said
POST /_call_status      {"sid", "status", ...more fields}: one signed status callback
POST /_call_in          {"url", "from", "keys": [...]}: somebody calls us; every TwiML we said
"""

import json
import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

from tests.standins.callbacks import Poster

CALLS = re.compile(rb"POST /2010-04-01/Accounts/[^/ ]+/Calls\.json ")
MOST_STEPS = 20


@dataclass
class Calls:
    """Every call that was asked for."""

    poster: Poster
    account: str
    taken: list[dict[str, list[str]]] = field(default_factory=list)

    def begin(self, form: bytes) -> str:
        """Take a call; the body of the answer."""
        fields = parse_qs(form.decode(), keep_blank_values=True)
        sid = f"CA{len(self.taken) + 1:032x}"
        self.taken.append(fields | {"Sid": [sid]})
        return json.dumps(
            {
                "sid": sid,
                "account_sid": self.account,
                "status": "queued",
                "direction": "outbound-api",
                "to": fields["To"][0],
                "from": fields["From"][0],
                "date_created": "Thu, 30 Jul 2026 20:12:31 +0000",
                "api_version": "2010-04-01",
                "uri": f"/2010-04-01/Accounts/{self.account}/Calls/{sid}.json",
            }
        )

    def seen(self) -> list[dict[str, Any]]:
        return [{"sid": c["Sid"][0], "to": c["To"][0], "from": c["From"][0], "fields": c} for c in self.taken]

    async def control(self, path: str, values: dict[str, Any]) -> Any:
        if path == "/_calls":
            return {"calls": self.seen()}
        if path == "/_pick_up":
            call = self._call(values["sid"])
            form = {"CallSid": values["sid"], "CallStatus": "in-progress", "AnsweredBy": values.get("by", "human")}
            said = await self._talk(call["Url"][0], form, values.get("keys", []))
            await self.status(values["sid"], "completed", {"AnsweredBy": values.get("by", "human")})
            return {"said": said}
        if path == "/_call_status":
            more = {k: v for k, v in values.items() if k not in {"sid", "status"}}
            return {"http": await self.status(values["sid"], values["status"], more)}
        if path == "/_call_in":
            form = {"CallSid": values.get("sid", "CA" + "f" * 32), "CallStatus": "ringing", "From": values["from"]}
            return {"said": await self._talk(values["url"], form, values.get("keys", []))}
        raise ValueError(f"nothing is at {path}")

    async def status(self, sid: str, status: str, more: dict[str, str]) -> int:
        """One status callback; the HTTP code it was answered with."""
        call = self._call(sid)
        form = {"CallSid": sid, "CallStatus": status, "To": call["To"][0], "From": call["From"][0], **more}
        return (await self.poster.post(call["StatusCallback"][0], form))[0]

    async def _talk(self, url: str, form: dict[str, str], keys: list[str]) -> list[str]:
        """Ask what to say, press the next key while it is said, and so on until the call is ended."""
        said: list[str] = []
        waiting = list(keys)
        for _ in range(MOST_STEPS):
            status, body = await self.poster.post(url, form)
            said.append(body if status == 200 else f"HTTP {status}")
            gather = ET.fromstring(body).find("Gather") if status == 200 else None
            if gather is None:
                break
            url = gather.attrib["action"]
            form = {name: value for name, value in form.items() if name != "Digits"}
            form |= {"Digits": waiting.pop(0)} if waiting else {}
        return said

    def _call(self, sid: str) -> dict[str, list[str]]:
        for call in self.taken:
            if call["Sid"] == [sid]:
                return call
        raise ValueError(f"no call {sid}")
