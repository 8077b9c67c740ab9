"""The situation report: facts of a moment, cut for each tier, approved, sent, compared, and every one kept (S6, F12, C1, C4)."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from flows.sentences import CONFLICT, NOT_FOUND, Refused
from flows.vocabulary import Lane, NoticeKind, Tier
from service.domain.language import translations
from service.domain.situation import FORMAT, PARTS, cut, in_office_hours
from service.domain.situation_sections import sections
from service.exports.situation_pdf import situation_pdf
from service.exports.situation_text import plain_text
from service.store import housing as rows
from service.store.tables import MeetingRow
from service.work.announcements import edit
from service.work.closing import call_off, send_update
from service.work.decisions import decide
from service.work.housing import housing_plan
from service.work.known_facts import add_fact
from service.work.levels import set_level
from service.work.local_context import local_context
from service.work.meeting_room import hold, write
from service.work.meetings import convene
from service.work.release import release, retract, stop
from service.work.situation import Sent, approve, draft, facts_for, report_of, send
from tests.harness.databases import Databases
from tests.work.speech import ALL, give, spoken, with_residents
from tests.work.town import Town, a_town, with_cards
from tests.work.town import odense as town_plan

WORDS = {
    "why": "Skud er bekræftet.",
    "known": "To skud kl. 21.14. Ingen tilskadekomne kendt.",
    "unknown": "Om gerningsmanden er i området.",
    "assumed": "At det hænger sammen med i går.",
    "public": "Politiet er til stede. Hold jer væk fra Granparken.",
    "next_update": "Kl. 22.30",
}
SCHEMA = json.loads(
    (Path(__file__).parents[2] / "service" / "exports" / "schemas" / "situation-report-1.schema.json").read_text(encoding="utf-8")
)


async def drafted(town: Town, incident: int, **changed: str) -> int:
    async with town.service.unit("user:1") as unit:
        return (await draft(unit, incident, {**WORDS, **changed})).number


async def read(town: Town, incident: int, number: int, tier: Tier) -> dict[str, object]:
    async with town.service.reading() as unit:
        return await facts_for(unit, await report_of(unit, incident, number), tier)


async def test_the_report_says_who_lives_there_and_what_the_figures_say(town: Town) -> None:
    """S6, F12: residents, indicators against the municipality with year and source, what is at hand, what may be drawn in."""
    incident = await town.alarm(area="rising")
    await town.answer(incident, "fu.politi")
    parts = (await read(town, incident, await drafted(town, incident), Tier.TACTICAL))["parts"]
    assert isinstance(parts, dict)
    assert parts["place"]["residents"]["value"] == "1195"
    figures = {one["indicator"]: one for one in parts["figures"]}
    absence = figures["bekymrende_fravaer"]
    assert (absence["value"], absence["year"], absence["source"]) == ("40,8", "2022", "BUF, Odense Kommune")
    assert [one["label"] for one in absence["comparisons"]] == ["Odense Kommune"]
    assert figures["sigtede"]["value"] is None
    assert figures["sigtede"]["missing"] == "not_given"
    assert any("CKS" in one["label"] for one in parts["at_hand"]["networks"])
    assert {"kriminalitet_netvaerk", "baeredygtighed", "ungeraadgivning"} <= {one["key"] for one in parts["resources"]}
    assert any(one["place"].startswith("FU") or "Politi" in one["place"] for one in parts["bring_in"])
    assert sum(group["answered"] for group in parts["answers"]) == 1


async def test_no_tier_gets_a_part_of_a_higher_one(town: Town) -> None:
    """C4: the civil version has no names, answers, tasks or inner words, and says what kind of version it is."""
    incident = await town.alarm(what_happened="Vidner peger på en bestemt opgang.")
    number = await drafted(town, incident)
    civil = await read(town, incident, number, Tier.CIVIL)
    parts = civil["parts"]
    assert isinstance(parts, dict)
    assert set(parts) == {name for name, tier in PARTS.items() if tier is Tier.CIVIL}
    text = json.dumps(civil, ensure_ascii=False)
    assert "opgang" not in text
    assert WORDS["assumed"] not in text
    assert "Test fu" not in text
    told = plain_text(civil, translations().speaker("da"))
    assert "Du har den civile udgave" in told
    assert WORDS["public"] in told


def test_a_part_that_nobody_has_decided_on_is_for_the_strategic_tier_alone() -> None:
    facts = {"parts": {"level": {}, "something_new": 1}}
    assert "something_new" not in cut(facts, Tier.TACTICAL)["parts"]
    assert "something_new" in cut(facts, Tier.STRATEGIC)["parts"]


@pytest.mark.parametrize("tier", list(Tier))
async def test_the_json_is_as_its_schema_says(town: Town, tier: Tier) -> None:
    incident = await town.alarm()
    facts = await read(town, incident, await drafted(town, incident), tier)
    assert facts["format"] == FORMAT == SCHEMA["properties"]["format"]["const"]
    assert set(facts) == set(SCHEMA["required"])
    parts = facts["parts"]
    assert isinstance(parts, dict)
    described = SCHEMA["properties"]["parts"]
    assert set(described["required"]) <= set(parts) <= set(described["properties"])
    for name, part in parts.items():
        known = described["properties"][name]
        for item in part if isinstance(part, list) else [part]:
            wanted = known.get("items", known).get("required", [])
            assert set(wanted) <= set(item if isinstance(item, dict) else wanted), name


async def test_a_draft_is_approved_then_sent_and_goes_to_each_tier_once(town: Town) -> None:
    incident = await town.alarm()
    await town.settle()
    number = await drafted(town, incident)
    with pytest.raises(Refused, match="has not been approved") as refused:
        await town.do(send, incident, number, Tier.TACTICAL)
    assert refused.value.kind == CONFLICT
    await town.do(approve, incident, number)
    sent = await town.do(send, incident, number, Tier.TACTICAL)
    assert sent.told == 4  # type: ignore[attr-defined]
    with pytest.raises(Refused, match="sent to that tier already"):
        await town.do(send, incident, number, Tier.TACTICAL)
    await town.settle()
    mine = [m for m in await town.messages(incident, who="fu.politi") if m.medium == "email"][-1]
    assert "Du har den taktiske udgave" in await town.words(mine)
    assert [e.data["number"] for e in await town.entries(incident, "situation.sent")] == [number]


async def put_to_the_committee(town: Town, incident: int, **changed: str) -> int:
    """An approved report that waits for the committee's clearance; its announcement."""
    number = await drafted(town, incident, **changed)
    await town.do(approve, incident, number)
    sent = await town.do(send, incident, number, Tier.CIVIL, town.people["fu.sundhed"])
    assert isinstance(sent, Sent)
    assert sent.announcement is not None
    return sent.announcement


