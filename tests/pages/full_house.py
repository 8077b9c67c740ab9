"""A sandbox with something on every page: an incident with all that hangs on it, a call, an exercise, and every kind of personal link."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import time, timedelta
from typing import Final

from sqlalchemy import select

from contacts.roster import Rotation
from flows.vocabulary import CallOutVia, HandOverState, Layer, SwapState, Tier
from service.bootstrap import Service
from service.store.alert_list import people_by_id
from service.store.incidents import seats
from service.store.tables import DutyHandOverRow, DutySwapRow, PhotoRow, TaskRow
from service.work import (
    accounts,
    announcements,
    call_out_news,
    cards,
    clearance,
    duty_entering,
    duty_hand_over,
    duty_swaps,
    known_facts,
    log,
    meetings,
    photos,
    questions,
    representatives,
    situation,
    summons,
    upkeep,
)
from service.work.callouts import CallOut, call_out
from service.work.closing import call_off
from service.work.exercises import Drill
from service.work.incidents import Alarm, raise_alarm
from service.work.unit import Unit
from tests.domain.photos import photo

WORDS: Final = announcements.Part("strategic", "Politiet er til stede i området.", "Vores orientering var forkert. Se bort fra den.")


@dataclass(frozen=True)
class Filled:
    """What there is to look at: addresses for the duty chief, for a partner signed in, and for those who come by a link."""

    incident: int
    chief: tuple[str, ...]
    partner: tuple[str, ...]
    links: tuple[str, ...]


@asynccontextmanager
async def on_the_roster(service: Service) -> AsyncIterator[None]:
    """A roster that begins in two weeks, so that nobody is called by it, and is taken away again."""
    async with service.unit("test") as unit:
        first_day = unit.now.date() + timedelta(days=14)
        entered = await duty_entering.enter_rotation(unit, Rotation(Layer.CHIEF, (1, 2), first_day, time(8), 1))
    try:
        yield
    finally:
        async with service.unit("test") as unit:
            await duty_entering.withdraw_rotation(unit, entered.id)


async def filled(service: Service) -> Filled:
    """Fill a running sandbox from inside; its incidents end as those of any visit."""
    async with service.unit("test") as unit:
        drill = (await raise_alarm(unit, Alarm("red", "vollsmose", "skyderi", exercise=Drill("skyderi_fredag_aften")))).id
        await call_off(unit, drill, "Øvelsen er slut.")
        grounds = CallOut("rising", "Uro ved skolen.", "fyns_politi", CallOutVia.PAGE, "Risiko for gengæld.", caller_person=1)
        call = (await call_out(unit, grounds)).id
    picture = await photos.looked_through(photo())
    async with service.unit("test") as unit:
        incident = (await raise_alarm(unit, Alarm("red", "korsloekken", "skyderi", "Flere skud er hørt ved centret."))).id
        submitted, kept = await _outward(unit, incident)
        await log.add_entry(unit, incident, "Bilen holder ved blok 4.", picture=picture)
        shot = await unit.session.scalar(select(PhotoRow.seq).where(PhotoRow.incident_id == incident))
        await situation.draft(unit, incident, {})
        await meetings.convene(unit, incident)
        seat = next(seat.id for seat in await seats(unit.session, incident) if seat.people)
        links = (*await own_links(unit, incident), *await _further_links(unit, incident, call))
    return Filled(
        incident,
        (
            f"/incidents/{drill}",
            f"/incidents/{drill}/exercise",
            f"/incidents/{drill}/evaluation",
            f"/call-outs/{call}",
            f"/announcements/{submitted}",
            f"/announcements/{kept}/edit",
            f"/incidents/{incident}/answer?seat={seat}",
            f"/incidents/{incident}/situation/1",
            f"/incidents/{incident}/photos/{shot}/delete",
        ),
        ("/", f"/incidents/{incident}", f"/announcements/{submitted}", "/me"),
        links,
    )


async def own_links(unit: Unit, incident: int) -> tuple[str, ...]:
    """The addresses in the messages to somebody who has no account: an answer, a card, one's own data, a duty, a swap."""
    first, second, at = 1, 2, unit.now + timedelta(days=30)
    hand_over = DutyHandOverRow(person_id=first, from_person=second, at=unit.now, state=HandOverState.SENT.value)
    swap = DutySwapRow(
        **{f"{side}_layer": Layer.CHIEF.value for side in ("first", "second")},
        first_person=first,
        second_person=second,
        first_start=at,
        second_start=at + timedelta(days=7),
        first_end=at + timedelta(days=7),
        second_end=at + timedelta(days=14),
        state=SwapState.PROPOSED.value,
        note="",
        proposed_at=unit.now,
        proposed_by="test",
        lapses_at=at,
    )
    unit.session.add_all([hand_over, swap])
    await unit.session.flush()
    question = await upkeep.ask_one(unit, (await people_by_id(unit.session, [first]))[first])
    tokens, person = unit.house.links.token, await _called(unit, incident)
    return (
        f"/a/{tokens('answer', incident, person)}",
        f"/k/{tokens(cards.LINK, incident, person)}",
        f"/me/{tokens(upkeep.CONFIRM_LINK, question.id, first)}",
        *(link.removeprefix(unit.house.public_url) for link in (duty_hand_over.link_to(unit, hand_over), duty_swaps.link_to(unit, swap))),
    )


async def _further_links(unit: Unit, incident: int, call: int) -> tuple[str, ...]:
    """A meeting, a text to clear, a task, what may be passed on, the caller's own page, a password to choose."""
    tokens, person = unit.house.links.token, await _called(unit, incident)
    task = await unit.session.scalar(select(TaskRow.id).where(TaskRow.incident_id == incident))
    assert task is not None
    shared = (await representatives.representatives(unit, incident))[0].address
    return (
        f"/m/{tokens(summons.PURPOSE, incident, person)}",
        f"/f/{tokens('answer', incident, person)}",
        f"/t/{tokens('task', incident, task)}",
        f"/c/{tokens(call_out_news.LINK, call, 1)}",
        shared.removeprefix(unit.house.public_url),
        f"/password/{await accounts.make_password_link(unit, 1)}",
    )


async def _called(unit: Unit, incident: int) -> int:
    """Somebody in a seat that is called."""
    return next(seat.people[0] for seat in await seats(unit.session, incident) if seat.people)


async def _outward(unit: Unit, incident: int) -> tuple[int, int]:
    """A question from outside, a fact that may not go out, an announcement before the committee and one still being written."""
    await questions.log_question(unit, incident, questions.Asked(questions.Source.PRESS, "Er det farligt?"))
    await known_facts.add_fact(unit, incident, "Bilen", "AB 12 345", Tier.TACTICAL.value, "own_authority")
    texts = announcements.Draft((WORDS,))
    submitted, kept = [(await announcements.draft(unit, incident, texts, None)).id for _ in range(2)]
    await clearance.submit(unit, submitted)
    return submitted, kept
