"""Somebody signed in at the pages, without a browser: what most promises of the pages need."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx

from flows.vocabulary import Role
from service.work.access import add_user, sign_in
from tests.web.world import World

PASSWORD = "en-lang-adgangskode"


@dataclass(frozen=True)
class Visit:
    """A browser's requests; `send` sends a form of the page at `at` with its own numbers filled in."""

    client: httpx.AsyncClient

    async def get(self, path: str, **headers: str) -> httpx.Response:
        return await self.client.get(path, headers=headers)

    async def send(self, at: str, fields: dict[str, str], to: str | None = None) -> httpx.Response:
        page = (await self.client.get(at)).text
        hidden = {name: found[1] for name in ("csrf", "once") if (found := re.search(rf'name="{name}" value="([^"]*)"', page))}
        return await self.client.post(to or at, data=hidden | fields, headers={"sec-fetch-site": "same-origin"})


@asynccontextmanager
async def visiting(world: World, role: Role | None, language: str = "da") -> AsyncIterator[Visit]:
    """Somebody with this role and language; None is a stranger."""
    transport = httpx.ASGITransport(world.app, client=("127.0.0.1", 1234))
    async with httpx.AsyncClient(transport=transport, base_url="http://test", headers={"accept": "text/html"}) as client:
        if role is not None:
            name = f"{role.value}.{language}"
            async with world.service.unit("test") as unit:
                await add_user(unit, name, PASSWORD, role, language=language)
            entered = await sign_in(world.service.store, world.service.clock.now(), name, PASSWORD)
            client.cookies.set("beredskab_session", entered.token)
        yield Visit(client)
