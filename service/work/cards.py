"""Action cards: opened with the alarm, reminded of, overdue, done or declined (F8, F12)."""

from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Final

from actioncards.cards import DoneBy
from actioncards.facts import local_time
from actioncards.model import Alert, Card, CardStep, Plan
from flows.card import CARD, is_pending
from flows.free_text import checked_text
from flows.incident import is_open
from flows.sentences import CONFLICT, INVALID, NOT_FOUND, Refused
from flows.vocabulary import CardState, CardTrigger, IncidentState, Lane, Medium, MeetingState, NoticeKind, SeatState
from service.domain.timeline import JSON
from service.store import alert_list, cards, incidents, meetings, timers
from service.store.tables import CardStepRow, IncidentRow, PersonRow
from service.work.chief import alert_chief, facts_now
from service.work.notices import open_notice, usable_media
from service.work.participants import concerns
from service.work.plans import plan_of
from service.work.record import record
from service.work.seats import policy_of
from service.work.unit import Unit

TIMER: Final = "card"
LINK: Final = "card"
LONGEST_NOTE: Final = 1000


async def open_cards(unit: Unit, incident: IncidentRow, plan: Plan) -> None:
    """Open the cards of the incident's level and cause; steps of other cards are asked for no longer.

    A card that was open at an earlier level keeps its deadlines; one that comes back gets new ones.
    """
    rows = await cards.steps(unit.session, incident.id)
    wanted = {card.key: card for card in plan.cards_of(incident.level or "", incident.cause, incident.area)}
    await _end_all(unit, plan, [row for row in rows if row.card_key not in wanted], CardTrigger.CANCEL)
    again = [row for row in rows if row.card_key in wanted and row.state == CardState.CANCELLED]
    for row in again:
        await _reopen(unit, plan, row)
    known = {row.card_key for row in rows}
    people = await alert_list.holders(unit.session, {card.group for card in wanted.values()})
    for card in wanted.values():
        if card.key not in known and concerns(incident, people.get((card.group, card.seat), [])):
            await _open(unit, incident, card)
    begun = {*(wanted.keys() - known), *(row.card_key for row in again)}
    if any(meeting.state != MeetingState.CANCELLED for meeting in await meetings.meetings_of(unit.session, incident.id)):
        await fulfil(unit, incident, plan, DoneBy.MEETING, only=begun)


async def _open(unit: Unit, incident: IncidentRow, card: Card) -> None:
    rows = [_row(unit, incident, card, step, position) for position, step in enumerate(card.steps)]
    unit.session.add_all(rows)
    await unit.session.flush()
    for row in rows:
        await _set_timer(unit, row, card, fresh=True)
    place = f"{card.group}.{card.seat}"
    await record(
        unit, incident.id, "card.opened", {"card": card.key, "title": card.title.da, "group": card.group, "seat": place, "count": len(rows)}
    )


def _row(unit: Unit, incident: IncidentRow, card: Card, step: CardStep, position: int) -> CardStepRow:
    return CardStepRow(
        incident_id=incident.id,
        card_key=card.key,
        step_key=step.key,
        group_key=card.group,
        seat_key=card.seat,
        position=position,
        state=CardState.OPEN.value,
        due_at=unit.now + timedelta(minutes=step.deadline_minutes),
        note="",
    )


async def _reopen(unit: Unit, plan: Plan, row: CardStepRow) -> None:
    card = plan.cards[row.card_key]
    row.state = CARD.after(CardState(row.state), CardTrigger.REOPEN).value
    row.due_at = unit.now + timedelta(minutes=step_of(plan, row).deadline_minutes)
    row.reminded_at = row.overdue_at = row.ended_at = row.ended_by = None
    await _set_timer(unit, row, card)
    await record(unit, row.incident_id, "card.reopened", named(plan, row))


async def _set_timer(unit: Unit, row: CardStepRow, card: Card, *, fresh: bool = False) -> None:
    """The next thing that happens to the step: its reminder, when there is time for one, or its deadline."""
    reminder = row.due_at - timedelta(minutes=card.remind_minutes)
    due_at = reminder if card.remind_minutes and row.reminded_at is None and reminder > unit.now else row.due_at
    await timers.set_timer(unit.session, unit.now, kind=TIMER, subject_id=row.id, due_at=due_at, incident_id=row.incident_id, fresh=fresh)


