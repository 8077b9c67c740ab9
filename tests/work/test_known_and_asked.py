"""Facts with a tier and a ground, the duty to notify, questions answered from cleared lines, and what is withheld (C1, C3, C4, F11)."""

import pytest

from flows.sentences import Refused
from service.exports.redaction import BLACK, Hidden
from service.store import timeline
from service.store.tables import AnnouncementRow
from service.work import access_request, questions, underretning
from service.work.announcements import Draft, Part, draft, edit
from service.work.clearance import submit
from service.work.cleared_lines import Line, cleared, shared_page, write_line
from service.work.holds import lift_hold, set_hold
from service.work.known_facts import add_fact
from service.work.release import release, retract, stop
from service.work.representatives import address_for
from service.work.tier_guard import held
from service.work.underretning import Consideration, Outcome
from tests.work import speech
from tests.work.speech import CKS, STRATEGIC, drafted, give, look, refused, released
from tests.work.town import Town

LINE = Line("Er det farligt at gå ud?", "Politiet siger, at man kan gå ud.", {"en": ("Is it safe?", "The police say it is safe.")})


@pytest.mark.parametrize(
    ("text", "value", "found"),
    [
        ("Han bor i Bøgetorvet  12.", "bøgetorvet 12", True),
        ("Bøgetorvet 125 er spærret.", "Bøgetorvet 12", False),
        ("Skud ved centret. Ingen er ramt.", "Skud ved centret. En mand er set løbe.", True),
        ("Alt er roligt.", "", False),
        ("Ro.", "ro", False),
    ],
)
def test_a_value_is_found_whatever_its_case_and_blanks_and_not_inside_other_words(text: str, value: str, found: bool) -> None:
    """C4."""
    assert bool(held(text, value)) is found


async def test_a_fact_of_a_higher_tier_stands_in_no_text_to_a_lower_one(town: Town, spot: int) -> None:
    """C4, I8."""
    await town.do(add_fact, spot, "Adresse", "Bøgetorvet 12", "tactical", "ssp_exchange")
    text = Draft((STRATEGIC, Part("cks", "Bliv væk fra bøgetorvet  12.", "Forkert.")))
    no = await refused(town, _draft, spot, text)
    assert no.field == "parts.1.text"
    assert "Adresse" in str(no)
    await drafted(town, spot, Draft((Part("strategic", "Det var Bøgetorvet 12.", "Forkert."),)))
    await town.do(add_fact, spot, "Navn på forurettede", "Test Testesen", "civil", "nobody")
    no = await refused(town, _draft, spot, Draft((Part("fu", "Det er Test Testesen.", "Forkert."),)))
    assert no.field == "parts.0.text", "what has no ground to be passed on stays at the top"


async def _draft(unit: object, incident: int, content: Draft) -> None:
    await draft(unit, incident, content, None)  # type: ignore[arg-type]


async def test_what_becomes_secret_after_the_clearance_is_not_released(town: Town, spot: int) -> None:
    """C4."""
    number = await speech.cleared(town, spot, Draft((STRATEGIC, Part("cks", "Bliv væk fra torvet.", "Forkert."))))
    await town.do(add_fact, spot, "Sted", "torvet", "tactical", "own_authority")
    assert (await refused(town, release, number)).field == "parts.1.text"
    assert (await look(town, number)).state == "cleared"
    later = await speech.cleared(town, spot, Draft((STRATEGIC, CKS)))
    await town.do(release, later, town.clock.now().replace(hour=20, minute=30))
    await town.do(add_fact, spot, "Politi", "politiet er til stede", "tactical", "own_authority")
    await town.wait(minutes=40)
    assert (await look(town, later)).state == "cleared"
    async with town.service.reading() as unit:
        [said] = [values for entry, values in await timeline.page(unit.session, spot) if entry.kind == "announcement.not_released"]
    assert "ikke få at vide" in str(said["reason"]), "the reason stands in Danish"


@pytest.mark.parametrize(
    ("label", "value", "tier", "ground", "field"),
    [
        ("", "x", "civil", "own_authority", "label"),
        ("x", " ", "civil", "own_authority", "value"),
        ("x", "010190-1234", "civil", "own_authority", "value"),
        ("x", "y", "public", "own_authority", "tier"),
        ("x", "y", "civil", "gdpr", "ground"),
    ],
)
async def test_a_fact_that_cannot_be_is_refused(town: Town, spot: int, label: str, value: str, tier: str, ground: str, field: str) -> None:
    assert (await refused(town, add_fact, spot, label, value, tier, ground)).field == field


