"""Whether it lives, whether it is ready, and what it counts."""

import httpx

from flows.vocabulary import Scope
from service.bootstrap import build
from service.settings import Settings
from service.web.app import make_app
from tests.web.world import World


async def test_ready_means_that_an_alarm_can_be_raised(world: World) -> None:
    answer = await world.client.get("/readyz")
    assert (answer.status_code, answer.json()["missing"]) == (200, {})
    assert (await world.client.get("/healthz")).status_code == 200


async def test_what_is_missing_is_named_while_the_process_lives(database_url: str) -> None:
    service = build(Settings(_env_file=None, database_url=database_url))  # type: ignore[call-arg]  # the library's own argument
    async with httpx.AsyncClient(transport=httpx.ASGITransport(make_app(service)), base_url="http://test") as client:
        answer = await client.get("/readyz")
        assert answer.status_code == 503
        assert answer.json()["missing"].keys() == {"background", "schema"}
        assert (await client.get("/healthz")).status_code == 200
    await service.close()


async def test_a_database_that_is_gone_is_said_to_be(tmp_path: object) -> None:
    settings = Settings(_env_file=None, database_url=f"sqlite:///{tmp_path}")  # type: ignore[call-arg]  # as above
    service = build(settings)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(make_app(service)), base_url="http://test") as client:
        answer = await client.get("/readyz")
        assert answer.status_code == 503
        assert "database" in answer.json()["missing"]
        refused = await client.get("/api/v1/incidents", headers={"x-api-key": "brk_" + "x" * 40})
        assert refused.status_code == 503
    await service.close()


async def test_metrics_count_messages_and_how_far_behind_the_work_is(still: World) -> None:
    await still.alarm()
    text = (await still.client.get("/metrics")).text
    assert 'beredskab_deliveries{medium="sms",state="queued"}' in text
    assert 'beredskab_incidents{state="alerted"} 1.0' in text
    assert 'beredskab_background_lag_seconds{what="deliveries"}' in text


async def test_metrics_are_for_this_machine_or_a_key(still: World) -> None:
    nobody = {"authorization": "", "x-forwarded-for": "203.0.113.9"}
    assert (await still.client.get("/metrics", headers=nobody)).status_code == 401
    reader = {"authorization": f"Bearer {await still.key_with(Scope.READ)}", "x-forwarded-for": "203.0.113.9"}
    assert (await still.client.get("/metrics", headers=reader)).status_code == 200
    answerer = {"authorization": f"Bearer {await still.key_with(Scope.ANSWER)}", "x-forwarded-for": "203.0.113.9"}
    assert (await still.client.get("/metrics", headers=answerer)).status_code == 403