async def test_civil_society_gets_the_very_words_that_named_members_have_cleared(town: Town) -> None:
    """C1, F10, I8: the civil version is an announcement: asked for, cleared, released to the strategic level first, then by e-mail."""
    await with_residents(town)
    incident = await town.alarm(what_happened="Vidner peger på en bestemt opgang.")
    await town.settle()
    number = await put_to_the_committee(town, incident)
    await town.settle()
    assert not await town.messages(incident, kind=NoticeKind.ANNOUNCEMENT), "nothing before the clearance"
    with pytest.raises(Refused, match="own words"):
        await give(town, number, "fu.sundhed")
    await give(town, number, "fu.politi")
    await town.do(release, number)
    await town.settle()
    assert {m.lane for m in await spoken(town, number)} == {Lane.UPDATE}, "the strategic level first"
    await town.wait(minutes=15)
    said = [m for m in await spoken(town, number) if m.lane == Lane.BRIEFING]
    assert {m.medium for m in said} == {"email"}
    assert len(said) == 10, "the network and the residents' representatives, but for the two without an e-mail"
    words = await town.words(said[0])
    assert WORDS["public"] in words
    assert "opgang" not in words
    assert "Det følgende går derefter ud til civilsamfundet." in await town.words((await spoken(town, number))[0])
    async with town.service.reading() as unit:
        parts = (await facts_for(unit, await report_of(unit, incident, 1), Tier.TACTICAL))["parts"]
        assert parts["outward"] == []
        assert await rows.sendings(unit.session, [1]) == []
    later = (await read(town, incident, await drafted(town, incident), Tier.TACTICAL))["parts"]
    assert isinstance(later, dict)
    assert [(one["audience"], one["told"]) for one in later["outward"]][1:] == [
        ("CKS-netværket i området", 5),
        ("Beboerne gennem deres repræsentanter", 5),
    ]
    assert {who["seat"] for one in later["outward"] for who in one["cleared_by"]} == {"Politi"}


