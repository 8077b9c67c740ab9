"""Crisis communication from outside: nothing outward that the committee has not cleared (C1-C4, F4, F9-F11, I8).

Each test drives the running service over HTTP and names the rules it shows.
"""

import asyncio
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from actioncards import ODENSE
from service.exports.verify import verify_file
from tests.acceptance.odense import Facts, Odense, SaidNo, running_odense
from tests.harness.databases import Databases

OUTWARD = ("announcement", "retraction")


async def member(odense: Odense, incident: int, seat: str, group: str = "fu") -> int:
    found: int = (await odense.seat(incident, group, seat))["people"][0]["id"]
    return found


async def drafted(odense: Odense, incident: int, *audiences: str, **words: str) -> Facts:
    """A draft in the plan's own words, unless others are given, written by the health department's seat."""
    starters = {one["audience"]: one for one in await odense.every(f"/incidents/{incident}/announcements/starters")}
    parts = [
        {
            "audience": a,
            "text": words.get(a, starters[a]["text"]),
            "correction": starters[a]["correction"],
            "inside": starters[a]["inside_text"],
        }
        for a in audiences or ("strategic", "cks")
    ]
    writer = await member(odense, incident, "sundhed")
    made: Facts = await odense.post(f"/incidents/{incident}/announcements", {"parts": parts, "written_by": writer})
    return made


async def cleared(odense: Odense, incident: int, *audiences: str) -> Facts:
    made = await drafted(odense, incident, *audiences)
    await odense.post(f"/announcements/{made['id']}/submission")
    return await clear(odense, incident, made)


async def clear(odense: Odense, incident: int, made: Facts, seat: str = "politi", **more: Any) -> Facts:
    decision = {"person_id": await member(odense, incident, seat), "digest": made["digest"], **more}
    answer: Facts = await odense.post(f"/announcements/{made['id']}/clearance", decision)
    return answer


async def refusal(odense: Odense, path: str, content: Facts) -> tuple[int, Facts]:
    with pytest.raises(SaidNo) as no:
        await odense.post(path, content)
    return no.value.status, no.value.problem


async def test_nothing_goes_outward_that_the_committee_has_not_cleared(odense: Odense) -> None:
    """C1, I8: a draft, a submission and a half clearance send nothing; an edit makes the clearance void; the release sends the words."""
    incident = await odense.alarm()
    made = await drafted(odense, incident)
    await odense.post(f"/announcements/{made['id']}/submission")
    await odense.settled(incident)
    assert not await odense.messages(incident, *OUTWARD)
    assert (await refusal(odense, f"/announcements/{made['id']}/release", {}))[0] == 409
    assert {d["person_id"] for d in await odense.messages(incident, "clearance")} >= {await member(odense, incident, "politi")}
    assert (await clear(odense, incident, made))["state"] == "cleared"
    starters = {one["audience"]: one for one in await odense.every(f"/incidents/{incident}/announcements/starters")}
    changed = [{"audience": "strategic", "text": "Noget andet.", "correction": starters["strategic"]["correction"]}]
    async with odense.http.put(
        f"{odense.service.url}/api/v1/announcements/{made['id']}", json={"parts": changed, "written_by": made["writers"][0]}
    ) as answer:
        edited = await answer.json()
    assert edited["state"] == "drafted"
    assert edited["decisions"][0]["voided_at"]
    assert (await refusal(odense, f"/announcements/{made['id']}/release", {}))[0] == 409
    await odense.post(f"/announcements/{made['id']}/submission")
    late = {"person_id": await member(odense, incident, "politi"), "digest": made["digest"]}
    assert (await refusal(odense, f"/announcements/{made['id']}/clearance", late))[0] == 409, "not the words that stand"
    await clear(odense, incident, edited)
    out = await odense.post(f"/announcements/{made['id']}/release")
    await odense.settled(incident)
    person = (await odense.messages(incident, "announcement"))[0]["person_id"]
    assert any("Noget andet." in message["text"] for message in await odense.phone(person))
    assert out["parts"][0]["recipients"] == len(await odense.messages(incident, "announcement"))


async def test_the_writer_does_not_clear_and_two_members_at_once_count_as_two(odense: Odense) -> None:
    """C1: nobody clears their own words, nobody without a seat clears at all; two at the same instant are both taken."""
    incident = await odense.alarm()
    made = await drafted(odense, incident)
    await odense.post(f"/announcements/{made['id']}/submission")
    path = f"/announcements/{made['id']}/clearance"
    for person in (made["writers"][0], await member(odense, incident, "by_kultur", "ssp_board")):
        assert (await refusal(odense, path, {"person_id": person, "digest": made["digest"]}))[0] == 403
    both = await asyncio.gather(*(clear(odense, incident, made, seat) for seat in ("politi", "boern_unge")))
    assert {one["state"] for one in both} == {"cleared"}
    assert len((await odense.get(f"/announcements/{made['id']}"))["decisions"]) == 2
    kinds = [e["kind"] for e in await odense.timeline(incident)]
    assert (kinds.count("announcement.approved"), kinds.count("announcement.cleared")) == (2, 1)