async def test_that_an_underretning_was_considered_stands_in_the_timeline(town: Town, spot: int) -> None:
    """C3."""
    assert (await refused(town, underretning.consider, spot, Consideration(Outcome.MADE, "Test Tidsel"))).field == "to"
    assert (await refused(town, underretning.consider, spot, Consideration(Outcome.NOT_NEEDED, ""))).field == "by"
    await town.do(underretning.consider, spot, Consideration(Outcome.MADE, "Test Tidsel", "Modtagelsen"))
    [entry] = await town.entries(spot, "underretning.considered")
    assert entry.data == {"outcome": "made"}
    assert set(entry.digests) == {"by", "receiver"}, "nothing of what it says"


async def test_a_question_is_answered_only_with_a_cleared_line(town: Town, spot: int) -> None:
    """C1."""
    asked = await town.do(questions.log_question, spot, questions.Asked(questions.Source.PRESS, "Er nogen såret?", "Test Avis"))
    await town.do(questions.assign, asked.id, town.people["fu.sundhed"])  # type: ignore[attr-defined]
    line = await town.do(write_line, spot, LINE, town.people["fu.sundhed"])
    assert (await refused(town, questions.answer, asked.id, line.id)).field == "line"  # type: ignore[attr-defined]
    await town.do(submit, line.id)  # type: ignore[attr-defined]
    assert (await refused(town, questions.answer, asked.id, line.id)).field == "line"  # type: ignore[attr-defined]
    await give(town, line.id, "fu.politi")  # type: ignore[attr-defined]
    await town.do(questions.answer, asked.id, line.id)  # type: ignore[attr-defined]
    assert (await refused(town, questions.answer, asked.id, line.id)).kind == "conflict"  # type: ignore[attr-defined]
    assert (await refused(town, release, line.id)).kind == "conflict"  # type: ignore[attr-defined]
    number = await drafted(town, spot)
    other = await town.do(questions.log_question, spot, questions.Asked(questions.Source.RESIDENT, "Hvad sker der?"))
    assert (await refused(town, questions.answer, other.id, number)).kind == "not_found"  # type: ignore[attr-defined]
    kinds = [e.kind for e in await town.entries(spot) if e.kind.startswith("question.")]
    assert kinds == ["question.logged", "question.assigned", "question.answered", "question.logged"]


async def test_a_line_that_is_cleared_under_a_hold_is_neither_shown_nor_used_until_the_hold_is_lifted(town: Town, spot: int) -> None:
    """F9: what was cleared before it stays; nothing new is said outward."""
    asked = await town.do(questions.log_question, spot, questions.Asked(questions.Source.PRESS, "Er nogen såret?", "Test Avis"))
    first, second = [await town.do(write_line, spot, LINE, town.people["fu.sundhed"]) for _ in range(2)]

    async def clear(line: AnnouncementRow) -> None:
        await town.do(submit, line.id)
        await give(town, line.id, "fu.politi")

    await clear(first)
    await town.wait(minutes=1)
    await town.do(set_hold, spot, town.people["fu.politi"])
    await clear(second)
    async with town.service.reading() as unit:
        assert [one.id for one in await cleared(unit, spot)] == [first.id]
    no = await refused(town, questions.answer, asked.id, second.id)
    assert (no.field, no.kind) == ("line", "conflict")
    await town.do(lift_hold, spot, town.people["fu.politi"])
    async with town.service.reading() as unit:
        assert [one.id for one in await cleared(unit, spot)] == [first.id, second.id]
    await town.do(questions.answer, asked.id, second.id)


async def test_a_line_that_says_what_has_become_secret_is_neither_shown_nor_used(town: Town, spot: int) -> None:
    """C4."""
    asked = await town.do(questions.log_question, spot, questions.Asked(questions.Source.PRESS, "Er nogen såret?"))
    line = await town.do(write_line, spot, Line("Hvor er det?", "Det er på torvet.", {"en": ("Where is it?", "In the square.")}), None)
    await town.do(submit, line.id)
    await give(town, line.id, "fu.politi")
    async with town.service.reading() as unit:
        assert [one.id for one in await cleared(unit, spot)] == [line.id]
    await town.do(add_fact, spot, "Sted", "in the square", "tactical", "own_authority")
    async with town.service.reading() as unit:
        assert await cleared(unit, spot) == ()
    assert (await refused(town, questions.answer, asked.id, line.id)).field == "line"


async def test_a_question_that_has_been_answered_is_given_to_nobody(town: Town, spot: int) -> None:
    asked = await town.do(questions.log_question, spot, questions.Asked(questions.Source.PRESS, "Er nogen såret?"))
    line = await town.do(write_line, spot, LINE, None)
    await town.do(submit, line.id)
    await give(town, line.id, "fu.politi")
    await town.do(questions.answer, asked.id, line.id)
    assert (await refused(town, questions.assign, asked.id, town.people["fu.sundhed"])).kind == "conflict"


