"""The sandbox's clock and phones, which live mode does not have (I9)."""

from datetime import timedelta

from flows.vocabulary import Role
from tests.web.visiting import visiting
from tests.web.world import World, running_world


async def test_phones_show_the_words_and_answer(world: World) -> None:
    number = await world.alarm()
    await world.post("/sandbox/clock", {"minutes": 1})
    phones = (await world.get("/sandbox/phones", limit=200)).json()["items"]
    sms = next(phone for phone in phones if phone["medium"] == "sms" and "/a/" in phone["messages"][-1]["text"])
    assert "Vollsmose" in sms["messages"][-1]["text"]
    assert "http://test/a/" in sms["messages"][-1]["text"]
    heard = await world.post(f"/sandbox/phones/{sms['address']}/sms", {"text": " 1 "})
    assert heard.json()["outcome"] == "counted"
    assert heard.json()["reply"].startswith("Registreret")
    answers = (await world.get(f"/incidents/{number}/answers")).json()["items"]
    assert [answer["person_id"] for answer in answers] == [sms["person_id"]]
    unknown = await world.post("/sandbox/phones/hello/sms", {"text": "1"})
    assert unknown.json() == {"outcome": "unknown sender", "reply": None}
    stranger = await world.post("/sandbox/phones/+4520999999/sms", {"text": "ALARM VOLLSMOSE skyderi"})
    assert stranger.json() == {"outcome": "unknown sender", "reply": "Dette nummer kendes ikke her. Ved fare: ring 112."}


async def test_the_clock_goes_to_what_falls_due_next(world: World) -> None:
    number = await world.alarm()
    await world.post("/sandbox/clock", {"minutes": 1})
    due = (await world.get(f"/incidents/{number}")).json()["next"]["due_at"]
    moved = await world.post("/sandbox/clock", {"to": "next"})
    assert moved.json()["now"][:16] == due[:16]


async def test_the_three_buttons_of_the_page_move_it_too(world: World) -> None:
    """Five minutes, thirty, or to whatever falls due next; to the second, and back to the page one came from."""
    await world.alarm()
    async with visiting(world, Role.DUTY_CHIEF) as visit:
        for step, minutes in (("5", 5), ("30", 30), ("next", 0)):
            before = world.service.clock.now()
            moved = await visit.send("/phones", {"step": step, "back": "/phones"}, to="/sandbox/clock")
            assert (moved.status_code, moved.headers["location"]) == (303, "/phones")
            assert world.service.clock.now() - before >= timedelta(minutes=minutes, seconds=-1), step
            assert minutes == 0 or world.service.clock.now() - before < timedelta(minutes=minutes, seconds=30), step


async def test_the_clock_takes_one_order_and_no_endless_leap(world: World) -> None:
    for wrong in (
        {},
        {"minutes": 1, "to": "next"},
        {"minutes": 0},
        {"minutes": 10**9},
        {"to": "yesterday"},
        {"until": "2199-01-01T00:00:00Z"},
    ):
        assert (await world.post("/sandbox/clock", wrong)).status_code == 422, wrong


async def test_a_leap_that_is_sent_twice_is_made_once(world: World) -> None:
    leap = [await world.post("/sandbox/clock", {"minutes": 30}, headers={"idempotency-key": "leap"}) for _ in range(2)]
    assert [answer.status_code for answer in leap] == [200, 200]
    assert leap[0].json() == leap[1].json()
    assert leap[1].headers["idempotency-replayed"] == "true"
    refused = await world.post("/sandbox/clock", {"until": "2199-01-01T00:00:00Z"}, headers={"idempotency-key": "far"})
    assert refused.status_code == 422
    assert (await world.post("/sandbox/clock", {"minutes": 1}, headers={"idempotency-key": "far"})).status_code == 200, "its key was kept"


async def test_live_mode_has_neither(seeded_url: tuple[str, str]) -> None:
    live = {
        "mode": "live",
        "secret_key": "k" * 40,
        "public_url": "https://beredskab.example",
        "twilio_account_sid": "AC" + "0" * 32,
        "twilio_auth_token": "t" * 32,
        "twilio_from": "+4520000000",
    }
    async with running_world(*seeded_url, work=False, **live) as world:
        assert (await world.post("/sandbox/clock", {"minutes": 5})).status_code == 404
        assert (await world.get("/sandbox/phones")).status_code == 404
        assert "/api/v1/sandbox/clock" not in (await world.client.get("/openapi.json")).json()["paths"]
        assert "max-age" in (await world.client.get("/healthz")).headers["strict-transport-security"]
