"""The service under test as a process, its provider as another, and how long things took."""

import asyncio
import os
import secrets
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any

import aiohttp

from tests.bench.watch import Watch, cut_off, finished, watch
from tests.bench.world import PLAN, World
from tests.harness.service import RunningService
from tests.standins.rate import SID, TOKEN
from tests.standins.run import Provider, provider

LOOK_S = 0.02
ALARM = {"level": "red", "area": "maalested", "cause": "skyderi"}


@dataclass(slots=True)
class Subject:
    """A running service with its stand-in provider and its database."""

    world: World
    service: RunningService
    stand_in: Provider
    eyes: Watch
    http: aiohttp.ClientSession

    async def trigger(self) -> tuple[float, int]:
        """Raise an alarm; the moment just before the POST (the machine's monotonic clock) and the incident's number."""
        headers = {"X-API-Key": self.world.key, "Idempotency-Key": secrets.token_hex(16)}
        started = monotonic()
        async with self.http.post(f"{self.service.url}/api/v1/incidents", json=ALARM, headers=headers) as answer:
            if answer.status != 201:
                raise AssertionError(f"{answer.status}: {await answer.text()}\n{self.service.log()[-4000:]}")
            return started, (await answer.json())["id"]

    async def finished(self, within_s: float = 900) -> float:
        """Wait until everything is sent and recorded; the moment at which it was seen to be so."""
        deadline = monotonic() + within_s
        while not await finished(self.eyes):
            if monotonic() > deadline:
                raise AssertionError(f"not finished within {within_s:g} s:\n{self.service.log()[-4000:]}")
            await asyncio.sleep(LOOK_S)
        return monotonic()

    async def first_message(self, within_s: float = 60) -> float:
        """Wait for the first message since the last reset; when it reached the stand-in."""
        deadline = monotonic() + within_s
        while not (first := (await self.stand_in.stats())["first_at"]):
            if monotonic() > deadline:
                raise AssertionError(f"no message within {within_s:g} s:\n{self.service.log()[-4000:]}")
            await asyncio.sleep(LOOK_S)
        return float(first)

    async def cut_off(self) -> None:
        """End what the last trigger began."""
        await cut_off(self.eyes)
        await self.finished()

    def memory_mb(self) -> float:
        """Resident memory of the service's process."""
        pages = int(Path(f"/proc/{self.service.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 2**20

    def processor_s(self) -> float:
        """Processor time that the service's process has used."""
        fields = Path(f"/proc/{self.service.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@asynccontextmanager
async def running(
    world: World, *, command: Sequence[str] = ("-m", "service", "serve"), rate: float | None = None, **knobs: Any
) -> AsyncIterator[Subject]:
    """The service on `world` in live mode, sending to a stand-in with `knobs`; `rate` is both the provider's limit and the setting."""
    async with provider(rate=rate, **knobs) as stand_in:
        settings = {
            "BEREDSKAB_MODE": "live",
            "BEREDSKAB_PUBLIC_URL": "https://beredskab.example.org",
            "BEREDSKAB_PLAN": str(PLAN),
            "BEREDSKAB_TWILIO_ACCOUNT_SID": SID,
            "BEREDSKAB_TWILIO_AUTH_TOKEN": TOKEN,
            "BEREDSKAB_TWILIO_FROM": "Beredskab",
            "BEREDSKAB_TWILIO_BASE_URL": stand_in.url,
        }
        if rate is not None:
            settings["BEREDSKAB_TWILIO_RATE"] = str(rate)
        async with RunningService(world.url, settings=settings, command=command) as service, aiohttp.ClientSession() as http:
            eyes = await watch(world.url)
            try:
                yield Subject(world, service, stand_in, eyes, http)
            finally:
                await eyes.close()
