"""A stand-in for Twilio: its own process, real HTTP/1.1 with keep-alive, fast enough never to be the limit.

`python -m tests.standins.provider --port 0 [--latency-ms 100] [--rate 10] [--concurrency 50] [--faults]
[--callbacks MODE]` prints `ready PORT` and serves until its standard input closes: it never outlives its starter.

    POST /2010-04-01/Accounts/{sid}/Messages.json   a message, answered as Twilio answers
    GET  /_seen[?since=N]   every accepted message: to, body, at (monotonic seconds), sid, all fields
    GET  /_stats            arrivals, refusals, busy time, the most within one second
    POST /_control          change any knob of `Behaviour`, as JSON
    POST /_reset            forget everything
    POST /_inbound          {"url", "from", "to", "text"}: a person writes to us; answers what our webhook said
    (and phone calls: see tests.standins.calls)
    POST /_status           {"url", "sid", "to", "status", "code"}: one status callback, at will
"""

import argparse
import asyncio
import base64
import gc
import json
import re
import sys
from contextlib import suppress
from time import monotonic
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.standins.behaviour import Behaviour, Fault, Memory
from tests.standins.callbacks import Poster
from tests.standins.calls import CALLS, Calls

_LENGTH = re.compile(rb"\r\ncontent-length:[ ]*(\d+)", re.IGNORECASE)
_MESSAGES = re.compile(rb"POST /2010-04-01/Accounts/[^/ ]+/Messages\.json ")
_ACCEPTED = (
    '{{"sid":"{sid}","account_sid":"{account}","status":"queued","direction":"outbound-api","num_segments":"1",'
    '"date_created":"Thu, 30 Jul 2026 20:12:31 +0000","date_updated":"Thu, 30 Jul 2026 20:12:31 +0000",'
    '"error_code":null,"error_message":null,"price":null,"price_unit":"DKK","api_version":"2010-04-01",'
    '"uri":"/2010-04-01/Accounts/{account}/Messages/{sid}.json"}}'
)


class StandIn:
    """The provider: one for all connections."""

    def __init__(self, behaviour: Behaviour) -> None:
        self.behaviour = behaviour
        self.memory = Memory()
        self.poster = Poster(behaviour, self.memory)
        self.calls = Calls(self.poster, behaviour.account_sid)
        self.waiting: set[asyncio.Task[None]] = set()

    def reset(self) -> None:
        self.memory = Memory(in_flight=self.memory.in_flight, changed_at=monotonic())
        self.poster.memory = self.memory
        self.calls.taken.clear()

    def authorized(self, head: bytes) -> bool:
        pair = f"{self.behaviour.account_sid}:{self.behaviour.auth_token}"
        return not self.behaviour.check_auth or base64.b64encode(pair.encode()) in head

    def too_many(self, now: float) -> bool:
        knobs, memory = self.behaviour, self.memory
        if knobs.concurrency is not None and memory.in_flight > knobs.concurrency:
            return True
        return knobs.rate is not None and not memory.within(knobs.rate, knobs.slack_ms / 1000, now)

    async def control(self, target: str, body: bytes) -> Any:
        path, query = urlsplit(target).path, dict(parse_qsl(urlsplit(target).query))
        values = json.loads(body) if body else {}
        if path == "/_seen":
            return self.memory.seen(int(query.get("since", 0)))
        if path == "/_stats":
            return self.memory.stats()
        if path == "/_control":
            self.behaviour.change(**values)
            return {"ok": True}
        if path == "/_reset":
            self.reset()
            return {"ok": True}
        if path == "/_inbound":
            return await self._inbound(values)
        if path == "/_status":
            url, sid, to = values["url"], values["sid"], values.get("to", "")
            return {"http": await self.poster.status(url, sid, to, values["status"], values.get("code", 0))}
        return await self.calls.control(path, values)

    async def _inbound(self, values: dict[str, str]) -> dict[str, Any]:
        sid = values.get("sid", f"SM{len(self.memory.arrivals) + 1:032x}")
        form = {"MessageSid": sid, "AccountSid": self.behaviour.account_sid, "NumMedia": "0", "NumSegments": "1"}
        form |= {"From": values["from"], "To": values["to"], "Body": values["text"]}
        status, text = await self.poster.post(values["url"], form)
        return {"http": status, "body": text, "sid": sid}


