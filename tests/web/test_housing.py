"""The housing plans, their measuring and the situation reports over HTTP, for the API and for people (S1-S6)."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx
import pytest

from flows.vocabulary import Role, Scope
from service.bootstrap import build
from service.settings import Settings
from service.store.migrate import upgrade
from service.work.api_keys import add_key
from tests.harness.databases import Databases
from tests.pages.sandboxes import seeded
from tests.web.visiting import visiting
from tests.web.world import World, running_world

PLAN = "/api/v1/housing/plans/odense_2024_2028"
_passwords: dict[str, dict[str, str]] = {}
_keys: dict[str, str] = {}


@dataclass(frozen=True)
class Manned:
    """A sandbox, and its users' passwords by name."""

    world: World
    passwords: dict[str, str]

    @property
    def client(self) -> httpx.AsyncClient:
        return self.world.client


@pytest.fixture
async def manned(databases: Databases) -> AsyncIterator[Manned]:
    """A sandbox with a user for each role and a key for everything; nothing happens in it by itself."""
    engine = type(databases).__name__

    async def prepare(url: str) -> None:
        await upgrade(url)
        _passwords[engine] = dict(await seeded(url))
        service = build(Settings(_env_file=None, database_url=url))  # type: ignore[call-arg]  # the library's own argument
        async with service.unit("test") as unit:
            _keys[engine] = await add_key(unit, "test", [Scope.ADMIN])
        await service.close()

    url = await databases.like("manned_housing", prepare)
    async with running_world(url, _keys[engine], work=False) as world:
        yield Manned(world, _passwords[engine])
    await databases.drop(url)


@asynccontextmanager
async def signed_in(manned: Manned, user: str) -> AsyncIterator[httpx.AsyncClient]:
    transport = manned.client._transport
    async with httpx.AsyncClient(transport=transport, base_url="http://test", headers={"sec-fetch-site": "same-origin"}) as visitor:
        form = hidden((await visitor.get("/sign-in")).text)
        entered = await visitor.post("/sign-in", data={**form, "username": user, "password": manned.passwords[user]})
        assert entered.status_code == 303
        yield visitor


def hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page))


def words(page: httpx.Response) -> str:
    assert page.status_code == 200, page.text
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text))


async def test_a_reader_finds_the_facts_on_the_pages(manned: Manned) -> None:
    """S1, S2, S3, S5: what the issue asks a reader to be able to answer."""
    async with signed_in(manned, "partner") as visitor:
        rising = words(await visitor.get("/housing/odense_2024_2028/areas/rising"))
        assert "Beboere 1195" in rising
        charged = words(await visitor.get("/housing/odense_2024_2028/indicators/sigtede"))
        assert "4,44 %" in charged
        assert "4,48 %" in charged
        assert "1,58 %" in charged
        assert "linje 302" in charged
        plan = words(await visitor.get("/housing/odense_2024_2028"))
        assert "fem møder om året" in plan
        assert "Indkaldes af SSP Odense" in plan
        assert "Stadionvej/Skjoldsparken: sigtede 15-29-årige: ikke i Beboerdata af hensyn til diskretion" in plan
        gellerup = words(await visitor.get("/housing/gellerup_toveshoej_2018_2022"))
        assert "Landsbyggefonden 30.000.000" in gellerup
        assert "Lokal medfinansiering 12.128.000" in gellerup
        esbjerg = words(await visitor.get("/housing/esbjerg_hedelundgaardparken"))
        assert all(due in esbjerg for due in ("april 2014", "september 2014", "udgangen af 2015", "december 2015"))
        assert "20 mentorforløb, pr. år" in words(await visitor.get("/housing/staermosegaarden_2015_2019/activities"))
        trivsel = words(await visitor.get("/housing/tryghed_og_trivsel/activities"))
        assert "fogedudsættelser" in trivsel
        assert "Gadeplansarbejde" in trivsel
        assert "naboskab" in trivsel


async def test_each_chart_has_its_table_and_its_sentence(manned: Manned) -> None:
    async with signed_in(manned, "sekretariat") as visitor:
        page = (await visitor.get("/housing/odense_2024_2028/indicators/valgdeltagelse")).text
    assert page.count('<svg xmlns="http://www.w3.org/2000/svg"') == 2
    assert page.count('role="img" aria-labelledby=') == 2
    assert "KV 21" in page
    assert "FV 22" in page
    assert "<table" in page


async def test_the_secretariat_registers_and_what_is_wrong_is_given_back(manned: Manned) -> None:
    async with signed_in(manned, "sekretariat") as visitor:
        address = "/housing/odense_2024_2028/measuring"
        csrf = hidden((await visitor.get(address)).text)["csrf"]
        typed = {"csrf": csrf, "once": "1", "what": "indicator:sigtede", "subject": "rising", "period": "2025", "value": "140"}
        refused = await visitor.post(address, data=typed)
        assert refused.status_code == 422
        assert 'value="140"' in refused.text
        assert "fra 0 til 100" in refused.text
        assert (await visitor.post(address, data={**typed, "value": "3,9"})).status_code == 303
    figures = (await manned.client.get(f"{PLAN}/indicators/sigtede")).json()["figures"]["rising"]
    assert [(one["period"], one["value"], one["baseline"]) for one in figures if one["value"]] == [("2025", "3.9", False)]