async def test_the_words_of_a_report_are_not_edited_and_it_is_put_to_the_committee_once(town: Town) -> None:
    """C1: whoever wants other words makes another report; one that was stopped can be put forward again."""
    await with_residents(town)
    incident = await town.alarm()
    number = await put_to_the_committee(town, incident)
    with pytest.raises(Refused, match="words of a situation report") as refused:
        await town.do(edit, number, ALL, None)
    assert refused.value.kind == CONFLICT
    with pytest.raises(Refused, match="already, as announcement"):
        await town.do(send, incident, 1, Tier.CIVIL)
    await town.do(stop, number)
    again = await town.do(send, incident, 1, Tier.CIVIL)
    assert isinstance(again, Sent)
    assert again.announcement != number


async def test_a_report_that_is_wrong_is_taken_back_from_exactly_those_who_got_it(town: Town) -> None:
    """C2: the correction was cleared with it."""
    await with_residents(town)
    incident = await town.alarm()
    number = await put_to_the_committee(town, incident)
    await give(town, number, "fu.politi")
    await town.do(release, number)
    await town.wait(minutes=15)
    reached = {m.person_id for m in await spoken(town, number)}
    await town.do(retract, number)
    await town.settle()
    corrections = await spoken(town, number, NoticeKind.RETRACTION)
    assert {m.person_id for m in corrections} == reached
    assert "Situationsrapport 1 var forkert. Del den ikke." in await town.words(corrections[0])


async def test_a_fact_of_a_higher_tier_keeps_a_report_from_civil_society(town: Town) -> None:
    """C4: nothing is stored; whoever sends it is told which words."""
    await with_residents(town)
    incident = await town.alarm()
    await town.do(add_fact, incident, "Adresse", "Bøgetorvet 12", "tactical", "ssp_exchange")
    with pytest.raises(Refused, match="bøgetorvet 12"):
        await put_to_the_committee(town, incident, public="Bliv væk fra Bøgetorvet 12.")
    assert not await town.entries(incident, "announcement.drafted")


async def test_an_area_whose_network_has_no_e_mail_is_an_error_and_no_silence(town: Town) -> None:
    incident = await town.alarm()
    with pytest.raises(Refused, match="Nobody on the alert list matches") as refused:
        await put_to_the_committee(town, incident)
    assert refused.value.field == "tier"


