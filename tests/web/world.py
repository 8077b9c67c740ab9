"""The service in this process, over a fresh database, with the Odense plan and its invented list: what the web tests stand on."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import httpx
from fastapi import FastAPI

from actioncards import ODENSE
from actioncards.loader import load
from actioncards.model import Plan
from flows.vocabulary import Scope
from service.bootstrap import Service, build
from service.settings import Settings
from service.store.migrate import upgrade
from service.web.app import make_app
from service.work.api_keys import add_key
from service.work.contacts import import_people, read_file
from service.work.plans import put_in_force
from tests.harness.databases import Databases

RED = {"level": "red", "area": "vollsmose", "cause": "skyderi"}


@cache
def odense() -> Plan:
    """The plan that comes with the service."""
    return load(ODENSE)


@dataclass(frozen=True, slots=True)
class World:
    """One running service and a key for everything; `api` sends JSON and gets the answer."""

    service: Service
    app: FastAPI
    client: httpx.AsyncClient
    key: str

    async def key_with(self, *scopes: Scope) -> str:
        """A key with these scopes only."""
        async with self.service.unit("test") as unit:
            return await add_key(unit, f"key {'-'.join(scopes)}", scopes)

    async def get(self, path: str, **params: object) -> httpx.Response:
        """GET under the API."""
        return await self.client.get(f"/api/v1{path}", params={k: str(v) for k, v in params.items()})

    async def post(self, path: str, content: object = None, *, headers: Mapping[str, str] | None = None) -> httpx.Response:
        """POST under the API."""
        return await self.client.post(f"/api/v1{path}", json=content, headers=headers)

    async def alarm(self, **changed: object) -> int:
        """Raise the red alarm and return its id."""
        answer = await self.post("/incidents", {**RED, **changed})
        assert answer.status_code == 201, answer.text
        number: int = answer.json()["id"]
        return number


async def seed_database(service: Service, folder: Path = ODENSE) -> str:
    """Put the folder's plan in force, take its invented list, and return a key for everything."""
    async with service.unit("test") as unit:
        await put_in_force(unit, odense() if folder == ODENSE else load(folder))
        await import_people(unit, await read_file(unit, (folder / "invented_alert_list.csv").read_bytes(), "list.csv"))
        return await add_key(unit, "test", [Scope.ADMIN])


async def prepared(url: str, folder: Path = ODENSE) -> str:
    """A database that a process can serve at once; returns a key for everything."""
    await upgrade(url)
    service = build(Settings(_env_file=None, database_url=url, plan=folder))  # type: ignore[call-arg]  # the library's own argument
    try:
        return await seed_database(service, folder)
    finally:
        await service.close()


_keys: dict[str, str] = {}


async def seeded(databases: Databases) -> tuple[str, str]:
    """The address of a database that holds plan, list and key already, and the key."""
    engine = type(databases).__name__

    async def prepare(url: str) -> None:
        _keys[engine] = await prepared(url)

    return await databases.like("seeded", prepare), _keys[engine]


@asynccontextmanager
async def running_world(url: str, key: str, *, work: bool = True, **settings: object) -> AsyncIterator[World]:
    """The service over the seeded database at `url`; `work` False keeps the background still."""
    given = {"database_url": url, "worker": work, "public_url": "http://test", **settings}
    service = build(Settings(_env_file=None, **given))  # type: ignore[arg-type, call-arg]  # checked by the model
    app = make_app(service)
    async with app.router.lifespan_context(app):
        headers = {"authorization": f"Bearer {key}", "accept-language": "en"}
        transport = httpx.ASGITransport(app, client=("127.0.0.1", 1234))
        async with httpx.AsyncClient(transport=transport, base_url="http://test", headers=headers) as client:
            yield World(service, app, client, key)
