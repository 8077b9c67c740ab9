"""How the plan and its alert list are kept, and a second plan from data: U1-U3, P4, P5, P6.

Each test drives the running service over HTTP with the sandbox's clock, and names the rules it shows.
"""

import re
from dataclasses import replace
from datetime import datetime

import aiohttp
import pytest

from actioncards import GELLERUP, ODENSE
from actioncards.loader import load
from service.bootstrap import build
from service.domain import local_time
from service.settings import read_settings
from service.work.plan_changes import propose
from tests.acceptance.odense import Odense, SaidNo, running_odense
from tests.harness.databases import Databases


def local(moment: str) -> str:
    """The moment's day in Copenhagen."""
    return local_time.local(datetime.fromisoformat(moment)).date().isoformat()


async def drafted(odense: Odense) -> int:
    """A changed plan as a draft, as the command line makes it beside the running service."""
    service = build(read_settings(_env_file=None, database_url=odense.database_url))
    async with service.unit("test") as unit:
        change = await propose(unit, replace(load(ODENSE), version="2024-2028.2"), "Nye actioncards.")
    await service.close()
    return change.id


async def test_a_change_is_a_draft_until_all_have_signed_and_running_incidents_keep_theirs(odense: Odense) -> None:
    """U2, P5, U1: each party signs with a date, the approving body last; one version is in force."""
    running = (await odense.get(f"/incidents/{await odense.alarm()}"))["id"]
    change = await drafted(odense)
    before = await odense.get("/plan")
    path = f"/plan-changes/{change}"
    drafted_on = local((await odense.get(path))["proposed_at"])
    for refused in ("/effect", "/approval"):
        with pytest.raises(SaidNo) as no:
            await odense.post(path + refused, {"approved_on": drafted_on} if refused == "/approval" else None)
        assert no.value.status == 409
    for one in (await odense.get(path))["signatures"]:
        await odense.post(f"{path}/signatures", {"party": one["party"], "signed_on": drafted_on})
    await odense.post(f"{path}/approval", {"approved_on": drafted_on})
    found = await odense.post(f"{path}/effect")
    assert (found["state"], found["approved_on"], found["missing"]) == ("in_force", drafted_on, [])
    now = await odense.get("/plan")
    assert (before["version"], now["version"]) == ("2024-2028.1", "2024-2028.2")
    assert (await odense.get("/incidents?limit=50"))["items"][0]["plan_id"] == before["id"]
    assert running


async def test_areas_are_handled_differently(odense: Odense) -> None:
    """U3: a card for one area opens there and nowhere else."""
    keys = {}
    for area in ("vollsmose", "rising"):
        incident = await odense.alarm(area=area)
        keys[area] = {card["key"] for card in await odense.every(f"/incidents/{incident}/cards")}
    assert keys["vollsmose"] - keys["rising"] == {"vollsmose_tryghed"}


async def test_the_year_brings_the_plan_and_the_networks_onto_the_agenda(odense: Odense) -> None:
    """U1: the committee is reminded through the year; P4: SSP plans five CKS meetings a year.

    No four months pass without one of each, whatever day it is today.
    """
    agenda = (await odense.get("/plan"))["body"]["upkeep"]["agenda"]
    assert len([point for point in agenda if "CKS-møde" in point["title"]["da"]]) == 5
    for _ in range(4):
        await odense.forward(31 * 24 * 60)
    texts = [m["text"] for phone in await odense.every("/sandbox/phones") for m in phone["messages"]]
    assert any("CKS-møde" in text for text in texts)
    assert any("På dagsordenen for SSP-forretningsudvalget" in text for text in texts)


async def test_one_confirms_ones_own_data_behind_a_link_and_looking_confirms_nothing(odense: Odense) -> None:
    """P6, I11."""
    person = (await odense.every("/seats"))[1]["people"][0]["id"]
    await odense.post(f"/contacts/{person}/question")
    await odense.settled(await odense.alarm())
    texts = [message["text"] for message in await odense.phone(person)]
    token = next(found.group(1) for text in texts if (found := re.search(r"/me/([0-9A-Za-z-]+)", text)))
    address = f"{odense.service.url}/me/{token}"
    before = (await odense.get(f"/contacts/{person}"))["last_confirmed"]
    async with aiohttp.ClientSession() as stranger:
        for _ in range(3):
            async with stranger.get(address) as page:
                assert page.status == 200
        assert (await odense.get(f"/contacts/{person}"))["last_confirmed"] == before
        async with stranger.post(address, data={"do": "confirm"}) as page:
            assert "Dine oplysninger er bekræftet" in await page.text()
    assert (await odense.get(f"/contacts/{person}"))["last_confirmed"] >= before
    assert person not in [one["id"] for one in await odense.every("/contacts/stale")]
    assert "sms" in (await odense.post(f"/contacts/{person}/test-message"))["media"]
    with pytest.raises(SaidNo) as no:
        await odense.post(f"/contacts/{person}/test-message")
    assert no.value.status == 429


async def test_a_second_plan_runs_from_its_folder_alone(sqlite_databases: Databases) -> None:
    """Gellerup-Toveshøj, sections 9 and 10: other bodies, other words, no red or yellow, and no change of the code."""
    url = await sqlite_databases.migrated()
    async with running_odense(url, folder=GELLERUP) as gellerup:
        assert [level["key"] for level in await gellerup.every("/levels")] == ["uoverensstemmelse", "underretning"]
        facts = {"level": "uoverensstemmelse", "area": "toveshoej", "cause": "afgoerelse", "reported_by": "brabrand_boligforening"}
        incident = await gellerup.alarm(**facts)
        board = await gellerup.board(incident)
        assert {group["key"] for group in board["groups"]} == {"lokalstyregruppe", "bestyrelse"}
        person = board["groups"][0]["seats"][0]["people"][0]["id"]
        await gellerup.answer(incident, person)
        assert any(message["text"].startswith("SANDKASSE") for message in await gellerup.phone(person))
        await gellerup.forward(3 * 24 * 60)
        assert any(step["state"] == "overdue" for card in await gellerup.every(f"/incidents/{incident}/cards") for step in card["steps"])
        await gellerup.post(f"/incidents/{incident}/call-off", {"text": "Parterne er enige."})
    await sqlite_databases.drop(url)
