"""The plan's rules that issue-free Odense relies on from the first alarm: L1-L4, F3, F7, C1, C3, P1-P6.

Each test drives the running service over HTTP and names the rules it shows.
"""

from io import BytesIO

import aiohttp
import pytest

from service.exports.verify import verify_file
from tests.acceptance.odense import RED, YELLOW, Odense, SaidNo


async def test_red_is_for_the_gravest_and_warns_at_once(odense: Odense) -> None:
    """L1: red names homicide, shooting, bomb and stabbing, and calls the committee, the board and the parties."""
    levels = {level["key"]: level for level in await odense.every("/levels")}
    assert {"drab", "drabsforsoeg", "skyderi", "bombe", "knivstik"} <= {c["key"] for c in levels["red"]["causes"]}
    incident = await odense.alarm()
    board = await odense.board(incident)
    assert (board["state"], board["level"]) == ("alerted", "red")
    called = {g["key"] for g in board["groups"] if g["seats"]}
    assert called == {"fu", "ssp_board", "parties"}


async def test_yellow_is_a_warning_with_its_own_causes(odense: Odense) -> None:
    """L2: yellow has other causes and calls fewer; a cause of red is no cause of yellow."""
    incident = await odense.alarm(**YELLOW)
    assert {g["key"] for g in (await odense.board(incident))["groups"] if g["seats"]} == {"fu", "ssp_board"}
    with pytest.raises(SaidNo) as no:
        await odense.post("/incidents", {**RED, "level": "yellow"})
    assert no.value.status == 422
    assert "visitationszone" in str(no.value.problem), "the refusal says what is allowed"


async def test_unrest_around_events_and_extraordinary_situations_can_be_raised(odense: Odense) -> None:
    """L3: what the plan counts as a crisis can be chosen as a cause."""
    causes = {c["key"] for level in await odense.every("/levels") for c in level["causes"]}
    assert {"brand", "haervaerk", "overfald", "slagsmaal", "saerlig_begivenhed", "ekstraordinaer"} <= causes
    for cause in ("saerlig_begivenhed", "ekstraordinaer"):
        board = await odense.board(await odense.alarm(level="yellow", area="rising", cause=cause))
        assert (board["state"], board["cause"]) == ("alerted", cause)


async def test_each_change_of_level_has_a_reason_and_those_concerned_are_told(odense: Odense) -> None:
    """L4: lowered and raised again; no reason, no change; who was told is told of each change once."""
    incident = await odense.alarm()
    told = {d["person_id"] for d in await odense.messages(incident, "alarm")}
    with pytest.raises(SaidNo) as no:
        await odense.post(f"/incidents/{incident}/level", {"level": "yellow", "reason": " "})
    assert no.value.status == 422
    assert (await odense.board(incident))["level"] == "red"
    await odense.post(f"/incidents/{incident}/level", {"level": "yellow", "reason": "To er anholdt."})
    await odense.settled(incident)
    changes = await odense.messages(incident, "level_change")
    assert {d["person_id"] for d in changes} == told
    assert len(changes) == len(told)
    parties = next(g for g in (await odense.board(incident))["groups"] if g["key"] == "parties")
    assert {s["state"] for s in parties["seats"]} == {"stopped"}, "yellow does not call the parties"
    await odense.post(f"/incidents/{incident}/level", {"level": "red", "reason": "Nye skud."})
    await odense.settled(incident)
    board = await odense.board(incident)
    assert board["level"] == "red"
    assert {s["state"] for g in board["groups"] if g["key"] == "parties" for s in g["seats"]} == {"trying"}


async def test_the_housing_board_is_warned_by_the_head_of_boligsocialt_hus(odense: Odense) -> None:
    """F3: the alarm itself tells no one of the housing board; one button of the task does."""
    incident = await odense.alarm()
    board = await odense.board(incident)
    assert not next(g for g in board["groups"] if g["key"] == "housing_board")["seats"]
    (task,) = await odense.every(f"/incidents/{incident}/tasks")
    assert (task["group"], task["seat"], task["state"]) == ("ssp_board", "boligsocialt_hus", "open")
    assert task["ready_text"]
    await odense.post(f"/tasks/{task['id']}/done")
    await odense.settled(incident)
    seats = next(g for g in (await odense.board(incident))["groups"] if g["key"] == "housing_board")["seats"]
    assert len(seats) == 13
    assert {s["state"] for s in seats} == {"trying"}