async def step_due(unit: Unit, step_id: int) -> None:
    """A step's reminder or deadline fell due. When both have passed, only the deadline counts. The incident is locked already."""
    row = await cards.step(unit.session, step_id)
    incident = await incidents.incident(unit.session, row.incident_id, lock=True) if row else None
    if row is None or incident is None or row.state != CardState.OPEN or not is_open(IncidentState(incident.state)):
        return
    plan = await plan_of(unit, incident)
    if row.due_at <= unit.now:
        await _overdue(unit, incident, plan)
    else:
        await _remind(unit, incident, plan, row)


async def _remind(unit: Unit, incident: IncidentRow, plan: Plan, row: CardStepRow) -> None:
    """Remind the seat once of every step of the card that has this deadline."""
    peers = [
        one
        for one in await cards.steps(unit.session, incident.id)
        if (one.card_key, one.due_at, one.state) == (row.card_key, row.due_at, CardState.OPEN.value)
    ]
    for one in peers:
        one.reminded_at = unit.now
        await _set_timer(unit, one, plan.cards[row.card_key])
    if not await _tell_owner(unit, incident, plan, row):
        await record(unit, incident.id, "card.owner_unreachable", named(plan, row))


async def _tell_owner(unit: Unit, incident: IncidentRow, plan: Plan, row: CardStepRow) -> bool:
    """Remind whoever has answered for the seat, else its first person who can be reached."""
    group = plan.group(row.group_key)
    policy = policy_of(plan, incident, row.group_key)
    for person in await _owners(unit, incident, row):
        media = [m for m in usable_media(unit, person, policy.media, incident) if m is not Medium.VOICE]
        if not media:
            continue
        facts = {**await facts_now(unit, incident, plan), "task": step_of(plan, row).title.da, "deadline": local_time(plan, row.due_at)}
        link = f"{unit.house.public_url}/k/{unit.house.links.token(LINK, incident.id, person.id)}"
        combos = [(group.tier, m) for m in media]
        notice = await open_notice(unit, incident, plan, NoticeKind.CARD, facts, combos, Lane.UPDATE, link=link)
        await notice.tell(unit, person, media[0], group.tier)
        await record(unit, incident.id, "card.reminded", {**named(plan, row), "person": person.id})
        await notice.record(unit)
        return True
    return False


async def _owners(unit: Unit, incident: IncidentRow, row: CardStepRow) -> list[PersonRow]:
    place = (row.group_key, row.seat_key)
    holders = (await alert_list.holders(unit.session, [row.group_key])).get(place, [])
    calls = [c for c in await incidents.seats(unit.session, incident.id) if (c.group_key, c.seat_key) == place]
    answered = {c.answered_by for c in calls if c.state == SeatState.ANSWERED}
    return sorted(holders, key=lambda person: person.id not in answered)


async def _overdue(unit: Unit, incident: IncidentRow, plan: Plan) -> None:
    """Every step whose time has passed is overdue at once, and the duty chief hears of them in one message.

    What the duty chief's own card lacks goes to the next in line.
    """
    rows = [row for row in await cards.steps(unit.session, incident.id) if row.state == CardState.OPEN and row.due_at <= unit.now]
    for row in rows:
        row.state, row.overdue_at = CARD.after(CardState(row.state), CardTrigger.LAPSE).value, unit.now
        await timers.cancel(unit.session, unit.now, kind=TIMER, subject_id=row.id)
        await record(unit, incident.id, "card.overdue", named(plan, row))
    first = min(rows, key=lambda row: (row.due_at, row.id))
    facts = {"task": step_of(plan, first).title.da, "deadline": local_time(plan, first.due_at), "count": str(len(rows))}
    alert = Alert.STEP_OVERDUE if len(rows) == 1 else Alert.STEPS_OVERDUE
    own = all(row.group_key == plan.duty_chief.group for row in rows)
    await alert_chief(unit, incident, plan, alert, facts, skip=int(own))


async def tick(
    unit: Unit, step_id: int, trigger: CardTrigger, note: str = "", *, seats: Collection[tuple[str, str]] | None = None
) -> CardStepRow:
    """Mark a step as done or declined, late or not; `Refused` when it is neither open nor overdue, or the incident is over.

    With `seats` only a step of one of those seats can be marked: whoever comes by a link has their own card alone.
    """
    row, incident = await _at_hand(unit, step_id, seats)
    if trigger is CardTrigger.DECLINE and not note.strip():
        raise Refused("Write in a few words why it cannot be done.", field="note", kind=INVALID)
    await _end(unit, await plan_of(unit, incident), row, trigger, checked_text(note, field="note", longest=LONGEST_NOTE))
    return row


