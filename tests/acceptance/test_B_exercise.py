"""Exercises from outside: begun over HTTP, played by the sandbox's clock, seen on phones and exports. F1-F8 as a drill; I9.

Each test drives the running service, and names the rules it shows.
"""

import csv
import io

import pytest

from tests.acceptance.odense import Facts, Odense, SaidNo

WORD = "ØVELSE"
SCENARIO = "skyderi_fredag_aften"


async def participants(odense: Odense, incident: int) -> Facts:
    found: Facts = await odense.get(f"/incidents/{incident}/exercise")
    return found


async def said_of(odense: Odense, incident: int) -> list[Facts]:
    """Everything that the exercise has put on anybody's phone or into anybody's mailbox."""
    people = {d["person_id"] for d in await odense.messages(incident)}
    return [m for person in people for m in await odense.phone(person) if m["delivery_id"] in await ids(odense, incident)]


async def ids(odense: Odense, incident: int) -> set[int]:
    return {d["id"] for d in await odense.messages(incident)}


async def civil(odense: Odense) -> set[int]:
    """The people who hold no place but in civil society."""
    found = set()
    for person in await odense.every("/contacts"):
        groups = {place["group"] for place in person["places"]}
        if groups and groups <= {"cks", "residents", "institutions", "press"}:
            found.add(person["id"])
    assert found
    return found


async def test_an_exercise_is_played_to_its_end_with_its_word_in_every_message(odense: Odense) -> None:
    """F2, F3, F5, F7, F8, I9: alarm, second media, deputies, meeting, injects, update and call-off, and nobody of civil society."""
    incident = await odense.alarm(exercise={"scenario": SCENARIO})
    assert (await odense.board(incident))["mode"] == "exercise"
    await odense.forward(4)
    await odense.post(f"/incidents/{incident}/meetings", {})
    await odense.forward(26)
    await odense.post(f"/incidents/{incident}/updates", {"text": "Rygtet er ikke bekræftet."})
    await odense.forward(60)
    await odense.post(f"/incidents/{incident}/call-off", {"text": "Øvelsen er slut."})
    await odense.settled(incident)
    messages = await odense.messages(incident)
    kinds = {d["notice_kind"] for d in messages}
    assert {"alarm", "task", "card", "meeting", "chief_alert", "inject", "update", "call_off"} <= kinds
    said = await said_of(odense, incident)
    assert len(said) > 50
    assert all(m["text"].startswith(WORD) for m in said)
    assert all(m["subject"].startswith(f"{WORD} ") for m in said if m["subject"])
    assert not {d["person_id"] for d in messages} & await civil(odense)
    found = await participants(odense, incident)
    given = {one["key"]: one for one in found["injects"]}
    assert all(one["given_at"] for one in given.values())
    assert given["indkald_moede"]["kept"] is True
    assert given["rygte"]["kept"] is True
    assert given["faldet_til_ro"]["kept"] is False


async def test_nothing_is_thrown_in_after_the_call_off(odense: Odense) -> None:
    """F7: a closed exercise never speaks again."""
    incident = await odense.alarm(exercise={"scenario": SCENARIO})
    await odense.forward(5)
    await odense.post(f"/incidents/{incident}/call-off", {"text": "Slut."})
    await odense.forward(120)
    assert [e["data"]["inject"] for e in await odense.timeline(incident) if e["kind"] == "exercise.inject"] == ["indkald_moede"]
    assert not await odense.messages(incident, "inject")


async def test_a_call_out_is_drilled_and_only_the_chosen_are_told(odense: Odense) -> None:
    """F1, F2, I9."""
    drill = {"takes_part": [{"group": "fu", "seat": "politi"}, {"group": "ssp_board"}]}
    call = {"area": "rising", "what_happened": "Uro.", "grounds": "Det kan brede sig.", "reported_by": "fyns_politi", "exercise": drill}
    incident = (await odense.post("/call-outs", call))["id"]
    await odense.post(f"/call-outs/{incident}/alarm", {"level": "red", "cause": "skyderi"})
    await odense.settled(incident)
    groups = {g["key"]: g["seats"] for g in (await odense.board(incident))["groups"]}
    assert [seat["key"] for seat in groups["fu"]] == ["politi"]
    assert len(groups["ssp_board"]) == 6
    assert all(m["text"].startswith(WORD) for m in await said_of(odense, incident))


@pytest.mark.parametrize(
    ("exercise", "status", "field"),
    [
        ({"scenario": "ukendt"}, 404, "scenario"),
        ({"scenario": "uro_efter_demonstration"}, 409, "scenario"),
        ({"takes_part": [{"group": "fu", "seat": "borgmester"}]}, 422, "takes_part"),
        ({"people": [999999]}, 404, "people"),
    ],
)
async def test_an_exercise_that_cannot_be_held_is_refused_in_danish(odense: Odense, exercise: Facts, status: int, field: str) -> None:
    """I13: what is wrong, where, and what is allowed."""
    with pytest.raises(SaidNo) as refused:
        await odense.alarm(exercise=exercise)
    assert refused.value.status == status
    assert [e["field"] for e in refused.value.problem["errors"]] == [field]
    assert any(word in refused.value.problem["detail"] for word in ("Vælg", "begynder", "nummer"))


async def test_the_exports_and_the_lists_say_that_it_is_an_exercise(odense: Odense) -> None:
    """I9: JSON, CSV and PDF, the list of incidents, and the counts for monitoring."""
    incident = await odense.alarm(exercise={})
    real = await odense.alarm(area="rising")
    report = await odense.get(f"/incidents/{incident}/timeline.json")
    assert report["incident"]["mode"] == "exercise"
    rows = list(csv.reader(io.StringIO((await odense.get(f"/incidents/{incident}/timeline.csv")).decode("utf-8-sig")), delimiter=";"))
    assert {row[1] for row in rows[1:-1]} == {WORD}
    assert (await odense.get(f"/incidents/{incident}/timeline.pdf")).startswith(b"%PDF")
    modes = {one["id"]: one["mode"] for one in (await odense.get("/incidents?open=true"))["items"]}
    assert (modes[incident], modes[real]) == ("exercise", "sandbox")
    async with odense.http.get(f"{odense.service.url}/metrics") as answer:
        counted = await answer.text()
    assert 'beredskab_incidents{state="alerted"} 1.0' in counted
    assert 'beredskab_exercises{state="alerted"} 1.0' in counted


async def test_a_drill_is_laid_beside_the_earlier_ones_of_its_scenario(odense: Odense) -> None:
    """U1: the measures of the evaluation, drill against drill."""
    for minutes in (9, 3):
        incident = await odense.alarm(exercise={"scenario": SCENARIO})
        await odense.forward(minutes)
        for group in (await odense.board(incident))["groups"]:
            for seat in group["seats"]:
                await odense.answer(incident, seat["people"][0]["id"])
        await odense.post(f"/incidents/{incident}/call-off", {"text": "Slut."})
    newest, before = (await odense.every(f"/exercises?scenario={SCENARIO}"))[:2]
    assert newest["incident_id"] == incident
    half = [next(m for m in one["measures"] if m["what"] == "half_answered") for one in (newest, before)]
    assert half[0]["seconds"] < half[1]["seconds"]
    scenarios = {one["key"]: one for one in await odense.every("/scenarios")}
    assert scenarios[SCENARIO]["problems"] == []
    assert [one["minutes"] for one in scenarios[SCENARIO]["injects"]] == [3, 12, 25, 40, 75]
