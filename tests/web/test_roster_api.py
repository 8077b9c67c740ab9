"""The roster over the API: entered, asked, refused with the sentence that helps (F2, I13)."""

import pytest

from service.store.roster import may_have_duty
from tests.web.world import World

ROTATION = {"layer": "chief", "first_day": "2027-01-04", "hand_over": "08:00"}


@pytest.fixture
async def people(still: World) -> list[int]:
    """Three people of the invented list."""
    async with still.service.reading() as unit:
        return [person.id for person in (await may_have_duty(unit.session))[:3]]


async def enter(world: World, people: list[int], **changed: object) -> dict:
    answer = await world.post("/roster/rotations", {**ROTATION, "people": people, **changed})
    assert answer.status_code == 201, answer.text
    return answer.json()


async def test_who_is_on_duty_is_told_for_any_moment(still: World, people: list[int]) -> None:
    await enter(still, people)
    for day, person in (("2027-01-04T08:00:00+01:00", 0), ("2027-01-11T07:59:59+01:00", 0), ("2027-03-29T08:00:00+02:00", 0)):
        told = (await still.get("/roster/on-duty", at=day)).json()
        assert told["by_roster"] is True
        assert told["layers"][0]["person_id"] == people[person]
        assert told["people"][0]["id"] == people[person]


async def test_before_anything_is_entered_the_alert_lists_chief_stands_in(still: World) -> None:
    told = (await still.get("/roster/on-duty")).json()
    assert told["by_roster"] is False
    assert told["people"]


async def test_what_is_wrong_comes_with_the_answer_that_it_is_saved(still: World, people: list[int]) -> None:
    saved = await enter(still, people)
    assert {problem["kind"] for problem in saved["problems"]} >= {"alone"}
    assert all(problem["what"] and problem["remedy"] for problem in saved["problems"])
    assert (await still.get("/roster")).json()["rotations"][0]["people"] == people


async def test_an_override_of_someone_not_on_duty_is_refused_with_who_is(still: World, people: list[int]) -> None:
    await enter(still, people)
    content = {
        "layer": "chief",
        "start": "2027-01-05T08:00:00+01:00",
        "end": "2027-01-06T08:00:00+01:00",
        "person_id": people[2],
        "replaces": people[1],
    }
    answer = await still.post("/roster/overrides", content)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "replaces"
    assert "On duty then:" in answer.json()["detail"]
    right = await still.post("/roster/overrides", {**content, "replaces": None})
    assert right.status_code == 201
    told = (await still.get("/roster/on-duty", at="2027-01-05T12:00:00+01:00")).json()
    assert (told["layers"][0]["person_id"], told["layers"][0]["why"], told["layers"][0]["instead_of"]) == (people[2], "override", people[0])


async def test_shifts_lie_end_to_end(still: World, people: list[int]) -> None:
    await enter(still, people)
    answer = await still.get("/roster/shifts", start="2027-03-01T00:00:00+01:00", end="2027-05-01T00:00:00+02:00", layer="chief")
    items = answer.json()["items"]
    assert [item["end"] for item in items[:-1]] == [item["start"] for item in items[1:]]
    assert {item["start"][11:16] for item in items[1:]} == {"07:00", "06:00"}  # eight o'clock, winter and summer


async def test_a_swap_waits_for_the_other(still: World, people: list[int]) -> None:
    await enter(still, people)
    swap = {"mine": {"at": "2027-01-05T00:00:00+01:00"}, "theirs": {"at": "2027-01-12T00:00:00+01:00"}}
    proposed = await still.post("/roster/swaps", swap)
    assert proposed.status_code == 201, proposed.text
    number = proposed.json()["id"]
    assert (await still.get("/roster")).json()["open_swaps"][0]["id"] == number
    assert (await still.post(f"/roster/swaps/{number}/accept", {"person_id": people[0]})).status_code == 403
    assert (await still.post(f"/roster/swaps/{number}/accept", {"person_id": people[1]})).json()["state"] == "accepted"
    assert (await still.post(f"/roster/swaps/{number}/accept", {"person_id": people[1]})).status_code == 409
    told = (await still.get("/roster/on-duty", at="2027-01-05T12:00:00+01:00")).json()
    assert told["layers"][0]["person_id"] == people[1]


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("rotations", {**ROTATION, "people": []}),
        ("rotations", {**ROTATION, "people": [999999]}),
        ("rotations", {**ROTATION, "people": [1], "hand_over": "24:00"}),
        ("rotations", {**ROTATION, "people": [1], "first_day": "2027-02-30"}),
        ("rotations", {**ROTATION, "people": [1], "first_day": "0001-01-01"}),
        ("overrides", {"layer": "chief", "start": "2027-01-05T08:00:00+01:00", "end": "2027-01-05T08:00:00+01:00", "person_id": 1}),
        ("absences", {"person_id": 1, "start": "2027-01-05T08:00:00+01:00", "end": "2029-01-05T08:00:00+01:00"}),
        ("swaps", {"mine": {"at": "2027-01-05T00:00:00+01:00"}, "theirs": {"at": "2027-01-05T00:00:00+01:00"}}),
        ("swaps/77/accept", {}),
        ("hand-overs/77/accept", {"person_id": 1}),
        ("rotations/77/withdraw", None),
        ("holidays/2027-01-06/confirm", {"person_id": 1}),
    ],
)
async def test_what_makes_no_sense_is_refused_with_a_sentence(still: World, path: str, content: object) -> None:
    answer = await still.post(f"/roster/{path}", content)
    assert answer.status_code in (404, 422), answer.text
    assert answer.json()["detail"]


async def test_two_years_at_a_time_at_most(still: World) -> None:
    answer = await still.get("/roster/shifts", start="2027-01-01T00:00:00+01:00", end="2031-01-01T00:00:00+01:00")
    assert answer.status_code == 422


async def test_a_calendar_address_is_told_and_replaced(still: World, people: list[int]) -> None:
    old = (await still.get(f"/roster/calendar/{people[0]}")).json()["url"]
    new = (await still.post(f"/roster/calendar/{people[0]}/new")).json()["url"]
    assert old != new
    assert (await still.get("/roster/calendar/999999")).status_code == 404
