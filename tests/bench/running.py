"""The service under test as a process, its provider as another, and how long things took."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from time import monotonic

import aiohttp

from tests.bench.world import PLAN, Watch, watch
from tests.harness.service import RunningService
from tests.standins.run import Provider, provider

SID = "AC" + "0" * 32
TOKEN = "stand-in-token"
LOOK_S = 0.02
TRIGGER = {"level": "red", "area": "maalested", "cause": "skyderi"}


@dataclass(slots=True)
class Subject:
    """A running service with its stand-in provider and its database."""

    service: RunningService
    stand_in: Provider
    eyes: Watch
    http: aiohttp.ClientSession

    async def trigger(self) -> tuple[float, int]:
        """Raise an alarm; the moment just before the POST (the machine's monotonic clock) and the incident's id."""
        started = monotonic()
        async with self.http.post(f"{self.service.url}/api/v1/incidents", json=TRIGGER) as answer:
            assert answer.status == 201, await answer.text()
            return started, (await answer.json())["id"]

    async def finished(self, within_s: float = 600) -> float:
        """Wait until everything is sent and recorded; the moment it was seen to be so."""
        deadline = monotonic() + within_s
        while await self.eyes.busy():
            if monotonic() > deadline:
                raise TimeoutError(f"not finished within {within_s:g} s:\n{self.service.log()[-4000:]}")
            await asyncio.sleep(LOOK_S)
        return monotonic()

    async def first_message(self, within_s: float = 60) -> float:
        """Wait for the first message since the last reset; when it reached the stand-in."""
        deadline = monotonic() + within_s
        while not (first := (await self.stand_in.stats())["first_at"]):
            if monotonic() > deadline:
                raise TimeoutError(f"no message within {within_s:g} s:\n{self.service.log()[-4000:]}")
            await asyncio.sleep(LOOK_S)
        return float(first)

    def memory_mb(self) -> float:
        """Resident memory of the service's process."""
        with open(f"/proc/{self.service.pid}/statm") as statm:
            return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20

    def cpu_s(self) -> float:
        """Processor time the service's process has used."""
        with open(f"/proc/{self.service.pid}/stat") as stat:
            fields = stat.read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@asynccontextmanager
async def running(
    url: str, *, arguments: tuple[str, ...] = (), settings: dict[str, str] | None = None, **knobs: object
) -> AsyncIterator[Subject]:
    """The service on the database at `url`, sending to a stand-in with `knobs`."""
    async with provider(**knobs) as stand_in:
        chosen = {
            "BEREDSKAB_MODE": "live",
            "BEREDSKAB_PUBLIC_URL": "https://beredskab.example.org",
            "BEREDSKAB_PLAN": str(PLAN),
            "BEREDSKAB_TWILIO_ACCOUNT_SID": SID,
            "BEREDSKAB_TWILIO_AUTH_TOKEN": TOKEN,
            "BEREDSKAB_TWILIO_FROM": "Beredskab",
            "BEREDSKAB_TWILIO_BASE_URL": stand_in.url,
            **(settings or {}),
        }
        service = RunningService(url, settings=chosen, command=("-m", "tests.bench.subject", *arguments))
        async with service, aiohttp.ClientSession() as http:
            eyes = await watch(url)
            try:
                yield Subject(service, stand_in, eyes, http)
            finally:
                await eyes.close()