async def test_strategic_level_comes_before_civil_society(odense: Odense) -> None:
    """F4, F10: schools, residents and CKS hear through the committee, and after the parties; a draft that turns it round is refused."""
    incident = await odense.alarm()
    status, problem = await refusal(
        odense,
        f"/incidents/{incident}/announcements",
        {"written_by": await member(odense, incident, "sundhed"), "parts": [{"audience": "cks", "text": "Hej", "correction": "Nej"}]},
    )
    assert (status, problem["errors"][0]["field"]) == (422, "parts.0.audience")
    made = await cleared(odense, incident)
    await odense.post(f"/announcements/{made['id']}/release")
    await odense.forward(9)
    now = await odense.get(f"/announcements/{made['id']}")
    assert now["parts"][0]["reach"]["told"] == now["parts"][0]["recipients"]
    assert now["parts"][1]["reach"] is None
    await odense.forward(3)
    now = await odense.get(f"/announcements/{made['id']}")
    assert now["parts"][1]["reach"]["told"] == now["parts"][1]["recipients"] == 3
    assert now["parts"][1]["released_at"] > now["parts"][0]["released_at"]


async def test_representatives_get_what_they_may_pass_on_and_what_not_clearly_apart(odense: Odense) -> None:
    """F11, C2: the CKS text message names both; the page behind its link shows only what may be passed on."""
    incident = await odense.alarm()
    line = {
        "question": "Er det farligt?",
        "answer": "Politiet er til stede.",
        "translations": [{"language": "en", "question": "Is it dangerous?", "answer": "The police are there."}],
        "written_by": await member(odense, incident, "sundhed"),
    }
    made = await odense.post(f"/incidents/{incident}/lines", line)
    await odense.post(f"/announcements/{made['id']}/submission")
    await clear(odense, incident, made)
    out = await cleared(odense, incident)
    await odense.post(f"/announcements/{out['id']}/release")
    await odense.forward(15)
    told = [d for d in await odense.messages(incident, "announcement") if d["lane"] == 40]
    text = next(m["text"] for m in await odense.phone(told[0]["person_id"]) if "MÅ DELES:" in m["text"])
    assert text.index("MÅ DELES:") < text.index("KUN TIL DIG:")
    inside = out["parts"][1]["inside"]
    assert inside in text
    address = re.search(r"https?://\S+", text)
    assert address is not None
    async with odense.http.get(address[0], headers={"Authorization": ""}) as answer:
        page = await answer.text()
    assert answer.status == 200
    assert "Politiet er til stede." in page
    assert out["parts"][1]["text"] in page
    assert inside not in page
    async with odense.http.get(f"{address[0]}?language=en", headers={"Authorization": ""}) as answer:
        assert "The police are there." in await answer.text()


async def test_the_police_can_hold_everything_back(odense: Odense) -> None:
    """F9: under a hold nothing is released, nor sent of what was; others cannot set it; lifted, it goes on."""
    incident = await odense.alarm()
    police, health = await member(odense, incident, "politi"), await member(odense, incident, "sundhed")
    assert (await refusal(odense, f"/incidents/{incident}/hold", {"person_id": health, "held": True}))[0] == 403
    made = await cleared(odense, incident)
    await odense.post(f"/incidents/{incident}/hold", {"person_id": police, "held": True})
    status, problem = await refusal(odense, f"/announcements/{made['id']}/release", {})
    assert status == 409
    assert "Politiet" in problem["detail"]
    await odense.post(f"/incidents/{incident}/hold", {"person_id": police, "held": False})
    await odense.post(f"/announcements/{made['id']}/release")
    await odense.forward(5)
    await odense.post(f"/incidents/{incident}/hold", {"person_id": police, "held": True})
    await odense.forward(60)
    assert (await odense.get(f"/announcements/{made['id']}"))["parts"][1]["reach"] is None
    await odense.post(f"/incidents/{incident}/hold", {"person_id": police, "held": False})
    await odense.forward(15)
    assert (await odense.get(f"/announcements/{made['id']}"))["state"] == "released"