async def test_if_the_head_does_nothing_the_housing_board_is_warned_all_the_same(odense: Odense) -> None:
    """F3: at the deadline the service sends, and the duty chief is told that the task lapsed."""
    incident = await odense.alarm()
    await odense.forward(16)
    (task,) = await odense.every(f"/incidents/{incident}/tasks")
    assert task["state"] == "lapsed"
    assert next(g for g in (await odense.board(incident))["groups"] if g["key"] == "housing_board")["seats"]
    assert await odense.messages(incident, "chief_alert")


async def test_it_goes_on_until_it_is_called_off_and_then_everyone_who_was_told_is_told(odense: Odense) -> None:
    """F7: updates and the call-off go to exactly those who were warned; afterwards the incident is silent."""
    incident = await odense.alarm()
    told = {d["person_id"] for d in await odense.messages(incident, "alarm")}
    await odense.post(f"/incidents/{incident}/updates", {"text": "Politiet er til stede."})
    await odense.settled(incident)
    assert {d["person_id"] for d in await odense.messages(incident, "update")} == told
    await odense.post(f"/incidents/{incident}/call-off", {"text": "Situationen er ovre."})
    await odense.settled(incident)
    over = await odense.messages(incident, "call_off")
    assert {d["person_id"] for d in over} == told
    assert len(over) == len(told)
    before = len(await odense.messages(incident))
    await odense.forward(60 * 24)
    assert len(await odense.messages(incident)) == before, "a closed incident spoke again"


async def test_a_silent_seat_goes_to_its_deputy_on_time_and_then_to_the_duty_chief(odense: Odense) -> None:
    """F3, I12: e-mail after two minutes, the deputy after five, and the duty chief when nobody is left."""
    incident = await odense.alarm()
    start = (await odense.seat(incident, "fu", "sundhed"))["people"]
    await odense.forward(2)
    assert [d["medium"] for d in await odense.messages(incident, "alarm") if d["person_id"] == start[0]["id"]] == ["sms", "email"]
    await odense.forward(3)
    seat = await odense.seat(incident, "fu", "sundhed")
    assert seat["current"]["id"] == start[1]["id"]
    assert [m for m in await odense.phone(start[1]["id"]) if m["incident_id"] == incident]
    await odense.forward(30)
    assert (await odense.seat(incident, "fu", "sundhed"))["state"] == "unreachable"
    alerted = {m["person_id"] for m in await odense.messages(incident, "chief_alert")}
    assert any("Sundhed" in m["text"] for m in [m for chief in alerted for m in await odense.phone(chief)])


async def test_nothing_goes_outward_whatever_happens_to_the_incident(odense: Odense) -> None:
    """C1: the CKS networks are shown as waiting, and no message reaches one of their people by any road."""
    outside = {p["id"] for p in (await odense.get("/contacts?limit=200"))["items"] if all(place["group"] == "cks" for place in p["places"])}
    assert outside
    incident = await odense.alarm()
    waiting = next(g for g in (await odense.board(incident))["groups"] if g["key"] == "cks")
    assert waiting["step"] == "after_clearance"
    await odense.post(f"/incidents/{incident}/level", {"level": "yellow", "reason": "Ro."})
    await odense.post(f"/incidents/{incident}/updates", {"text": "Ro i området."})
    await odense.post(f"/incidents/{incident}/correction", {"text": "Det var i Rising.", "area": "rising"})
    await odense.forward(120)
    await odense.post(f"/incidents/{incident}/call-off", {"text": "Slut."})
    await odense.settled(incident)
    assert not outside & {d["person_id"] for d in await odense.messages(incident)}


CPR = "Sigtede {} er set."
WRITTEN = {"010190-1234": CPR, "0101901234": CPR, "290200 4444": CPR, "NUL": "Patrulje\0 på stedet."}