class Connection(asyncio.Protocol):
    """One keep-alive connection; one request at a time, as HTTP/1.1 clients do."""

    def __init__(self, stand_in: StandIn) -> None:
        self._stand_in = stand_in
        self._loop = asyncio.get_running_loop()
        self._buffer = b""
        self._answering = False
        self._transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._stand_in.memory.connections += 1

    def data_received(self, data: bytes) -> None:
        self._buffer = self._buffer + data if self._buffer else data
        if not self._answering:
            self._next_request()

    def _next_request(self) -> None:
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0:
            return
        match = _LENGTH.search(self._buffer, 0, end)
        stop = end + 4 + (int(match[1]) if match else 0)
        if len(self._buffer) < stop:
            return
        head, body, self._buffer = self._buffer[:end], self._buffer[end + 4 : stop], self._buffer[stop:]
        self._answering = True
        if _MESSAGES.match(head):
            self._message(head, body)
        elif CALLS.match(head):
            self._call(head, body)
        else:
            self._later(self._control(head, body))

    def _message(self, head: bytes, form: bytes) -> None:
        behaviour = self._stand_in.behaviour
        now = self._stand_in.memory.begin()
        if not self._stand_in.authorized(head):
            self._refuse(401, 20003)
        elif self._stand_in.too_many(now):
            self._refuse(429, 20429)
        else:
            fault = behaviour.fault_for(form)
            if fault and fault.do in {"refuse", "hang"}:
                self._fail(fault)
            elif behaviour.latency_ms:
                self._loop.call_later(behaviour.latency_ms / 1000, self._accept, now, form, fault)
            else:
                self._accept(now, form, fault)

    def _call(self, head: bytes, form: bytes) -> None:
        behaviour = self._stand_in.behaviour
        self._stand_in.memory.begin()
        fault = behaviour.fault_for(form)
        if not self._stand_in.authorized(head):
            self._refuse(401, 20003)
        elif fault and fault.do in {"refuse", "hang"}:
            self._fail(fault)
        else:
            self._stand_in.memory.end()
            self._answer(201, self._stand_in.calls.begin(form))

    def _fail(self, fault: Fault) -> None:
        if fault.do == "refuse":
            self._refuse(fault.http, fault.code)
        else:
            self._stand_in.memory.refuse("hang")
            self._stand_in.memory.end()

    def _accept(self, now: float, form: bytes, fault: Fault | None) -> None:
        memory, behaviour = self._stand_in.memory, self._stand_in.behaviour
        sid = f"SM{len(memory.taken) + 1:032x}"
        memory.taken.append((now, sid, form))
        if behaviour.callbacks != "none":
            self._later(self._accept_and_report(sid, form, fault))
            return
        memory.end()
        self._accepted(sid, fault)

    async def _accept_and_report(self, sid: str, form: bytes, fault: Fault | None) -> None:
        fields = dict(parse_qsl(form.decode()))
        url, to = fields.get("StatusCallback"), fields.get("To", "")
        if url and self._stand_in.behaviour.callbacks == "early":
            await self._stand_in.poster.status(url, sid, to, "sent")
        self._stand_in.memory.end()
        self._accepted(sid, fault)
        if url:
            self._stand_in.poster.report(url, sid, to, fault)

    def _accepted(self, sid: str, fault: Fault | None) -> None:
        if fault and fault.do == "drop":
            self._transport.abort()
        elif fault and fault.do == "garbage":
            self._answer(201, "<html>not what you expect</html>")
        else:
            self._answer(201, _ACCEPTED.format(sid=sid, account=self._stand_in.behaviour.account_sid))

    def _refuse(self, status: int, code: int) -> None:
        self._stand_in.memory.refuse(str(code))
        self._stand_in.memory.end()
        body = json.dumps({"code": code, "message": f"stand-in says {code}", "more_info": "", "status": status})
        self._answer(status, body, "Retry-After: 1\r\n" if status == 429 else "")

    async def _control(self, head: bytes, body: bytes) -> None:
        try:
            answer = await self._stand_in.control(head.split(b" ", 2)[1].decode(), body)
        except (ValueError, KeyError, TypeError) as error:
            self._answer(404, json.dumps({"error": str(error)}))
        else:
            self._answer(200, json.dumps(answer))

    def _later(self, work: Any) -> None:
        task = self._loop.create_task(work)
        self._stand_in.waiting.add(task)
        task.add_done_callback(self._stand_in.waiting.discard)

    def _answer(self, status: int, body: str, more: str = "") -> None:
        raw = body.encode()
        head = f"HTTP/1.1 {status} X\r\nContent-Type: application/json\r\n{more}Content-Length: {len(raw)}\r\n\r\n"
        self._answering = False
        if not self._transport.is_closing():
            self._transport.write(head.encode() + raw)
        if self._buffer:
            self._next_request()


async def serve(port: int, behaviour: Behaviour) -> None:
    """Serve on loopback until standard input ends."""
    loop = asyncio.get_running_loop()
    stand_in = StandIn(behaviour)
    server = await loop.create_server(lambda: Connection(stand_in), "127.0.0.1", port, backlog=1024)
    print("ready", server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()


def main() -> None:
    """Read the command line and serve."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--latency-ms", type=float, default=0.0)
    parser.add_argument("--rate", type=float)
    parser.add_argument("--slack-ms", type=float, default=20.0)
    parser.add_argument("--concurrency", type=int)
    parser.add_argument("--faults", action="store_true")
    parser.add_argument("--callbacks", choices=["none", "in_order", "shuffled", "duplicated", "early"], default="none")
    parser.add_argument("--callback-delay-ms", type=float, default=0.0)
    parser.add_argument("--account-sid", default=Behaviour().account_sid)
    parser.add_argument("--auth-token", default=Behaviour().auth_token)
    parser.add_argument("--check-auth", action="store_true")
    options = vars(parser.parse_args())
    port = options.pop("port")
    gc.freeze()
    with suppress(KeyboardInterrupt):
        asyncio.run(serve(port, Behaviour(**options)))


if __name__ == "__main__":
    main()