async def test_a_clearance_is_asked_for_again_and_lapses_and_never_comes_by_itself(odense: Odense) -> None:
    """C1: reminders, then the named fallback; after two hours what was cleared must be cleared again."""
    incident = await odense.alarm()
    made = await drafted(odense, incident)
    await odense.post(f"/announcements/{made['id']}/submission")
    await odense.forward(25)
    now = await odense.get(f"/announcements/{made['id']}")
    assert now["state"] == "submitted"
    assert now["fallback_at"]
    stand_in = await member(odense, incident, "ssp", "ssp_board")
    assert stand_in in {d["person_id"] for d in await odense.messages(incident, "clearance")}
    decision = {"person_id": stand_in, "digest": made["digest"]}
    assert (await odense.post(f"/announcements/{made['id']}/clearance", decision))["state"] == "cleared"
    await odense.forward(121)
    assert (await odense.get(f"/announcements/{made['id']}"))["state"] == "lapsed"
    assert (await refusal(odense, f"/announcements/{made['id']}/release", {}))[0] == 409


async def released_late(odense: Odense, incident: int) -> Facts:
    """An announcement that is released five minutes before its clearance lapses: civil society's turn comes after that."""
    made = await cleared(odense, incident)
    await odense.forward(115)
    out: Facts = await odense.post(f"/announcements/{made['id']}/release")
    assert out["state"] == "releasing"
    return out


async def test_a_clearance_that_lapses_while_it_goes_out_finishes_where_the_plan_says_so(odense: Odense) -> None:
    """C1, I8: Odense's plan lets what was begun under a live clearance be sent to its end."""
    incident = await odense.alarm()
    made = await released_late(odense, incident)
    await odense.forward(20)
    now = await odense.get(f"/announcements/{made['id']}")
    assert now["state"] == "released"
    assert now["parts"][1]["released_at"] > made["cleared_at"]
    assert now["parts"][1]["reach"]["told"] == now["parts"][1]["recipients"] == 3


async def test_a_clearance_that_lapses_while_it_goes_out_stops_where_the_plan_says_so(tmp_path: Path, sqlite_databases: Databases) -> None:
    """C1, I8: under `when_lapsed: stop` nobody is told after it; who has been told stays told, and the drafter hears of it."""
    folder = tmp_path / "plan"
    shutil.copytree(ODENSE, folder)
    rules = (folder / "communication.yaml").read_text(encoding="utf-8")
    assert "when_lapsed: finish" in rules
    (folder / "communication.yaml").write_text(rules.replace("when_lapsed: finish", "when_lapsed: stop"), encoding="utf-8")
    url = await sqlite_databases.migrated()
    async with running_odense(url, folder=folder) as odense:
        incident = await odense.alarm()
        made = await released_late(odense, incident)
        await odense.forward(20)
        now = await odense.get(f"/announcements/{made['id']}")
        assert now["state"] == "stopped"
        assert now["parts"][0]["reach"]["told"] == now["parts"][0]["recipients"]
        assert now["parts"][1]["released_at"] is None
        assert not [d for d in await odense.messages(incident, "announcement") if d["lane"] == 40]
        assert any("udløb, mens den blev sendt" in message["text"] for message in await odense.phone(made["writers"][0]))
        assert (await refusal(odense, f"/announcements/{made['id']}/release", {}))[0] == 409
    await sqlite_databases.drop(url)


async def test_the_drafter_hears_what_became_of_the_text_and_the_board_shows_it(odense: Odense) -> None:
    """C1: sent back with what must be changed, then cleared; each by the ordinary outbox and on the board."""
    incident = await odense.alarm()
    made = await drafted(odense, incident)
    await odense.post(f"/announcements/{made['id']}/submission")
    await clear(odense, incident, made, cleared=False, note="Skriv hvor.")
    await odense.settled(incident)
    assert "sendt retur af" in (await odense.phone(made["writers"][0]))[0]["text"]
    assert [(one["state"], one["note"]) for one in (await odense.board(incident))["outward"]] == [("sent_back", "Skriv hvor.")]
    await odense.post(f"/announcements/{made['id']}/submission")
    await clear(odense, incident, made)
    await odense.settled(incident)
    assert "er frigivet indtil" in (await odense.phone(made["writers"][0]))[0]["text"]
    [shown] = (await odense.board(incident))["outward"]
    assert (shown["state"], bool(shown["until"])) == ("cleared", True)


async def test_a_representatives_own_link_can_be_taken_back_and_ends(odense: Odense) -> None:
    """F11: one link a person; taken back it opens nothing, the others stand; all of them end after the call-off."""
    incident = await odense.alarm()
    first, second = (await odense.every(f"/incidents/{incident}/representatives"))[:2]

    async def opens(one: Facts) -> int:
        async with odense.http.get(one["address"], headers={"Authorization": ""}) as answer:
            return answer.status

    assert first["address"] != second["address"]
    assert (await opens(first), await opens(second)) == (200, 200)
    await odense.post(f"/incidents/{incident}/representatives/{first['person_id']}/link", {"works": False})
    assert (await opens(first), await opens(second)) == (410, 200)
    await odense.post(f"/incidents/{incident}/representatives/{first['person_id']}/link", {"works": True})
    assert await opens(first) == 200
    assert (await refusal(odense, f"/incidents/{incident}/representatives/999999/link", {"works": False}))[0] == 404