@pytest.mark.parametrize("number", WRITTEN)
async def test_a_cpr_number_is_refused_in_every_text_and_nothing_is_changed(odense: Odense, number: str) -> None:
    """C3: the guard names the field, in the reader's language, wherever a person can write; a NUL byte likewise."""
    incident = await odense.alarm()
    (task,) = await odense.every(f"/incidents/{incident}/tasks")
    ended = await odense.alarm(**YELLOW)
    await odense.post(f"/incidents/{ended}/call-off", {"text": ""})
    await odense.settled(incident)
    await odense.settled(ended)
    before = [await _kept(odense, incident), await _kept(odense, ended)]
    text = WRITTEN[number].format(number)
    for path, field, content in (
        ("/incidents", "what_happened", RED),
        ("/incidents/preview", "what_happened", RED),
        (f"/incidents/{incident}/log", "text", {}),
        (f"/incidents/{incident}/updates", "text", {}),
        (f"/incidents/{incident}/level", "reason", {"level": "yellow"}),
        (f"/incidents/{incident}/correction", "text", {"area": "rising"}),
        (f"/incidents/{incident}/correction", "what_happened", {"text": "Rettet."}),
        (f"/incidents/{incident}/call-off", "text", {}),
        (f"/incidents/{ended}/evaluation", "text", {}),
        (f"/tasks/{task['id']}/done", "note", {}),
        (f"/tasks/{task['id']}/decline", "note", {}),
        ("/contacts", "name", {}),
        ("/contacts", "title", {"name": "Test Birk"}),
        ("/contacts", "organisation", {"name": "Test Birk"}),
        ("/contacts", "email", {"name": "Test Birk"}),
    ):
        said = {}
        for odense.language in ("en", "da"):
            with pytest.raises(SaidNo) as no:
                await odense.post(path, {**content, field: text})
            assert no.value.status == 422, path
            ((where, said[odense.language]),) = [(e["field"], e["detail"]) for e in no.value.problem["errors"]]
            assert where == field, path
        assert ("CPR" in said["da"]) == (number != "NUL"), path
        assert said["da"] != said["en"], path
    assert [await _kept(odense, incident), await _kept(odense, ended)] == before
    assert (await odense.get("/incidents?limit=1"))["items"][0]["id"] == ended, "another incident was opened"
    assert not (await odense.get("/contacts?search=Test Birk"))["items"]


async def _kept(odense: Odense, incident: int) -> tuple[object, ...]:
    board = await odense.board(incident)
    return tuple(board[name] for name in ("seq", "state", "level", "what_happened"))


async def test_a_file_that_is_too_large_or_no_list_is_refused_and_changes_nothing(odense: Odense) -> None:
    """I13: fifty megabytes, another kind of file and no file at all are each a refusal; everybody on the list stays."""
    before = await odense.get("/contacts?limit=200")
    url = f"{odense.service.url}/api/v1/contacts/import"
    for name, data, status in (
        ("liste.csv", b"x" * 50_000_000, 413),
        ("liste.pdf", b"%PDF-1.7", 422),
        ("liste.csv", b"navn;mobil\0\n\0", 422),
        ("liste.xlsx", b"PK\x03\x04 no workbook", 422),
    ):
        form = aiohttp.FormData()
        form.add_field("file", BytesIO(data), filename=name)
        async with aiohttp.ClientSession(headers=odense.http.headers) as own, own.post(url, data=form) as answer:
            problem = await answer.json(content_type="application/problem+json")
            assert (answer.status, problem["status"]) == (status, status), name
            assert problem["detail"]
            assert answer.headers["content-language"] == "da"
    assert await odense.get("/contacts?limit=200") == before


async def test_the_circles_are_those_of_the_plan(odense: Odense) -> None:
    """P1, P2, P3, P5: the boards', the committee's and the parties' seats, each an organisation's place."""
    seats = await odense.every("/seats")
    circles = {group: {s["key"] for s in seats if s["group"] == group} for group in ("ssp_board", "fu", "housing_board", "parties")}
    shared = {"politi", "boern_unge", "beskaeftigelse_social", "by_kultur", "boligsocialt_hus"}
    assert circles["ssp_board"] == shared | {"ssp"}
    assert circles["fu"] == shared | {"sundhed"}
    assert len(circles["housing_board"]) == 13
    assert len(circles["parties"]) == 8
    assert {s["group"]: s["tier"] for s in seats if s["group"] in ("ssp_board", "fu")} == {"ssp_board": "strategic", "fu": "tactical"}
    assert all(s["people"] for s in seats), "a seat that nobody holds"


async def test_each_area_has_its_own_cks_network(odense: Odense) -> None:
    """P4: six areas, and people in each area's network."""
    areas = {a["key"] for a in await odense.every("/areas")}
    assert len(areas) == 6
    people = (await odense.get("/contacts?limit=200"))["items"]
    assert {place["area"] for p in people for place in p["places"] if place["group"] == "cks"} == areas


