"""The same request twice has one effect and one answer (I1)."""

import asyncio

from flows.vocabulary import Scope
from service.work.idempotency import KEPT, forget_old
from service.work.unit import Unit
from tests.web.world import RED, World


async def _count(world: World) -> int:
    return len((await world.get("/incidents")).json()["items"])


async def test_a_repeated_trigger_warns_once_and_gets_the_first_answer(still: World) -> None:
    first = await still.post("/incidents", RED, headers={"idempotency-key": "night-1"})
    again = await still.post("/incidents", RED, headers={"idempotency-key": "night-1"})
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert again.headers["location"] == first.headers["location"]
    assert again.headers["idempotency-replayed"] == "true"
    assert "idempotency-replayed" not in first.headers
    assert await _count(still) == 1


async def test_the_same_key_with_other_content_is_refused(still: World) -> None:
    await still.post("/incidents", RED, headers={"idempotency-key": "k"})
    other = await still.post("/incidents", {**RED, "area": "rising"}, headers={"idempotency-key": "k"})
    assert other.status_code == 422
    assert other.json()["errors"][0]["field"] == "Idempotency-Key"
    assert await _count(still) == 1


async def test_twenty_at_the_same_time_have_one_effect(still: World) -> None:
    answers = await asyncio.gather(*(still.post("/incidents", RED, headers={"idempotency-key": "together"}) for _ in range(20)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.text for answer in answers}) == 1
    assert sum("idempotency-replayed" not in answer.headers for answer in answers) == 1
    assert await _count(still) == 1


async def test_a_refused_request_leaves_its_key_free(still: World) -> None:
    refused = await still.post("/incidents", {**RED, "cause": "regn"}, headers={"idempotency-key": "k"})
    assert refused.status_code == 422
    assert (await still.post("/incidents", RED, headers={"idempotency-key": "k"})).status_code == 201


async def test_two_systems_may_use_the_same_key(still: World) -> None:
    other = {"authorization": f"Bearer {await still.key_with(Scope.TRIGGER)}", "idempotency-key": "k"}
    await still.post("/incidents", RED, headers={"idempotency-key": "k"})
    answer = await still.client.post("/api/v1/incidents", json=RED, headers=other)
    assert answer.status_code == 201
    assert await _count(still) == 2


async def test_every_post_that_causes_something_takes_a_key(still: World) -> None:
    paths = (await still.client.get("/openapi.json")).json()["paths"]
    without = {
        path
        for path, does in paths.items()
        if "post" in does and not any(given["name"] == "Idempotency-Key" for given in does["post"].get("parameters", ()))
    }
    assert {path.rsplit("/", 1)[1] for path in without} == {"preview"}, "a preview changes nothing; all else must be safe to send again"


async def test_an_answer_is_kept_for_two_days(still: World) -> None:
    await still.post("/incidents", RED, headers={"idempotency-key": "k"})
    async with still.service.unit("test") as unit:
        await forget_old(Unit(unit.session, unit.now + KEPT / 2, unit.actor, unit.house))
    assert "idempotency-replayed" in (await still.post("/incidents", RED, headers={"idempotency-key": "k"})).headers
    async with still.service.unit("test") as unit:
        await forget_old(Unit(unit.session, unit.now + 2 * KEPT, unit.actor, unit.house))
    assert "idempotency-replayed" not in (await still.post("/incidents", RED, headers={"idempotency-key": "k"})).headers