async def test_a_line_is_never_made_into_an_announcement(town: Town, spot: int) -> None:
    line = await town.do(write_line, spot, LINE, town.people["fu.sundhed"])
    assert (await refused(town, edit, line.id, Draft((STRATEGIC, CKS)), None)).kind == "conflict"
    await town.do(submit, line.id)
    await give(town, line.id, "fu.politi")
    async with town.service.reading() as unit:
        assert [one.question for one in await cleared(unit, spot)] == [LINE.question]


async def test_the_timeline_keeps_the_words_of_the_correction_that_is_cleared_with_an_announcement(town: Town, spot: int) -> None:
    """I7: what was said to whom, also when it was put right."""
    await drafted(town, spot, Draft((STRATEGIC, Part("cks", "Bliv væk fra torvet.", "Torvet kan bruges igen."))))
    async with town.service.reading() as unit:
        [(_, kept)] = await timeline.of_kinds(unit.session, spot, ["announcement.drafted"], limit=9)
    assert kept["text:cks"].value == "Bliv væk fra torvet."
    assert kept["correction:cks"].value == "Torvet kan bruges igen."


async def test_representatives_see_what_is_cleared_and_may_be_passed_on_and_nothing_else(town: Town, spot: int) -> None:
    """F11, C1."""
    line = await town.do(write_line, spot, LINE, None)
    async with town.service.reading() as unit:
        token = address_for(unit, spot, town.people["cks.1"]).rsplit("/", 1)[1]
        page = await shared_page(unit, token)
        assert (page.lines, page.passed) == ((), ())
    await town.do(submit, line.id)  # type: ignore[attr-defined]
    await give(town, line.id, "fu.politi")  # type: ignore[attr-defined]
    number = await released(town, spot)
    await town.wait(minutes=12)
    async with town.service.reading() as unit:
        page = await shared_page(unit, token)
        assert [one.answer for one in page.lines] == [LINE.answer]
        assert [one.text for one in page.passed] == [CKS.text]
        assert CKS.inside not in str(page)
        english = await shared_page(unit, token, "en")
        assert [one.answer for one in english.lines] == ["The police say it is safe."]
        turkish = await shared_page(unit, token, "tr")
        assert [(one.language, one.answer) for one in turkish.lines] == [("da", LINE.answer)]
    await town.do(retract, number)
    await town.do(write_line, spot, Line("Er det farligt?", "Nej."), None, line.id)  # type: ignore[attr-defined]
    async with town.service.reading() as unit:
        page = await shared_page(unit, token)
        assert page.lines == (), "an edited line is not shown before it is cleared again"
        assert [one.corrected for one in page.passed] == [CKS.correction]
        with pytest.raises(Refused):
            await shared_page(unit, f"{token}X")
    await town.do(submit, line.id)  # type: ignore[attr-defined]
    await give(town, line.id, "fu.politi")  # type: ignore[attr-defined]
    await town.wait(hours=5)
    async with town.service.reading() as unit:
        assert len(await cleared(unit, spot)) == 1, "a line does not lapse"
    await town.do(stop, line.id)  # type: ignore[attr-defined]
    async with town.service.reading() as unit:
        assert await cleared(unit, spot) == ()


@pytest.mark.parametrize(
    ("line", "field"),
    [
        (Line("", "x"), "question"),
        (Line("x", ""), "answer"),
        (Line("x", "Det siger Fyns Politi."), "line.answer"),
        (Line("x", "010190-1234"), "answer"),
        (Line("x", "y", {"xx": ("a", "b")}), "translations"),
        (Line("x", "y", {"en": ("a", "")}), "translations.en.answer"),
        (Line("x", "y", {"da": ("a", "b")}), "translations"),
        (Line("x", "\N{ZERO WIDTH SPACE} \N{NO-BREAK SPACE}"), "answer"),
    ],
)
async def test_a_line_that_cannot_be_is_refused(town: Town, spot: int, line: Line, field: str) -> None:
    assert (await refused(town, write_line, spot, line, None)).field == field


async def test_an_access_request_gets_the_timeline_without_what_is_withheld(town: Town, spot: int) -> None:
    await town.do(questions.log_question, spot, questions.Asked(questions.Source.PRESS, "Er nogen såret?", "Test Avis"))
    await town.do(add_fact, spot, "Adresse", "Bøgetorvet 12", "tactical", "own_authority")
    await released(town, spot)
    async with town.service.reading() as unit:
        everything = str(await access_request.preview(unit, spot, frozenset()))
        assert all(word in everything for word in ("Er nogen såret?", "Bøgetorvet 12", "Test fu.politi"))
        names = str(await access_request.preview(unit, spot, frozenset({Hidden.NAMES})))
        assert "Test fu.politi" not in names
        assert "Er nogen såret?" in names
        lines = await access_request.preview(unit, spot, frozenset(Hidden))
        assert not any(word in str(lines) for word in ("Er nogen såret?", "Bøgetorvet 12", "Test fu.politi", "Test Avis"))
        assert any(line.touched and BLACK in str(line.text) for line in lines)
