"""Every link leads to a page, whatever there is: nobody on the list, much going on, everybody gone, another plan (issue A; I12)."""

import re
from collections import Counter
from html import unescape
from typing import Final

from httpx import Response

from actioncards import GELLERUP
from flows.vocabulary import Role
from service.work.access import add_user
from tests.harness.databases import SqliteDatabases
from tests.pages.full_house import filled, on_the_roster
from tests.web.visiting import PASSWORD, Visit, visiting
from tests.web.world import World, prepared, running_world, seeded

LINK: Final = re.compile(r'<a\b[^>]*?\bhref="(/[^"#]*)')
FOR_SCRIPTS: Final = re.compile(r"<template\b.*?</template>", re.DOTALL)
ALIKE: Final = 2
"""So many pages of one kind are looked at."""

OF_AN_INCIDENT: Final = ("", "/wall", "/timeline", "/response", "/flow", "/evaluation", "/from-paper", "/access-request")


def _kind(address: str) -> str:
    """What is alike but for numbers and what is asked for."""
    path, _, query = address.partition("?")
    return re.sub(r"\d+", "0", path) + "?" + "&".join(sorted(re.findall(r"([^&=]+)=", query)))


def _links(page: Response) -> list[str]:
    if "text/html" not in page.headers["content-type"]:
        return []
    return [unescape(link) for link in LINK.findall(FOR_SCRIPTS.sub("", page.text))]


async def _walk(visit: Visit, *starts: str) -> tuple[int, dict[str, int]]:
    """Follow every link from those pages on: how many pages there were, and the addresses that led to none with their status."""
    waiting, seen, alike, lost = list(starts), set(starts), Counter[str](), {}
    while waiting:
        address = waiting.pop(0)
        found = await visit.get(address)
        if found.is_redirect:
            further = [found.headers["location"]]
        elif found.status_code == 200:
            further = (
                [unescape(link) for link in LINK.findall(FOR_SCRIPTS.sub("", found.text))]
                if "text/html" in found.headers["content-type"]
                else []
            )
        else:
            lost[address] = found.status_code
            continue
        for link in further:
            if link not in seen and alike[_kind(link)] < ALIKE and not link.startswith("/static/"):
                seen.add(link)
                alike[_kind(link)] += 1
                waiting.append(link)
    return len(seen), lost


async def _everywhere(world: World, language: str, *starts: str) -> None:
    """Both who lead and who keep the lists find no link that leads nowhere."""
    for role in (Role.DUTY_CHIEF, Role.SECRETARIAT):
        async with visiting(world, role, language) as visit:
            pages, lost = await _walk(visit, "/", *(starts if role is Role.DUTY_CHIEF else ()))
        assert not lost, role
        assert pages > 60, role


def _of(incident: int) -> tuple[str, ...]:
    return tuple(f"/incidents/{incident}{part}" for part in OF_AN_INCIDENT)


async def _empty(world: World) -> None:
    for person in (await world.get("/contacts", limit=200)).json()["items"]:
        assert (await world.client.delete(f"/api/v1/contacts/{person['id']}")).status_code == 204


async def test_with_nobody_on_the_list(sqlite_databases: SqliteDatabases) -> None:
    async with running_world(*await seeded(sqlite_databases), work=False) as world:
        await _empty(world)
        incident = await world.alarm()
        await _everywhere(world, "da", *_of(incident))
        assert (await world.post(f"/incidents/{incident}/call-off", {"text": "Det er slut."})).status_code == 200
        await _everywhere(world, "en", *_of(incident))


async def test_with_much_going_on_and_when_everybody_has_gone(sqlite_databases: SqliteDatabases) -> None:
    async with running_world(*await seeded(sqlite_databases), work=False) as world:
        async with world.service.unit("test") as unit:
            await add_user(unit, "first", PASSWORD, Role.PARTNER)
        house = await filled(world.service)
        starts = (*_of(house.incident), *house.chief, *house.links)
        async with on_the_roster(world.service):
            await _everywhere(world, "da", *starts)
        await _empty(world)
        assert (await world.post(f"/incidents/{house.incident}/call-off", {"text": "Det er slut."})).status_code == 200
        still_there = [page for page in house.chief if not page.endswith("/edit")]  # nothing more is said outward
        await _everywhere(world, "en", *_of(house.incident), *still_there)


async def test_with_another_plan(sqlite_databases: SqliteDatabases) -> None:
    url = await sqlite_databases.migrated()
    async with running_world(url, await prepared(url, GELLERUP), work=False, plan=GELLERUP) as world:
        level = (await world.get("/levels")).json()["items"][0]
        area = (await world.get("/areas")).json()["items"][0]
        incident = await world.alarm(level=level["key"], area=area["key"], cause=level["causes"][0]["key"])
        await _everywhere(world, "da", *_of(incident))