async def test_progress_towards_a_criterion_is_drawn_once_something_is_delivered(manned: Manned) -> None:
    """S3, S4."""
    address = "/housing/gellerup_toveshoej_2018_2022"
    async with signed_in(manned, "sekretariat") as visitor:
        assert "<svg xmlns" not in (await visitor.get(f"{address}/activities")).text
        csrf = hidden((await visitor.get(f"{address}/measuring")).text)["csrf"]
        typed = {"csrf": csrf, "once": "1", "what": "delivery:civilsamfund:c1", "subject": "all", "period": "2021-Q1", "value": "25"}
        assert (await visitor.post(f"{address}/measuring", data=typed)).status_code == 303
        page = await visitor.get(f"{address}/activities")
    assert "25 af 50" in page.text
    assert "25 af 50 (50 %)" in words(page)


async def test_a_partner_measures_nothing_and_reads_no_report(manned: Manned) -> None:
    incident = await manned.world.alarm()
    async with signed_in(manned, "partner") as visitor:
        assert (await visitor.get("/housing/odense_2024_2028/measuring")).status_code == 403
        assert (await visitor.get(f"/incidents/{incident}/situation")).status_code == 403


async def test_the_duty_chief_makes_approves_and_sends_a_report_from_the_page(manned: Manned) -> None:
    """S6: draft, approved, sent; as PDF, JSON and text."""
    incident = await manned.world.alarm()
    address = f"/incidents/{incident}/situation"
    async with signed_in(manned, "chefvagt") as chief:
        csrf = hidden((await chief.get(address)).text)["csrf"]
        made = await chief.post(address, data={"csrf": csrf, "once": "1", "known": "Skud.", "public": "Hold afstand."})
        assert made.headers["location"] == f"{address}/1"
        page = words(await chief.get(f"{address}/1"))
        assert "5888" in page
        assert "Du har den taktiske udgave" in page
        assert (await chief.post(f"{address}/1", data={"csrf": csrf, "once": "2", "tier": "tactical", "do": "send"})).status_code == 409
        assert (await chief.post(f"{address}/1", data={"csrf": csrf, "once": "3", "tier": "tactical", "do": "approve"})).status_code == 303
        assert (await chief.post(f"{address}/1", data={"csrf": csrf, "once": "4", "tier": "tactical", "do": "send"})).status_code == 303
        asked = await chief.post(f"{address}/1", data={"csrf": csrf, "once": "5", "tier": "civil", "do": "send"})
        assert asked.status_code == 303
        page = words(await chief.get(f"{address}/1?tier=civil"))
        assert "sendt til frigivelse" in page
        assert "taktisk" in words(await chief.get(address))
        announced = words(await chief.get("/announcements/1"))
        assert "Det er ordene i situationsrapport 1" in announced
        assert "Redigér teksten" not in announced
        for form, start in (("pdf", b"%PDF"), ("json", b"{"), ("txt", b"Dette")):
            assert (await chief.get(f"{address}/1/file.{form}?tier=civil")).content.startswith(start)
        assert (await chief.get(f"{address}/1/file.exe")).status_code == 404
    async with visiting(manned.world, Role.DUTY_CHIEF, "en") as english:
        page = (await english.get(f"{address}/1")).text
        assert "Level red since" in page
        assert "rødt since" not in page
        assert re.search(r'<td lang="da">Alarm på niveau rødt', page)


async def test_choosing_an_area_shows_its_network_and_institutions_before_the_alarm(manned: Manned) -> None:
    async with signed_in(manned, "chefvagt") as chief:
        form = hidden((await chief.get("/alarm")).text)
        chosen = {**form, "level": "red", "area": "rising", "cause": "skyderi"}
        pages = [words(await chief.post("/alarm/preview", data=chosen)), words(await chief.get("/alarm/near?area=rising"))]
        assert (await chief.get("/alarm/near?area=atlantis")).status_code == 404
    for page in pages:
        assert "1195 beboere" in page
        assert "spejderområde" in page
        assert "CKS-netværket" in page


async def test_the_preview_of_a_file_shows_its_figures_as_a_danish_reader_writes_them(manned: Manned) -> None:
    text = "indikator;område;periode;værdi;mangler\nsigtede;Rising;2025;3.9;\nsigtede;Ejerslykke;2025;;tilbageholdt\n".encode()
    address = "/housing/odense_2024_2028/measuring"
    async with signed_in(manned, "sekretariat") as visitor:
        csrf = hidden((await visitor.get(address)).text)["csrf"]
        typed = {"csrf": csrf, "once": "1", "kind": "indicator", "do": "look"}
        page = words(await visitor.post(f"{address}/file", data=typed, files={"file": ("ssp.csv", text)}))
    assert "Rising, 2025: 3,9" in page
    assert "2025: tilbageholdt" in page


async def test_a_file_over_the_api_is_told_line_by_line_and_stores_nothing(manned: Manned) -> None:
    text = "indikator;område;periode;værdi\nsigtede;Rissing;2025;3,9\nsigtede;Rising;2025;140\n".encode()
    address = f"{PLAN}/figures/import?file_name=ssp.csv"
    looked = (await manned.client.post(f"{address}&dry_run=true", content=text, headers={"content-type": "text/csv"})).json()
    assert [(one["line"], one["field"]) for one in looked["faults"]] == [(2, "subject"), (3, "value")]
    assert (await manned.client.post(address, content=text, headers={"content-type": "text/csv"})).status_code == 422
    assert (await manned.client.get(f"{PLAN}/figures/indicator/sigtede")).json()["items"] == []
