"""PostgreSQL stops, starts and only lets itself be read while people work: a calm 503, and nothing that was written is lost (I13)."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from html import unescape

import httpx
import pytest
from structlog.testing import capture_logs

from flows.vocabulary import Role
from tests.harness.postgres import PostgresServer
from tests.harness.waiting import eventually
from tests.web.test_empty_pages import shown
from tests.web.visiting import visiting
from tests.web.world import World, prepared, running_world

OWN = {"sec-fetch-site": "same-origin"}
LINE = "Vigtig linje: porten ved nr. 5 står åben."


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    """One that may be stopped: no other test stands on it."""
    server = PostgresServer(durable=True)
    yield server
    server.remove()


@pytest.fixture
async def address(server: PostgresServer) -> AsyncIterator[tuple[str, str]]:
    """A database that can be served, and a key for everything."""
    url = await server.create("town")
    yield url, await prepared(url)
    await server.drop("town")


@pytest.fixture
async def town(address: tuple[str, str]) -> AsyncIterator[World]:
    """The service over it; the background is still."""
    async with running_world(*address, work=False) as world:
        yield world


async def test_while_the_database_stops_and_starts_every_answer_is_the_thing_asked_for_or_a_503(
    town: World, server: PostgresServer
) -> None:
    at, written, seen, stopping = f"/incidents/{await town.alarm()}", list[str](), set[int](), asyncio.Event()

    async def asking(number: int) -> None:
        for n in range(10_000):
            if stopping.is_set():
                return
            text = f"Linje {number} {n}"
            answers = (await town.get(f"{at}/deliveries"), await town.post(f"{at}/log", {"text": text}))
            seen.update(answer.status_code for answer in answers)
            assert all(answer.headers.get("retry-after") for answer in answers if answer.status_code == 503)
            written.extend([text] if answers[1].status_code == 201 else [])
            await asyncio.sleep(0)

    everybody = [asyncio.create_task(asking(number)) for number in range(6)]
    for cut in (server.stop, server.kill9, server.stop, server.kill9):
        before = len(written)
        await eventually(lambda before=before: _true(len(written) > before), within_s=60, what="lines are written")
        await asyncio.to_thread(cut)
        await asyncio.to_thread(server.start)
    stopping.set()
    await asyncio.gather(*everybody)
    assert seen == {200, 201, 503}
    timeline = (await town.get(f"{at}/timeline.json")).text
    assert not [line for line in written if f'"{line}"' not in timeline]


async def _true(so: bool) -> bool:
    return so


async def test_what_was_written_while_the_database_was_away_is_given_back_and_sent_again_by_one_press(
    town: World, server: PostgresServer
) -> None:
    incident = await town.alarm()
    for language, lost, press in (("da", "Intet er tabt", "Send den nu"), ("en", "Nothing is lost", "Send it now")):
        async with visiting(town, Role.DUTY_CHIEF, language) as chief, visiting(town, None) as stranger:
            asked = {"accept-language": language, "accept": "text/html"}
            csrf, guests = _csrf(await chief.get(f"/incidents/{incident}")), _csrf(await stranger.get("/sign-in"))
            server.stop()
            away = await chief.client.post(f"/incidents/{incident}/log", data=csrf | {"text": LINE}, headers=OWN | asked)
            secret = {"username": "bo", "password": "hemmelig-sag"}
            signing_in = await stranger.client.post("/sign-in", data=guests | secret, headers=OWN | asked)
            server.start()
            assert (away.status_code, away.headers["retry-after"]) == (503, "2")
            for words in (lost, press, LINE):
                assert words in shown(away.text)
            assert signing_in.status_code == 503
            assert "hemmelig-sag" not in signing_in.text
            form = re.search(r'<form method="post" action="(/incidents[^"]*)">.*?</form>', away.text, re.DOTALL)
            assert form
            kept = {name: unescape(value) for name, value in re.findall(r'name="([^"]+)" value="([^"]*)"', form[0])}
            again = await chief.client.post(form[1], data=kept, headers=OWN)
            assert again.status_code == 303, shown(again.text)
    assert (await town.get(f"/incidents/{incident}/timeline.json")).text.count(LINE) == 2


def _csrf(page: httpx.Response) -> dict[str, str]:
    return dict(re.findall(r'name="(csrf)" value="([^"]*)"', page.text)[:1])


async def test_a_standby_that_can_only_be_read_is_not_ready_and_takes_nothing(town: World, server: PostgresServer) -> None:
    incident = await town.alarm()
    await server.execute("ALTER DATABASE town SET default_transaction_read_only = on")
    await server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'town'")
    assert (await town.post(f"/incidents/{incident}/log", {"text": LINE})).status_code == 503
    ready = await town.client.get("/readyz")
    assert ready.status_code == 503
    assert "can only be read" in ready.json()["missing"]["database"]


async def test_the_background_tells_once_that_the_database_is_away_and_once_that_it_is_back(
    address: tuple[str, str], server: PostgresServer
) -> None:
    with capture_logs() as told:
        async with running_world(*address) as world:
            incident = await world.alarm()
            server.stop()

            async def ready() -> bool:
                return (await world.get(f"/incidents/{incident}")).status_code != 503

            async def noticed() -> bool:
                return not await ready() and _said(told, "waits") > 0

            await eventually(noticed, within_s=60, what="the background notices")
            for _ in range(50):
                world.service.store.signals.wake_all()  # each loop looks anew, as it does twice a second
                assert not await ready()
            server.start()
            await eventually(lambda: _true(_said(told, "goes on") > 0), within_s=60, what="the background goes on")
    assert (_said(told, "the background waits"), _said(told, "the background goes on")) == (1, 1)
    assert not [line for line in told if "exc_info" in line or line["log_level"] in ("error", "critical")]


def _said(told: Sequence[Mapping[str, object]], words: str) -> int:
    return sum(words in str(line["event"]) for line in told)
