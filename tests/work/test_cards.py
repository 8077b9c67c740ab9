"""Action cards: opened on alarm, reminded of, overdue, done, and what was left undone is written down (F8, F12)."""

from datetime import timedelta

import pytest

from actioncards.model import Plan
from flows.sentences import CONFLICT, NOT_FOUND, Refused
from flows.vocabulary import CardState, CardTrigger, NoticeKind
from service.domain.language import DANISH, translations
from service.exports.sentences import describe
from service.store import cards as rows
from service.store.tables import CardStepRow
from service.work.card_view import own_cards
from service.work.cards import LINK, tick, untick
from service.work.closing import Correction, call_off, correct
from service.work.levels import set_level
from service.work.meetings import convene
from service.work.report import timeline_report
from tests.work.town import START, Town, a_town, build_service, odense, with_cards

DO, DECLINE = CardTrigger.DO, CardTrigger.DECLINE


@pytest.fixture
def town_plan() -> Plan:
    return with_cards()


async def steps(town: Town, incident: int, card: str | None = None) -> dict[str, CardStepRow]:
    async with town.service.store.read() as session:
        found = await rows.steps(session, incident)
    return {f"{row.card_key}/{row.step_key}": row for row in found if card in (None, row.card_key)}


async def alerts(town: Town, incident: int) -> list[str]:
    return [await town.words(d) for d in await town.messages(incident, kind=NoticeKind.CHIEF_ALERT)]


async def test_an_alarm_opens_the_cards_of_its_level_with_deadlines(town: Town) -> None:
    incident = await town.alarm()
    found = await steps(town, incident)
    assert found["chefvagt_roed/politi"].due_at == START + timedelta(minutes=10)
    assert not [key for key in found if key.startswith(("chefvagt_gul", "helhedsplanens"))]
    opened = {entry.data["card"] for entry in await town.entries(incident, "card.opened")}
    assert opened == {row.card_key for row in found.values()}


async def test_an_unforeseen_task_draws_in_the_housing_plans_own_resources(migrated_url: str) -> None:
    """F12."""
    async with a_town(migrated_url, plan=odense(), deputies=0) as town:
        usual = await town.alarm("yellow")
        unforeseen = await town.alarm("yellow", cause="ekstraordinaer")
        assert not await steps(town, usual, "helhedsplanens_ressourcer")
        assert await steps(town, unforeseen, "helhedsplanens_ressourcer")
        await town.do(correct, usual, Correction("Det er ekstraordinært.", cause="ekstraordinaer"))
        assert await steps(town, usual, "helhedsplanens_ressourcer")


async def test_the_owner_is_reminded_once_and_the_chief_told_when_the_deadline_passes(town: Town) -> None:
    incident = await town.alarm()
    await town.wait(minutes=34.9)
    assert not await town.messages(incident, kind=NoticeKind.CARD, who="fu.politi")
    await town.wait(minutes=0.2)
    [reminder] = await town.messages(incident, kind=NoticeKind.CARD, who="fu.politi")
    words = await town.words(reminder)
    assert "giv udvalget et situationsbillede" in words
    assert f"/k/{town.service.house.links.token(LINK, incident, town.people['fu.politi'])}" in words
    assert not [a for a in await alerts(town, incident) if "situationsbillede" in a]
    await town.wait(minutes=10)
    assert (await steps(town, incident))["politi/lagebillede"].state == CardState.OVERDUE
    assert len([a for a in await alerts(town, incident) if "situationsbillede" in a]) == 1
    await town.wait(hours=5)
    assert len(await town.messages(incident, kind=NoticeKind.CARD, who="fu.politi")) == 2
    assert len([a for a in await alerts(town, incident) if "situationsbillede" in a]) == 1


async def test_a_deputy_who_has_answered_for_the_seat_is_the_one_reminded(town: Town) -> None:
    incident = await town.alarm()
    await town.wait(minutes=6)
    await town.answer(incident, "fu.politi/1")
    await town.wait(minutes=30)
    assert {d.person_id for d in await town.messages(incident, kind=NoticeKind.CARD)} >= {town.people["fu.politi/1"]}
    assert not await town.messages(incident, kind=NoticeKind.CARD, who="fu.politi")


async def test_what_is_done_is_neither_reminded_of_nor_overdue(town: Town) -> None:
    incident = await town.alarm()
    step = (await steps(town, incident))["politi/lagebillede"]
    await town.do(tick, step.id, DO, "Sendt på mail.")
    await town.wait(minutes=46)
    assert (await steps(town, incident))["politi/lagebillede"].state == CardState.DONE
    assert not [a for a in await alerts(town, incident) if "situationsbillede" in a]
    [entry] = await town.entries(incident, "card.done")
    assert "note" in entry.digests


