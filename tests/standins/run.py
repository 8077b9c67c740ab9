"""Start the stand-in provider as a process of its own and talk to it."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Provider:
    """A running stand-in: `url` is its base address, for the setting `TWILIO_BASE_URL`."""

    url: str
    port: int

    async def seen(self, since: int = 0) -> list[dict[str, Any]]:
        """Every accepted message, oldest first, with `to`, `body`, `at`, `sid` and all `fields`."""
        messages: list[dict[str, Any]] = (await self.call("GET", f"/_seen?since={since}"))["messages"]
        return messages

    async def stats(self) -> dict[str, Any]:
        """The figures of `behaviour.Memory.stats`."""
        return await self.call("GET", "/_stats")

    async def set(self, **knobs: Any) -> None:
        """Change knobs of `behaviour.Behaviour` while it runs."""
        await self.call("POST", "/_control", knobs)

    async def reset(self) -> None:
        """Forget every message; the knobs stay."""
        await self.call("POST", "/_reset")

    async def inbound(self, url: str, sender: str, recipient: str, text: str) -> dict[str, Any]:
        """A person writes to us: a signed post to our webhook at `url`; what it answered (`http`, `body`)."""
        return await self.call("POST", "/_inbound", {"url": url, "from": sender, "to": recipient, "text": text})

    async def status(self, url: str, sid: str, status: str, code: int = 0, to: str = "") -> int:
        """One signed status callback to `url`; the HTTP code it was answered with."""
        values = {"url": url, "sid": sid, "status": status, "code": code, "to": to}
        return int((await self.call("POST", "/_status", values))["http"])

    async def calls(self) -> list[dict[str, Any]]:
        """Every phone call that was asked for, oldest first, with `sid`, `to`, `from` and all `fields`."""
        found: list[dict[str, Any]] = (await self.call("GET", "/_calls"))["calls"]
        return found

    async def pick_up(self, sid: str, *keys: str, by: str = "human") -> list[str]:
        """Somebody (or a machine) picks up and presses `keys` while we speak; every TwiML that we answered with."""
        said: list[str] = (await self.call("POST", "/_pick_up", {"sid": sid, "by": by, "keys": list(keys)}))["said"]
        return said

    async def call_status(self, sid: str, status: str) -> int:
        """One signed callback about a call; the HTTP code it was answered with."""
        return int((await self.call("POST", "/_call_status", {"sid": sid, "status": status}))["http"])

    async def call_in(self, url: str, sender: str, *keys: str) -> list[str]:
        """Somebody calls us and presses `keys`, one step each; every TwiML that we answered with."""
        said: list[str] = (await self.call("POST", "/_call_in", {"url": url, "from": sender, "keys": list(keys)}))["said"]
        return said

    async def call(self, method: str, path: str, values: dict[str, Any] | None = None) -> dict[str, Any]:
        """One request on its own connection; the JSON that came back, or `ValueError` with the stand-in's words."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port, limit=2**28)
        body = json.dumps(values).encode() if values is not None else b""
        writer.write(f"{method} {path} HTTP/1.1\r\nHost: stand-in\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            length = int(head.lower().split("content-length:")[1].split("\r\n")[0])
            answer: dict[str, Any] = json.loads(await reader.readexactly(length))
        finally:
            writer.close()
            await writer.wait_closed()
        if " 200 " not in head.split("\r\n", 1)[0]:
            raise ValueError(answer["error"])
        return answer


@asynccontextmanager
async def provider(**options: Any) -> AsyncIterator[Provider]:
    """A stand-in on a free port, stopped at the end; `options` are its command-line options with underscores."""
    command = [sys.executable, "-m", "tests.standins.provider"]
    for name, value in options.items():
        if value is not False and value is not None:
            command += [f"--{name.replace('_', '-')}", *([] if value is True else [str(value)])]
    process = await asyncio.create_subprocess_exec(*command, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, cwd=ROOT)
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        word, _, port = (await process.stdout.readline()).decode().strip().partition(" ")
        if word != "ready":
            raise RuntimeError("the stand-in did not start; its own words are above")
        yield Provider(f"http://127.0.0.1:{port}", int(port))
    finally:
        process.stdin.close()
        if process.returncode is None:
            process.terminate()
        await process.wait()
