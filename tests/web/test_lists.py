"""Every list of the API comes in pages, in one form: read item by item it is the whole list, whatever changes meanwhile."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from service.web.api.paging import Page
from service.work.announcement_view import PartView
from service.work.plan_changes import propose
from tests.harness.lists import whole_list
from tests.web.test_announcements import content
from tests.web.world import World, odense

HOUSING = "/housing/plans/tryghed_og_trivsel"
FIGURE = {"kind": "delivery", "thing": "gadeplan", "subject": "rising", "period": "2025-Q4", "counted": "logbog"}
ROTATION = {"layer": "chief", "first_day": "2027-01-04", "hand_over": "08:00"}
SPRING = "start=2027-01-01T00:00:00Z&end=2027-04-01T00:00:00Z"


def _not_paged(description: Mapping[str, Any]) -> set[str]:
    """The GETs of the API whose answer is, or wraps, a list, and is no page of it."""
    schemas = description.get("components", {}).get("schemas", {})

    def is_page(operation: Mapping[str, Any], properties: Mapping[str, Any]) -> bool:
        asked = {parameter["name"] for parameter in operation.get("parameters", ())}
        return {"items", "next"} == properties.keys() and {"cursor", "limit"} <= asked

    def is_list(schema: Mapping[str, Any]) -> bool:
        told = schemas[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
        return told.get("type") == "array" or any(map(is_list, told.get("anyOf", ())))

    found = set()
    for path, does in description["paths"].items():
        answer = does.get("get", {}).get("responses", {}).get("200", {}).get("content", {}).get("application/json", {}).get("schema", {})
        told = schemas[answer["$ref"].rpartition("/")[2]] if "$ref" in answer else answer
        properties = told.get("properties", {})
        if is_list(answer) or ("items" in properties and not is_page(does["get"], properties)):
            found.add(path)
    return found


async def test_no_list_is_answered_but_in_pages(still: World) -> None:
    description = (await still.client.get("/openapi.json")).json()
    assert {path for path in _not_paged(description) if path.startswith("/api/v1")} == set()


def test_a_list_that_forgets_its_pages_is_found() -> None:
    app = FastAPI()

    @app.get("/bare")
    async def bare() -> list[str]:
        return []

    @app.get("/perhaps")
    async def perhaps() -> list[int] | None:
        return None

    @app.get("/without-cursor")
    async def without() -> Page[PartView]:
        return Page(items=[], next=None)

    @app.get("/one")
    async def one() -> dict[str, str]:
        return {}

    assert _not_paged(app.openapi()) == {"/bare", "/perhaps", "/without-cursor"}


async def _made(world: World, path: str, given: object) -> Any:
    answer = await world.post(path, given)
    assert answer.is_success, f"{path}: {answer.text}"
    return answer.json()


@pytest.fixture
async def filled(still: World) -> tuple[World, int]:
    """A world with two of everything, and its incident."""
    incident = await still.alarm()
    of = f"/incidents/{incident}"
    for number in (1, 2):
        await still.alarm(area="rising", exercise={})
        await _made(still, f"{of}/facts", {"label": "Adresse", "value": f"Vej {number}", "tier": "tactical", "ground": "ssp_exchange"})
        await _made(still, f"{of}/questions", {"source": "press", "text": f"Spørgsmål {number}?"})
        await _made(still, f"{of}/announcements", await content(still))
        await _made(still, f"{of}/situation", {})
        meeting = f"/meetings/{(await _made(still, f'{of}/meetings', {}))['id']}"
        if number == 1:
            await _made(still, f"{meeting}/cancel", {"reason": "Prøve."})
        await _made(still, "/contacts", {"name": f"Test {number}", "organisation": "Test", "mobile": f"2012345{number}"})
        await _made(still, f"{HOUSING}/rounds", {"quarter": f"2025-Q{number}"})
        await _made(still, f"{HOUSING}/figures", {**FIGURE, "value": str(number), "corrects": number == 2})
        async with still.service.unit("test") as unit:
            await propose(unit, replace(odense(), version=f"ny {number}"), "Nye kort.")
    due = {"due_at": (still.service.clock.now() + timedelta(minutes=1)).isoformat()}
    await _made(still, f"{meeting}/begin", {})
    await _made(still, f"{meeting}/decisions", {"text": "Ring.", "group": "fu", "seat": "politi", **due})
    people = [one["id"] for one in (await still.get("/contacts")).json()["items"]][:3]
    await _made(still, "/roster/rotations", {**ROTATION, "people": people})
    return still, incident


def _lists(incident: int) -> tuple[str, ...]:
    """One list of each kind, each with at least two items."""
    kinds = ("tasks", "cards", "announcements", "announcements/starters", "meetings", "facts", "questions", "representatives", "situation")
    return (
        *(f"/incidents/{incident}/{kind}" for kind in kinds),
        *("/areas", "/levels", "/seats", "/scenarios", "/exercises", "/plan-changes", "/contacts/stale", "/housing/plans"),
        *("/housing/plans/odense_2024_2028/contradictions", f"{HOUSING}/figures/delivery/gadeplan", f"{HOUSING}/rounds"),
        *(f"/roster/shifts?{SPRING}", f"/roster/problems?{SPRING}"),
    )


async def _link(client: httpx.AsyncClient, path: str) -> list[Any]:
    """The list as the `Link` headers lead through it."""
    found, address = [], f"/api/v1{path}{'&' if '?' in path else '?'}limit=1"
    while address:
        answer = await client.get(address)
        found += answer.json()["items"]
        address = answer.links["next"]["url"] if "link" in answer.headers else ""
        assert bool(address) is (answer.json()["next"] is not None)
    return found


async def test_a_list_read_item_by_item_is_the_whole_list_in_its_order(filled: tuple[World, int]) -> None:
    world, incident = filled
    for path in _lists(incident):
        whole = (await world.client.get(f"/api/v1{path}{'&' if '?' in path else '?'}limit=200")).json()
        assert whole["next"] is None, path
        assert len(whole["items"]) >= 2, path
        assert await _link(world.client, path) == whole["items"], path


async def _in_two(world: World, path: str, meanwhile: Callable[[Any], Awaitable[Any]]) -> list[Any]:
    """A list read in two pages, the first with one item, and what happens to that item `meanwhile`."""
    page = (await world.get(path, limit=1)).json()
    await meanwhile(page["items"][0])
    return [*page["items"], *(await world.get(path, cursor=page["next"])).json()["items"]]


async def test_nobody_is_passed_over_when_somebody_leaves_the_list_meanwhile(filled: tuple[World, int]) -> None:
    """P6: whoever has confirmed is gone from the list before the second page is read."""
    world, _ = filled
    whole = (await world.get("/contacts/stale", limit=200)).json()["items"]
    read = await _in_two(world, "/contacts/stale", lambda first: _made(world, f"/contacts/{first['id']}/confirmation", {}))
    assert read == whole
    assert (await world.get("/contacts/stale", limit=200)).json()["items"] == whole[1:]


async def test_nothing_is_told_twice_when_something_new_comes_in_front_meanwhile(filled: tuple[World, int]) -> None:
    world, incident = filled
    path = f"/incidents/{incident}/announcements"
    whole = (await world.get(path)).json()["items"]
    draft = await content(world)
    assert await _in_two(world, path, lambda _: _made(world, path, draft)) == whole
    assert len((await world.get(path)).json()["items"]) == len(whole) + 1


async def test_a_phone_that_rings_keeps_its_place(world: World) -> None:
    async def get(path: str) -> Any:
        if "cursor" in path:
            await world.post(f"/incidents/{incident}/updates", {"text": "Fortsat ro."})
            await world.post("/sandbox/clock", {"minutes": 1})
        return (await world.client.get(f"/api/v1{path}")).json()

    incident = await world.alarm()
    await world.post("/sandbox/clock", {"minutes": 1})
    before = (await world.get("/sandbox/phones", limit=200)).json()["items"]
    read = await whole_list(get, "/sandbox/phones", limit=len(before) // 2)
    known = [(phone["medium"], phone["address"]) for phone in before]
    found = [(phone["medium"], phone["address"]) for phone in read]
    assert [one for one in found if one in known] == known
    assert len(set(found)) == len(found)
    assert read[-1]["messages"][0]["delivery_id"] > max(phone["messages"][0]["delivery_id"] for phone in before)


async def test_the_cursor_of_another_list_is_refused(filled: tuple[World, int]) -> None:
    world, incident = filled
    paths = [path.partition("?")[0] for path in _lists(incident) if "roster" not in path]
    cursors = [(await world.get(path, limit=1)).json()["next"] for path in paths]
    for path, other in zip(paths, cursors[1:] + cursors[:1], strict=True):
        answer = await world.get(path, cursor=other)
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "cursor"), path
    elsewhere = (await world.get("/incidents/2/tasks", cursor=cursors[0])).json()
    assert elsewhere["errors"][0]["field"] == "cursor", "the same list of another incident is another list"