async def test_an_overdue_step_can_still_be_done_and_only_once(town: Town) -> None:
    incident = await town.alarm()
    await town.wait(minutes=50)
    step = (await steps(town, incident))["politi/lagebillede"]
    await town.do(tick, step.id, DO)
    done = (await steps(town, incident))["politi/lagebillede"]
    assert (done.state, done.overdue_at is not None) == (CardState.DONE, True)
    with pytest.raises(Refused) as refused:
        await town.do(tick, step.id, DECLINE, "nej")
    assert refused.value.kind == CONFLICT


async def test_a_mark_set_by_mistake_is_taken_off_and_the_deadline_stands(town: Town) -> None:
    incident = await town.alarm()
    step = (await steps(town, incident))["politi/lagebillede"]
    await town.do(tick, step.id, DECLINE, "forkert linje")
    await town.do(untick, step.id)
    again = (await steps(town, incident))["politi/lagebillede"]
    assert (again.state, again.due_at, again.note, again.ended_by) == (CardState.OPEN, step.due_at, "", None)
    assert await town.entries(incident, "card.undone")
    await town.wait(minutes=46)
    assert (await steps(town, incident))["politi/lagebillede"].state == CardState.OVERDUE, "it is waited for as before"
    assert len([a for a in await alerts(town, incident) if "situationsbillede" in a]) == 1


async def test_what_was_overdue_is_overdue_again_and_nobody_is_told_twice(town: Town) -> None:
    incident = await town.alarm()
    await town.wait(minutes=50)
    step = (await steps(town, incident))["politi/lagebillede"]
    told = len(await alerts(town, incident))
    await town.do(tick, step.id, DO)
    await town.do(untick, step.id)
    assert (await steps(town, incident))["politi/lagebillede"].state == CardState.OVERDUE
    await town.wait(minutes=1)
    assert len(await alerts(town, incident)) == told


async def test_what_is_open_has_nothing_to_undo_and_a_closed_incident_stays_as_it_is(town: Town) -> None:
    incident = await town.alarm()
    found = await steps(town, incident)
    step, theirs = found["politi/lagebillede"], found["sundhed/psykisk_hjaelp"]
    await town.do(tick, theirs.id, DO)
    for number, seats, kind in ((step.id, None, CONFLICT), (theirs.id, [("fu", "politi")], NOT_FOUND), (99_999, None, NOT_FOUND)):
        with pytest.raises(Refused) as refused:
            await town.do(untick, number, seats=seats)
        assert refused.value.kind == kind
    await town.do(call_off, incident, "Slut.")
    for number in (step.id, theirs.id):
        with pytest.raises(Refused) as refused:
            await town.do(untick, number)
        assert refused.value.kind == CONFLICT


async def test_a_no_needs_a_reason_and_a_cpr_number_is_refused(town: Town) -> None:
    incident = await town.alarm()
    step = (await steps(town, incident))["politi/lagebillede"]
    for note in ("", "  ", "det er 010170-1234"):
        with pytest.raises(Refused) as refused:
            await town.do(tick, step.id, DECLINE, note)
        assert refused.value.field == "note"
    await town.do(tick, step.id, DECLINE, "Efterforskningen går forud.")
    assert (await steps(town, incident))["politi/lagebillede"].state == CardState.DECLINED


async def test_one_sees_and_ticks_only_ones_own_card(town: Town) -> None:
    incident = await town.alarm()
    person = town.people["fu.politi/1"]
    async with town.service.reading() as unit:
        own = await own_cards(unit, town.service.house.links.token(LINK, incident, person))
    assert {card.key for card in own.cards} == {"politi"}
    theirs = (await steps(town, incident))["sundhed/psykisk_hjaelp"]
    with pytest.raises(Refused) as refused:
        await town.do(tick, theirs.id, DO, seats=own.places)
    assert refused.value.kind == NOT_FOUND
    with pytest.raises(Refused):
        async with town.service.reading() as unit:
            await own_cards(unit, town.service.house.links.token("answer", incident, person))


async def test_the_chiefs_own_overdue_step_goes_to_the_second(town: Town) -> None:
    incident = await town.alarm()
    await town.wait(minutes=10.1)
    told = [d.person_id for d in await town.messages(incident, kind=NoticeKind.CHIEF_ALERT) if "vagthavende" in await town.words(d)]
    assert told == [town.people["duty_chief.chefvagt/1"]]