async def test_a_correction_goes_to_all_and_only_those_reached(odense: Odense) -> None:
    """C2: the prepared correction, cleared with the text, to exactly those whom the wrong one has reached."""
    incident = await odense.alarm()
    made = await cleared(odense, incident)
    await odense.post(f"/announcements/{made['id']}/release")
    await odense.settled(incident)
    reached = {d["person_id"] for d in await odense.messages(incident, "announcement") if d["state"] != "dropped"}
    await odense.post(f"/announcements/{made['id']}/correction")
    await odense.settled(incident)
    await odense.forward(30)
    assert {d["person_id"] for d in await odense.messages(incident, "retraction")} == reached
    assert not [d for d in await odense.messages(incident, "announcement") if d["lane"] == 40], "civil society was not told at all"
    assert any("RETTELSE" in message["text"] for message in await odense.phone(next(iter(reached))))


async def test_each_tier_gets_what_it_may_know(odense: Odense) -> None:
    """C4, I8: a fact of a higher tier, its variable and a CPR number are refused where they stand; one page tells what each has heard."""
    incident = await odense.alarm()
    fact = {"label": "Adresse", "value": "Bøgetorvet 12", "tier": "tactical", "ground": "ssp_exchange"}
    await odense.post(f"/incidents/{incident}/facts", fact)
    for text in ("Bliv væk fra bøgetorvet 12.", "{what_happened}", "010190-1234", "Meldt af Fyns Politi"):
        with pytest.raises(SaidNo) as no:
            await drafted(odense, incident, cks=text)
        assert no.value.status == 422, text
        assert no.value.problem["errors"][0]["detail"]
    made = await drafted(odense, incident, "strategic", strategic="Det var Bøgetorvet 12.")
    assert made["parts"][0]["tier"] == "strategic"
    told = await odense.every(f"/incidents/{incident}/announcements")
    assert [part["audience"] for one in told for part in one["parts"]] == ["strategic"]
    plan_grounds = {"own_authority", "ssp_exchange", "housing_gateway", "nobody"}
    status, problem = await refusal(odense, f"/incidents/{incident}/facts", {**fact, "ground": "lov"})
    assert status == 422
    assert all(ground in problem["errors"][0]["detail"] for ground in plan_grounds)


async def test_the_duty_to_notify_is_considered_and_shown(odense: Odense) -> None:
    """C3: that it was considered, by whom and to whom; there is no field for what it says."""
    incident = await odense.alarm()
    step = {"outcome": "made", "by": "Test Tidsel", "to": "Modtagelsen"}
    await odense.post(f"/incidents/{incident}/underretning", step)
    assert (await refusal(odense, f"/incidents/{incident}/underretning", {**step, "content": "Barnet ..."}))[0] == 422
    entries = [e for e in await odense.timeline(incident) if e["kind"] == "underretning.considered"]
    assert len(entries) == 1


async def test_questions_are_answered_from_cleared_lines_and_all_of_it_is_exported(odense: Odense) -> None:
    """C1, C2: a question from the press is logged, assigned and answered with a cleared line; the signed timeline holds who said what."""
    incident = await odense.alarm()
    asked = await odense.post(f"/incidents/{incident}/questions", {"source": "press", "text": "Er nogen såret?"})
    health = await member(odense, incident, "sundhed")
    await odense.post(f"/questions/{asked['id']}/assignment", {"person_id": health})
    line = await odense.post(
        f"/incidents/{incident}/lines", {"question": "Er nogen såret?", "answer": "Politiet oplyser om det.", "written_by": health}
    )
    assert (await refusal(odense, f"/questions/{asked['id']}/answer", {"line_id": line["id"]}))[0] == 422
    await odense.post(f"/announcements/{line['id']}/submission")
    await clear(odense, incident, line)
    answered = await odense.post(f"/questions/{asked['id']}/answer", {"line_id": line["id"]})
    assert answered["answered_at"]
    out = await cleared(odense, incident)
    await odense.post(f"/announcements/{out['id']}/release")
    await odense.settled(incident)
    content = await odense.get(f"/incidents/{incident}/timeline.csv")
    text = content.decode("utf-8-sig")
    assert "Test Anemone (Politi) har frigivet udmelding" in text
    assert "går ud til Parterne på strategisk niveau" in text
    assert verify_file(content).whole
