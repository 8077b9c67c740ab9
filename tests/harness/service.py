"""The service as its users meet it: a process of its own, spoken to over HTTP, that can be killed at any moment."""

import asyncio
import contextlib
import os
import secrets
import signal
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import aiohttp

from tests.harness.ports import free_port
from tests.harness.waiting import eventually

_ROOT = Path(__file__).parents[2]


class ServiceStopped(AssertionError):
    """The process ended by itself; the text holds the end of its log."""


class RunningService:
    """One process of the service on a free port.

    `async with RunningService(database_url) as service:` starts it, waits until `/readyz` says yes, and stops it after
    the block. Extra settings go in `settings` (full names, `BEREDSKAB_…`); `command` replaces `serve`, for a worker.
    Port, database and settings stay the same over `kill9` and `start`.
    """

    def __init__(
        self,
        database_url: str,
        *,
        settings: Mapping[str, str] | None = None,
        command: Sequence[str] = ("-m", "service", "serve"),
        ready_path: str | None = "/readyz",
    ) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.folder = Path(tempfile.mkdtemp(prefix="beredskab-"))
        self._command = [sys.executable, *command]
        self._ready_path = ready_path
        self._process: asyncio.subprocess.Process | None = None
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("BEREDSKAB_")}
        self._environment = inherited | {
            "PORT": str(self.port),
            "BEREDSKAB_PORT": str(self.port),
            "BEREDSKAB_DATABASE_URL": database_url,
            "BEREDSKAB_MODE": "sandbox",
            "BEREDSKAB_PUBLIC_URL": self.url,
            "BEREDSKAB_SECRET_KEY": secrets.token_urlsafe(32),
            "PYTHONPATH": str(_ROOT),
            "PYTHONFAULTHANDLER": "1",
            **(settings or {}),
        }

    def setting(self, name: str) -> str:
        """A setting that the process runs with, by its name without the prefix; KeyError for one that was left out."""
        return self._environment[f"BEREDSKAB_{name}"]

    @property
    def _log_file(self) -> Path:
        return self.folder / "log"

    @property
    def process(self) -> asyncio.subprocess.Process:
        """The process as it is now, or as it ended."""
        if self._process is None:
            raise RuntimeError("the service has not been started")
        return self._process

    @property
    def pid(self) -> int:
        """The number of the process that runs now."""
        return self.process.pid

    def log(self) -> str:
        """Everything it has written since it was first started, on both streams."""
        return self._log_file.read_text(encoding="utf-8", errors="replace") if self._log_file.exists() else ""

    async def start(self, *, within_s: float = 60) -> None:
        """Start it and return once it is ready; `ServiceStopped` with its log when it ends instead."""
        with self._log_file.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *self._command,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=self._environment,
                cwd=_ROOT,
                start_new_session=True,
            )
        if self._ready_path is not None:
            async with aiohttp.ClientSession() as session:
                await eventually(lambda: self._is_ready(session), within_s=within_s, what="the service is ready")

    async def _is_ready(self, session: aiohttp.ClientSession) -> bool:
        if self.process.returncode is not None:
            raise ServiceStopped(f"the service ended with {self.process.returncode}:\n{self.log()[-4000:]}")
        try:
            async with session.get(f"{self.url}{self._ready_path}", timeout=aiohttp.ClientTimeout(total=2)) as answer:
                return answer.status == 200
        except (aiohttp.ClientError, TimeoutError):
            return False

    async def kill9(self) -> None:
        """End it, and whatever it started, without a word of warning."""
        self._signal(signal.SIGKILL)
        await self.process.wait()

    def freeze(self) -> None:
        """Stop its clock, as a machine that swaps or sleeps does; `thaw` lets it go on."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let a frozen process go on."""
        self._signal(signal.SIGCONT)

    async def stop(self, *, within_s: float = 30) -> int:
        """Ask it to end, as systemd does, and return its exit code; an `AssertionError` when it does not."""
        self._signal(signal.SIGTERM)
        try:
            return await asyncio.wait_for(self.process.wait(), within_s)
        except TimeoutError:
            self._signal(signal.SIGABRT)  # it writes where its threads stand
            await self.process.wait()
            raise AssertionError(f"the service did not stop within {within_s:g} s:\n{self.log()[-4000:]}") from None

    async def restart(self) -> None:
        """Stop it properly and start it again."""
        await self.stop()
        await self.start()

    def _signal(self, number: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, number)

    async def __aenter__(self) -> Self:
        try:
            await self.start()
        except BaseException:
            if self._process is not None:
                await self.kill9()
            raise
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self.process.returncode is not None:
            return
        if error is None:
            await self.stop()
        else:
            await self.kill9()
            error.add_note("the service's log ends with:\n" + self.log()[-4000:])