async def test_after_a_standstill_all_that_is_overdue_is_told_once_and_nobody_is_reminded(town: Town) -> None:
    """Hard cases 3 and 19: nothing is skipped because the service was down, and nothing is said for each missed time."""
    incident = await town.alarm()
    await town.settle()
    before = len(await alerts(town, incident))
    town.clock.move(hours=9)
    again = build_service(town.url, town.clock, town.posts)
    old, town.service = town.service, again
    await old.close()
    await town.fire()
    found = await steps(town, incident)
    assert {row.state for row in found.values()} == {CardState.OVERDUE}
    assert not await town.messages(incident, kind=NoticeKind.CARD)
    late = [a for a in (await alerts(town, incident))[before:] if "punkter på actioncards" in a]
    assert len(late) == 1
    assert str(len(found)) in late[0]


async def test_what_is_left_undone_at_the_call_off_is_written_down_and_never_spoken_of_again(town: Town) -> None:
    incident = await town.alarm()
    await town.settle()
    step = (await steps(town, incident))["politi/lagebillede"]
    await town.do(tick, step.id, DO)
    left = {row.id for row in (await steps(town, incident)).values()} - {step.id}
    await town.do(call_off, incident, "")
    await town.settle()
    assert len(await town.entries(incident, "card.omitted")) == len(left)
    before = len(await town.messages(incident))
    await town.wait(days=120)
    assert len(await town.messages(incident)) == before
    with pytest.raises(Refused) as refused:
        await town.do(tick, next(iter(left)), DO)
    assert refused.value.kind == CONFLICT


async def test_a_change_of_level_changes_the_cards_and_keeps_what_goes_on(town: Town) -> None:
    """L4."""
    incident = await town.alarm("yellow")
    before = await steps(town, incident)
    town.clock.move(minutes=20)
    await town.do(set_level, incident, "red", "op")
    found = await steps(town, incident)
    assert found["chefvagt_gul/politi"].state == CardState.CANCELLED
    assert found["chefvagt_roed/politi"].due_at == START + timedelta(minutes=30)
    assert found["politi/lagebillede"].due_at == before["politi/lagebillede"].due_at
    town.clock.move(minutes=20)
    await town.do(set_level, incident, "yellow", "ned")
    found = await steps(town, incident)
    assert found["chefvagt_roed/politi"].state in (CardState.CANCELLED, CardState.OVERDUE)
    assert (found["chefvagt_gul/politi"].state, found["chefvagt_gul/politi"].due_at) == (CardState.OPEN, START + timedelta(minutes=100))


@pytest.mark.parametrize("level", ["red", "yellow"])
async def test_convening_the_committee_does_the_step_that_asks_for_it_and_it_is_not_late(town: Town, level: str) -> None:
    """F5, F8: nobody is reminded of what has been done, and the record has no omission that was none."""
    incident = await town.alarm(level)
    await town.settle()
    await town.wait(minutes=2)
    await town.do(convene, incident)
    name = "chefvagt_roed/moede" if level == "red" else "chefvagt_gul/moede"
    step = (await steps(town, incident))[name]
    assert (step.state, step.ended_at, step.ended_by) == (CardState.DONE, town.clock.now(), "user:1")
    async with town.service.reading() as unit:
        report = await timeline_report(unit, incident, "test")
    names = report.all_names()
    [line] = [describe(e.kind, e.data, report.known(e, names)) for e in report.entries if e.kind == "card.fulfilled"]
    assert translations().speaker(DANISH).say(line).endswith("(udvalget blev indkaldt)")
    await town.wait(hours=3)
    assert step.due_at < town.clock.now()
    title = "indkald forretningsudvalget" if level == "red" else "tag stilling til et møde"
    late = [entry.data["step"] for entry in await town.entries(incident, "card.overdue")]
    assert title not in late
    assert not [a for a in await alerts(town, incident) if title in a]


async def test_a_step_that_comes_after_the_committee_was_convened_is_done_from_the_beginning_and_can_be_undone(town: Town) -> None:
    incident = await town.alarm("yellow")
    await town.settle()
    await town.do(convene, incident)
    await town.do(set_level, incident, "red", "Skud.")
    step = (await steps(town, incident))["chefvagt_roed/moede"]
    assert step.state == CardState.DONE
    await town.do(untick, step.id)
    await town.do(correct, incident, Correction("Det var ved Bøgeparken.", area="rising"))
    assert (await steps(town, incident))["chefvagt_roed/moede"].state == CardState.OPEN