async def test_the_list_is_current_at_the_moment_of_the_alarm_and_says_which_it_was(odense: Odense) -> None:
    """P6: a number changed a moment ago is the one that is used, and the incident names its version of the list."""
    first = await odense.alarm()
    person = (await odense.seat(first, "fu", "politi"))["people"][0]["id"]
    old = await odense.get(f"/contacts/{person}")
    async with odense.http.put(f"{odense.service.url}/api/v1/contacts/{person}", json=_draft(old, mobile="+46701740699")) as answer:
        assert answer.status == 200, await answer.text()
    second = await odense.alarm()
    sent = [d["address"] for d in await odense.messages(second, "alarm") if d["person_id"] == person]
    assert sent == ["+46701740699"]
    assert (await odense.board(second))["list_version"] > (await odense.board(first))["list_version"]


def _draft(person: dict[str, object], **changed: object) -> dict[str, object]:
    kept = ("name", "title", "organisation", "mobile", "phone", "email", "language", "last_confirmed", "places")
    return {name: person[name] for name in kept if person.get(name) is not None} | changed


async def test_one_person_in_several_groups_gets_one_message(odense: Odense) -> None:
    """P6, I12: the head of BoligSocialt Hus sits on the board and among the parties, and is told once."""
    incident = await odense.alarm()
    alarms = [d["person_id"] for d in await odense.messages(incident, "alarm")]
    seats = [s["people"][0]["id"] for g in (await odense.board(incident))["groups"] for s in g["seats"]]
    assert len(set(seats)) < len(seats), "nobody sits in two groups: the test shows nothing"
    assert len(alarms) == len(set(alarms))


async def test_a_repeated_trigger_warns_nobody_twice(odense: Odense) -> None:
    """I1: the same Idempotency-Key is the same alarm."""
    headers = {"Idempotency-Key": "tryk-1"}
    numbers = set()
    for _ in range(3):
        async with odense.http.post(f"{odense.service.url}/api/v1/incidents", json=RED, headers=headers) as answer:
            numbers.add((await answer.json())["id"])
    (incident,) = numbers
    assert (await odense.get("/incidents?limit=1"))["items"][0]["id"] == incident


async def test_answers_count_for_the_person_and_for_the_seat(odense: Odense) -> None:
    """I5: seen by SMS, on my way by phone call, and a no that goes to the deputy at once."""
    incident = await odense.alarm()
    politi, boern, kultur = [(await odense.seat(incident, "fu", key))["people"] for key in ("politi", "boern_unge", "by_kultur")]
    number = next(d["address"] for d in await odense.messages(incident, "alarm") if d["person_id"] == politi[0]["id"])
    code = (await odense.board(incident))["code"]
    heard = await odense.post(f"/sandbox/phones/{number}/sms", {"text": f" {code.lower()} JA tak "})
    assert heard["outcome"] == "counted"
    assert await odense.answer(incident, boern[0]["id"], "on_my_way", minutes=10) == "counted"
    assert await odense.answer(incident, kultur[0]["id"], "cannot") == "counted"
    await odense.settled(incident)
    assert (await odense.seat(incident, "fu", "politi"))["state"] == "answered"
    assert (await odense.seat(incident, "fu", "boern_unge"))["minutes"] == 10
    seat = await odense.seat(incident, "fu", "by_kultur")
    assert (seat["state"], seat["current"]["id"]) == ("trying", kultur[1]["id"])
    before = len([d for d in await odense.messages(incident, "alarm") if d["person_id"] == politi[0]["id"]])
    await odense.forward(60)
    after = len([d for d in await odense.messages(incident, "alarm") if d["person_id"] == politi[0]["id"]])
    assert after == before, "somebody was called after their answer"


async def test_the_timeline_is_exported_whole_and_a_changed_one_is_found_out(odense: Odense) -> None:
    """I7: what is exported verifies without a database; one changed letter does not."""
    incident = await odense.alarm()
    await odense.post(f"/incidents/{incident}/log", {"text": "Patrulje på stedet."})
    content = await odense._call("GET", f"/incidents/{incident}/timeline.csv", None)
    assert verify_file(content).whole
    assert not verify_file(content.replace(b"vollsmose", b"korsloekk", 1)).whole
    assert (await odense._call("GET", f"/incidents/{incident}/timeline.pdf", None)).startswith(b"%PDF")


async def test_a_refusal_is_in_the_readers_language(odense: Odense) -> None:
    """I13: Danish unless English is asked for."""
    with pytest.raises(SaidNo) as danish:
        await odense.post("/incidents", {**RED, "area": "atlantis"})
    odense.language = "en"
    with pytest.raises(SaidNo) as english:
        await odense.post("/incidents", {**RED, "area": "atlantis"})
    assert "vollsmose" in str(danish.value.problem)
    assert danish.value.problem["detail"] != english.value.problem["detail"]
