"""The service of Odense in the sandbox, as a process, and a hand to use it with over HTTP."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp

from actioncards import ODENSE
from flows.vocabulary import Scope
from service.bootstrap import build
from service.settings import read_settings
from service.work.api_keys import add_key
from service.work.first_run import seed
from tests.harness.lists import whole_list
from tests.harness.service import RunningService
from tests.harness.waiting import eventually

RED = {"level": "red", "area": "vollsmose", "cause": "skyderi", "what_happened": "Skud ved butikscentret."}
YELLOW = {"level": "yellow", "area": "rising", "cause": "haervaerk"}
Facts = dict[str, Any]


class SaidNo(AssertionError):
    """The service refused: its problem."""

    def __init__(self, status: int, problem: Facts) -> None:
        super().__init__(f"{status}: {problem}")
        self.status, self.problem = status, problem


@dataclass
class Odense:
    """The running service; every method is a request."""

    service: RunningService
    http: aiohttp.ClientSession
    language: str = "da"
    database_url: str = ""

    async def get(self, path: str) -> Any:
        return await self._call("GET", path, None)

    async def every(self, path: str) -> list[Facts]:
        """Every item of a list, page by page."""
        return await whole_list(self.get, path)

    async def post(self, path: str, content: Mapping[str, Any] | None = None) -> Any:
        return await self._call("POST", path, content or {})

    async def _call(self, method: str, path: str, content: Mapping[str, Any] | None) -> Any:
        headers = {"Accept-Language": self.language}
        async with self.http.request(method, f"{self.service.url}/api/v1{path}", json=content, headers=headers) as answer:
            if answer.status >= 400:
                raise SaidNo(answer.status, await answer.json(content_type=None))
            return await answer.json() if answer.content_type == "application/json" else await answer.read()

    async def alarm(self, **facts: Any) -> int:
        """Raise an alarm (red, Vollsmose, skyderi unless said) and wait until its first messages have arrived."""
        incident: int = (await self.post("/incidents", {**RED, **facts}))["id"]
        await self.settled(incident)
        return incident

    async def settled(self, incident: int) -> None:
        """Wait until no message of the incident is on its way."""
        await eventually(lambda: self._is_settled(incident), within_s=60, what="every message has arrived")

    async def _is_settled(self, incident: int) -> bool:
        board = await self.board(incident)
        return not board["writing"] and not {"queued", "handed_over"} & board["deliveries"].keys()

    async def board(self, incident: int) -> Facts:
        board: Facts = await self.get(f"/incidents/{incident}")
        return board

    async def seat(self, incident: int, group: str, seat: str) -> Facts:
        groups = (await self.board(incident))["groups"]
        return next(s for g in groups if g["key"] == group for s in g["seats"] if s["key"] == seat)

    async def forward(self, minutes: int) -> None:
        """Let so many minutes pass; everything due meanwhile happens at its own time."""
        await self.post("/sandbox/clock", {"minutes": minutes})

    async def messages(self, incident: int, *kinds: str) -> list[Facts]:
        """The incident's deliveries, of these kinds of notice."""
        return [d for d in await self.every(f"/incidents/{incident}/deliveries") if not kinds or d["notice_kind"] in kinds]

    async def phone(self, person: int) -> list[Facts]:
        """What one person has on their phones and in their mailbox, newest first."""
        phones = await self.every("/sandbox/phones")
        found = [message for phone in phones if phone["person_id"] == person for message in phone["messages"]]
        return sorted(found, key=lambda message: -message["delivery_id"])

    async def answer(self, incident: int, person: int, kind: str = "seen", **more: Any) -> str:
        taken: str = (await self.post(f"/incidents/{incident}/answers", {"person_id": person, "kind": kind, **more}))["taken"]
        return taken

    async def timeline(self, incident: int) -> list[Facts]:
        report: Facts = await self.get(f"/incidents/{incident}/timeline.json")
        entries: list[Facts] = report["entries"]
        return entries


@asynccontextmanager
async def running_odense(migrated_url: str, *, folder: Path = ODENSE, **settings: str) -> AsyncIterator[Odense]:
    """The service over a fresh database, seeded as `make run` seeds it with the plan in `folder`."""
    made = build(read_settings(_env_file=None, database_url=migrated_url))
    async with made.unit("test") as unit:
        await seed(unit, folder, {})
        key = await add_key(unit, "acceptance", [Scope.ADMIN, Scope.READ, Scope.TRIGGER, Scope.ANSWER, Scope.CONTACTS])
    await made.close()
    async with (
        RunningService(migrated_url, settings={f"BEREDSKAB_{name.upper()}": value for name, value in settings.items()}) as service,
        aiohttp.ClientSession(headers={"Authorization": f"Bearer {key}"}) as http,
    ):
        yield Odense(service, http, database_url=migrated_url)