async def test_the_report_tells_of_the_meeting_its_decisions_the_cards_and_the_next_update(sqlite_databases: Databases) -> None:
    """F6, F7, F8, S6: what the committee has met about and decided, how far the cards are, when the next update is due."""
    url = await sqlite_databases.migrated()
    async with a_town(url, plan=with_cards()) as town:
        incident = await town.alarm()
        await town.settle()
        meeting = await town.do(convene, incident)
        assert isinstance(meeting, MeetingRow)
        await town.do(hold, meeting.id)
        await town.do(write, meeting.id, {"crisis_handling": "Vagten forstærkes."})
        await town.do(decide, meeting.id, "Lys ved skolen.", "fu", "by_kultur", town.clock.now() + timedelta(hours=2))
        number = await drafted(town, incident, next_update="")
        facts = await read(town, incident, number, Tier.TACTICAL)
        parts = facts["parts"]
        assert isinstance(parts, dict)
        [met] = parts["meetings"]
        assert [one["text"] for one in met["points"]] == ["Vagten forstærkes."]
        assert [(one["text"], one["state"]) for one in met["decisions"]] == [("Lys ved skolen.", "open")]
        assert parts["cards"]
        assert all(card["count"] >= len(card["steps"]) for card in parts["cards"])
        assert parts["next_update"].startswith("Senest ")
        told = plain_text(facts, translations().speaker("da"))
        assert "Møder og beslutninger".upper() in told
        assert "Niveauet har været rødt siden" in told
        assert "\nSenest " in told
        told = plain_text(facts, translations().speaker("en"))
        assert "Level red since" in told
        assert "\nAt " in told
        shown = {
            section.key: [[translations().speaker("en").in_words(cell) for cell in row] for row in section.rows]
            for section in sections(facts)
        }
        assert str(shown["meetings"][-1][-1]).endswith(": open.")
        assert shown["cards"][0][-1] in {"open", "overdue"}
        assert not {"åben", "afholdes"} & set(re.findall(r"\w+", told))
        civil = await read(town, incident, number, Tier.CIVIL)
        assert "Vagten forstærkes." not in json.dumps(civil, ensure_ascii=False)
        assert situation_pdf(facts, translations().speaker("da")).startswith(b"%PDF")
    await sqlite_databases.drop(url)


def test_a_report_of_before_that_keeps_its_danish_words_reads_as_it_was_made() -> None:
    parts = {
        "level": {"label": "rødt", "since": "2026-11-22T20:14:00+00:00", "why": ""},
        "tasks": [{"title": "Lys", "seat": "By", "due_at": "2026-11-22T22:14:00+00:00", "state": "åben", "overdue": False}],
        "next_update": "Senest kl. 23.40.",
    }
    speaker = translations().speaker("en")
    level, tasks, next_update = sections({"parts": parts})
    assert [speaker.in_words(line) for line in level.lines] == ["Level rødt since 22 November 2026 at 21:14."]
    assert tasks.rows[0][-1] == "åben"
    assert next_update.lines == ("Senest kl. 23.40.",)


async def test_the_next_report_says_what_has_changed_and_the_first_stays_as_it_was(town: Town) -> None:
    incident = await town.alarm()
    first = await drafted(town, incident)
    before = await read(town, incident, first, Tier.STRATEGIC)
    town.clock.move(minutes=20)
    await town.answer(incident, "fu.politi")
    await town.do(send_update, incident, "Politiet er på stedet.")
    second = await drafted(town, incident, known="Ro på stedet.")
    assert second == first + 1
    changes = (await read(town, incident, second, Tier.TACTICAL))["changes"]
    assert changes == ["Pladser, der har svaret: 1; før 0.", "Nye opdateringer: 1.", "Ændret: hvad vi ved."]
    assert await read(town, incident, first, Tier.STRATEGIC) == before
    with pytest.raises(Refused, match="is not the newest"):
        await town.do(approve, incident, first)


async def test_an_exercise_and_a_sandbox_are_marked_on_text_and_paper(town: Town) -> None:
    """I9, and a closed incident still has its reports but sends none."""
    incident = await town.alarm()
    number = await drafted(town, incident)
    await town.do(approve, incident, number)
    await town.do(call_off, incident, "Roligt igen.")
    facts = await read(town, incident, number, Tier.TACTICAL)
    speaker = translations().speaker("da")
    assert "sandkasse" in plain_text(facts, speaker).casefold()
    assert situation_pdf(facts, speaker).startswith(b"%PDF")
    with pytest.raises(Refused, match="called off"):
        await town.do(send, incident, number, Tier.TACTICAL)