async def fulfil(unit: Unit, incident: IncidentRow, plan: Plan, act: DoneBy, *, only: Collection[str] | None = None) -> None:
    """What some steps ask for has been done in the service: they are done, and the timeline says by what; those of the cards `only`."""
    for row in await cards.steps(unit.session, incident.id):
        asked = is_pending(CardState(row.state)) and (only is None or row.card_key in only)
        if asked and step_of(plan, row).done_by is act:
            await _finish(unit, row, CardTrigger.DO)
            await record(unit, incident.id, "card.fulfilled", {**named(plan, row), "done_by": act.value})


async def untick(unit: Unit, step_id: int, *, seats: Collection[tuple[str, str]] | None = None) -> CardStepRow:
    """A step was marked by mistake: somebody has it to do again, with the deadline that it had. `Refused` as for `tick`.

    Nobody is told anew that it is overdue when they have been told so already.
    """
    row, incident = await _at_hand(unit, step_id, seats)
    plan = await plan_of(unit, incident)
    if row.state == CardState.CANCELLED:
        raise Refused("The step is no longer asked for. There is nothing to undo.", kind=CONFLICT)
    row.state = CARD.after(CardState(row.state), CardTrigger.REOPEN).value
    row.ended_at, row.ended_by, row.note = None, None, ""
    if row.overdue_at is None:
        await _set_timer(unit, row, plan.cards[row.card_key])
    else:
        row.state = CARD.after(CardState(row.state), CardTrigger.LAPSE).value
    await record(unit, row.incident_id, "card.undone", named(plan, row))
    return row


async def close_cards(unit: Unit, incident: IncidentRow, plan: Plan) -> None:
    """The incident is over: whatever was not done is written down as left undone."""
    rows = [row for row in await cards.steps(unit.session, incident.id) if is_pending(CardState(row.state))]
    for row in rows:
        await record(unit, incident.id, "card.omitted", named(plan, row))
        await _finish(unit, row, CardTrigger.CANCEL)


async def _at_hand(unit: Unit, step_id: int, seats: Collection[tuple[str, str]] | None) -> tuple[CardStepRow, IncidentRow]:
    row = await cards.step(unit.session, step_id)
    if row is None or (seats is not None and (row.group_key, row.seat_key) not in seats):
        raise Refused("There is no step {number}.", kind=NOT_FOUND, number=step_id)
    incident = await incidents.incident(unit.session, row.incident_id, lock=True)
    assert incident is not None
    await unit.session.refresh(row)
    if not is_open(IncidentState(incident.state)):
        raise Refused("The incident has been called off. Its action cards are closed.", kind=CONFLICT)
    return row, incident


async def _end_all(unit: Unit, plan: Plan, rows: Sequence[CardStepRow], trigger: CardTrigger) -> None:
    for row in rows:
        if CARD.allows(CardState(row.state), trigger):
            await _end(unit, plan, row, trigger, "")


async def _end(unit: Unit, plan: Plan, row: CardStepRow, trigger: CardTrigger, note: str) -> None:
    await _finish(unit, row, trigger)
    row.note = note
    await record(unit, row.incident_id, f"card.{row.state}", named(plan, row), {"note": note} if note else None)


async def _finish(unit: Unit, row: CardStepRow, trigger: CardTrigger) -> None:
    row.state, row.ended_at, row.ended_by = CARD.after(CardState(row.state), trigger).value, unit.now, unit.actor
    await timers.cancel(unit.session, unit.now, kind=TIMER, subject_id=row.id)


def step_of(plan: Plan, row: CardStepRow) -> CardStep:
    """The step as the incident's plan has it."""
    return next(step for step in plan.cards[row.card_key].steps if step.key == row.step_key)


def named(plan: Plan, row: CardStepRow) -> dict[str, JSON]:
    """The step as the timeline names it."""
    return {
        "card": row.card_key,
        "step": step_of(plan, row).title.da,
        "group": row.group_key,
        "seat": f"{row.group_key}.{row.seat_key}",
        "due_at": local_time(plan, row.due_at),
    }
