"""The stand-in's own reports to us: signed as Twilio does, written without its SDK so that each checks the other."""

import asyncio
import base64
import hmac
import random
from contextlib import suppress
from urllib.parse import urlencode, urlsplit

from tests.standins.behaviour import Behaviour, Fault, Memory


def signature(token: str, url: str, params: dict[str, str]) -> str:
    text = url + "".join(name + params[name] for name in sorted(params))
    return base64.b64encode(hmac.new(token.encode(), text.encode(), "sha1").digest()).decode()


class Poster:
    """Sends signed form posts, at most `workers` at a time, on connections that are kept."""

    def __init__(self, behaviour: Behaviour, memory: Memory, workers: int = 8) -> None:
        self._behaviour = behaviour
        self.memory = memory
        self._free = asyncio.Semaphore(workers)
        self._idle: dict[tuple[str, int], list[tuple[asyncio.StreamReader, asyncio.StreamWriter]]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def report(self, url: str, sid: str, to: str, fault: Fault | None) -> None:
        """Send in the background what becomes of an accepted message, in the order the mode says."""
        task = asyncio.create_task(self._report(url, sid, to, fault))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _report(self, url: str, sid: str, to: str, fault: Fault | None) -> None:
        if self._behaviour.callback_delay_ms:
            await asyncio.sleep(self._behaviour.callback_delay_ms / 1000)
        for status, code in self._steps(fault):
            await self.status(url, sid, to, status, code)

    def _steps(self, fault: Fault | None) -> list[tuple[str, int]]:
        last = [("delivered", 0)]
        if fault and fault.do == "undelivered":
            last = [("undelivered", fault.code)] if fault.code else []
        steps = [("sent", 0), *last]
        if self._behaviour.callbacks == "early":
            return last
        if self._behaviour.callbacks == "shuffled":
            random.shuffle(steps)
        if self._behaviour.callbacks == "duplicated":
            return [step for step in steps for _ in range(2)]
        return steps

    async def status(self, url: str, sid: str, to: str, status: str, code: int = 0) -> int:
        """Post one status; the HTTP code that came back, 0 when none did."""
        params = {
            "MessageSid": sid,
            "SmsSid": sid,
            "AccountSid": self._behaviour.account_sid,
            "MessageStatus": status,
            "SmsStatus": status,
            "To": to,
            "ApiVersion": "2010-04-01",
        }
        if code:
            params["ErrorCode"] = str(code)
        return (await self.post(url, params))[0]

    async def post(self, url: str, params: dict[str, str]) -> tuple[int, str]:
        """Post a signed form; the HTTP code and body that came back, (0, "") when the connection failed."""
        async with self._free:
            for _ in range(2):
                with suppress(OSError, asyncio.IncompleteReadError, TimeoutError):
                    async with asyncio.timeout(15):
                        answer = await self._exchange(url, params)
                    self.memory.callbacks_sent += 1
                    return answer
        self.memory.callbacks_failed += 1
        return 0, ""

    async def _exchange(self, url: str, params: dict[str, str]) -> tuple[int, str]:
        parts = urlsplit(url)
        key = (parts.hostname or "localhost", parts.port or 80)
        idle = self._idle.setdefault(key, [])
        reader, writer = idle.pop() if idle else await asyncio.open_connection(*key)
        try:
            target = parts.path + (f"?{parts.query}" if parts.query else "")
            form = urlencode(params).encode()
            head = (
                f"POST {target or '/'} HTTP/1.1\r\nHost: {parts.netloc}\r\n"
                f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(form)}\r\n"
                f"X-Twilio-Signature: {signature(self._behaviour.auth_token, url, params)}\r\n\r\n"
            )
            writer.write(head.encode() + form)
            raw = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in raw.split("\r\n")[1:] if line)}
            body = await reader.readexactly(int(headers.get("content-length", 0)))
        except BaseException:
            writer.close()
            raise
        idle.append((reader, writer))
        return int(raw.split(" ", 2)[1]), body.decode()