@pytest.mark.parametrize("number", [9, 2**31, 2**53])
async def test_a_report_that_is_not_there_is_not_found_whatever_its_number(town: Town, number: int) -> None:
    incident = await town.alarm()
    with pytest.raises(Refused) as refused:
        await town.do(approve, incident, number)
    assert refused.value.kind == NOT_FOUND


async def test_a_group_that_is_no_longer_called_is_not_said_to_owe_an_answer(town: Town) -> None:
    """S6: from red to yellow the parties are no longer called."""
    incident = await town.alarm()
    await town.settle()
    await town.do(set_level, incident, "yellow", "Roligt nu.")
    facts = await read(town, incident, await drafted(town, incident), Tier.TACTICAL)
    answers = next(one for one in sections(facts) if one.key == "answers")
    counted = [translations().speaker("da").in_words(line) for line in answers.lines]
    assert counted
    assert not [line for line in counted if "0 af 0" in str(line)]
    assert "0 af 0" not in plain_text(facts, translations().speaker("da"))


@pytest.mark.parametrize(("area", "heard"), [("korsloekken", "2559 (2023)."), ("rising", "1195.")])
async def test_no_line_of_a_source_is_read_aloud(town: Town, area: str, heard: str) -> None:
    """S6: a figure is heard with its year; its place in the source is on the page and on paper."""
    incident = await town.alarm(area=area)
    facts = await read(town, incident, await drafted(town, incident), Tier.CIVIL)
    for language, word in (("da", "Beboere"), ("en", "Residents")):
        told = plain_text(facts, translations().speaker(language))
        assert f"{word}: {heard}\n" in told
        assert "linje" not in told
    place = next(one for one in sections(facts) if one.key == "place")
    assert any("(linje 1" in str(line) for line in place.lines)


async def test_it_is_short_enough_to_read_aloud(town: Town) -> None:
    incident = await town.alarm()
    told = plain_text(await read(town, incident, await drafted(town, incident), Tier.TACTICAL), translations().speaker("da"))
    assert len(told.split()) < 300


async def test_words_with_a_cpr_number_are_refused(town: Town) -> None:
    incident = await town.alarm()
    with pytest.raises(Refused, match="CPR") as refused:
        await drafted(town, incident, known="Manden er 010190-1234.")
    assert refused.value.field == "known"


@pytest.mark.parametrize(
    ("moment", "open_"),
    [
        (datetime(2026, 11, 20, 20, 0, tzinfo=UTC), False),
        (datetime(2026, 11, 20, 9, 0, tzinfo=UTC), True),
        (datetime(2026, 11, 21, 9, 0, tzinfo=UTC), False),
        (datetime(2026, 12, 25, 9, 0, tzinfo=UTC), False),
        (datetime(2026, 7, 1, 6, 0, tzinfo=UTC), True),
        (datetime(2026, 12, 1, 6, 59, tzinfo=UTC), False),
    ],
)
def test_offices_are_open_on_copenhagens_clock_and_closed_on_danish_holidays(moment: datetime, open_: bool) -> None:
    assert in_office_hours(moment) is open_


async def test_no_alarm_and_no_report_waits_for_housing_plans_that_cannot_be_read(town: Town, tmp_path: Path) -> None:
    broken = tmp_path / "plans" / "one"
    broken.mkdir(parents=True)
    (broken / "plan.yaml").write_text("key: one\n", encoding="utf-8")
    town.service.house = replace(town.service.house, housing=tmp_path / "plans")
    incident = await town.alarm(area="rising")
    parts = (await read(town, incident, await drafted(town, incident), Tier.TACTICAL))["parts"]
    assert isinstance(parts, dict)
    assert parts["place"]["plan"] is None
    assert parts["figures"] == []
    async with town.service.reading() as unit:
        near = await local_context(unit, town_plan(), "rising")
        with pytest.raises(Refused, match="housing check"):
            housing_plan(unit.house, "one")
    assert near.profile == "Odense C. Området har en udviklingsplan frem til 2030."
