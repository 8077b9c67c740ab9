"""Handing the duty over: whoever becomes the duty chief is told at that instant, with the open incidents, and says yes (F2).

One timer stands at the next instant at which somebody else may become the duty chief of the moment; when it fires, what is
true *then* decides. So a hand-over missed while the service was down comes once, at once, to whoever has the duty now.
"""

from datetime import timedelta
from typing import Final

from contacts.roster import in_order
from contacts.shifts import next_change
from flows.hand_over import HAND_OVER, OPEN, REMIND_AFTER
from flows.incident import UNASSESSED
from flows.sentences import NOT_ALLOWED, NOT_FOUND, Refused, Sentence
from flows.vocabulary import HandOverState, HandOverTrigger, Lane, Medium, NoticeKind
from service.domain.words import INCIDENT_STATES
from service.store import alert_list, incidents, timers
from service.store import roster as rows
from service.store.tables import DutyHandOverRow, IncidentRow, PersonRow
from service.work import duty
from service.work.letters import Letter, take_back, write_to
from service.work.participants import in_exercise, is_exercise
from service.work.plans import plan_of
from service.work.unit import Unit

TIMER: Final = "duty_hand_over"
REMINDER: Final = "duty_reminder"
LINK: Final = "duty"
LOOK_AHEAD: Final = timedelta(days=70)
_ONLY: Final = 0
_MEDIA: Final = (Medium.SMS, Medium.EMAIL)
_MOST_TOLD: Final = 20


async def arm(unit: Unit) -> None:
    """Set the timer to the next instant at which the duty may pass on: at once, when the one who has it has not been told."""
    roster = await duty.roster_of(unit)
    now_on_duty = next((d.person for d in in_order(roster, unit.now)), None)
    last = await rows.last_hand_over(unit.session)
    if now_on_duty is not None and (last is None or last.person_id != now_on_duty):
        due_at = unit.now
    else:
        until = unit.now + LOOK_AHEAD
        due_at = next_change(roster, unit.now, until) or until
    await timers.set_timer(
        unit.session, unit.now, kind=TIMER, subject_id=_ONLY, due_at=due_at if roster.rotations else None, incident_id=None
    )
    unit.wake()


async def pass_on(unit: Unit, _subject: int) -> None:
    """The duty may have passed on: tell whoever has it now, unless they have it already; then look for the next time."""
    people = await duty.on_duty(unit)
    last = await rows.last_hand_over(unit.session)
    if people.by_roster and (last is None or last.person_id != people.people[0].id):
        if last is not None and last.state in OPEN:
            await _end(unit, last, HandOverTrigger.MOVE_ON)
        await _hand_over(unit, people.people[0], last.person_id if last else None)
    await arm(unit)


async def remind(unit: Unit, hand_over_id: int) -> None:
    """Nobody has said yes: the incoming chief is reminded; the next time, the outgoing chief and the others on duty are told."""
    row = await rows.hand_over(unit.session, hand_over_id)
    if row is None or row.state not in (HandOverState.SENT, HandOverState.REMINDED):
        return
    person = (await alert_list.people_by_id(unit.session, [row.person_id]))[row.person_id]
    if row.state == HandOverState.SENT:
        row.state = HAND_OVER.after(HandOverState.SENT, HandOverTrigger.REMIND).value
        await _tell(
            unit, row, person, Sentence("Reminder: you have the duty as duty chief since {at}. Say that you have taken it over.", at=row.at)
        )
        await _set_reminder(unit, row)
        return
    row.state = HAND_OVER.after(HandOverState.REMINDED, HandOverTrigger.ESCALATE).value
    await _tell_others(unit, row, person)


async def accept(unit: Unit, hand_over_id: int, person_id: int) -> DutyHandOverRow:
    """The incoming chief says yes. A second yes changes nothing; `Refused` for somebody else's, or when the duty has passed on."""
    row = await rows.hand_over(unit.session, hand_over_id)
    if row is None:
        raise Refused("There is no such hand-over.", kind=NOT_FOUND)
    if row.person_id != person_id:
        raise Refused("The hand-over is somebody else's. Only the incoming chief can take the duty over.", kind=NOT_ALLOWED)
    if row.state != HandOverState.ACCEPTED:
        await _end(unit, row, HandOverTrigger.ACCEPT)
    return row


async def _hand_over(unit: Unit, person: PersonRow, from_person: int | None) -> None:
    row = DutyHandOverRow(person_id=person.id, from_person=from_person, at=unit.now, state=HandOverState.SENT.value)
    unit.session.add(row)
    await unit.session.flush()
    await _tell(unit, row, person, Sentence("You have the duty as duty chief from {at}. Say that you have taken it over.", at=row.at))
    await _set_reminder(unit, row)


async def _tell(unit: Unit, row: DutyHandOverRow, person: PersonRow, opening: Sentence) -> None:
    running = await open_incidents(unit)
    said = {"opening": opening, "incidents": _in_short(running)}
    letter = Letter(
        Sentence("You have the duty as duty chief"),
        Sentence("{opening} {incidents}", **said),
        tuple(line for _, line in running),
        link_to(unit, row),
        about=f"hand-over {row.id}",
        in_sms=Sentence("{opening} {incidents} Answer DUTY YES, or use the link.", **said) if unit.house.can_reply else None,
    )
    reached = await write_to(unit, person, NoticeKind.HAND_OVER, letter, _MEDIA, Lane.SUMMONS)
    if not reached:
        await _tell_others(unit, row, person)


async def _tell_others(unit: Unit, row: DutyHandOverRow, person: PersonRow) -> None:
    """The outgoing chief and whoever else is on duty hear that the incoming chief has not taken over."""
    others = {p.id: p for p in (await duty.on_duty(unit)).people}
    if row.from_person is not None:
        others |= await alert_list.people_by_id(unit.session, [row.from_person])
    letter = Letter(
        Sentence("The duty has not been taken over"),
        Sentence(
            "{name} has the duty as duty chief since {at} and has not said that they have taken it over. Ring {name}, or take the duty.",
            name=person.name,
            at=row.at,
        ),
        link=f"{unit.house.public_url}/roster",
        about=f"hand-over {row.id}",
    )
    for other in others.values():
        if other.id != person.id:
            await write_to(unit, other, NoticeKind.HAND_OVER, letter, _MEDIA, Lane.SUMMONS)


async def open_incidents(unit: Unit) -> list[tuple[IncidentRow, Sentence]]:
    """The open incidents, each with the line that a hand-over tells of it."""
    found = await incidents.page(unit.session, before=None, limit=_MOST_TOLD, only_open=True)
    return [(row, await _line(unit, row)) for row in found]


async def _line(unit: Unit, row: IncidentRow) -> Sentence:
    plan = await plan_of(unit, row)
    line = Sentence(
        "{area}: {state} since {at}. {link}",
        area=plan.area(row.area).label.da,
        state=INCIDENT_STATES[row.state],
        at=row.occurred_at,
        link=f"{unit.house.public_url}/{'call-outs' if row.state in UNASSESSED else 'incidents'}/{row.id}",
    )
    return in_exercise(line) if is_exercise(row) else line


def _in_short(running: list[tuple[IncidentRow, Sentence]]) -> Sentence:
    real = sum(not is_exercise(row) for row, _ in running)
    drills = len(running) - real
    if not running:
        return Sentence("No incident is open.")
    said = Sentence("{count} incidents are open.", count=real)
    if real < 2:
        said = Sentence("One incident is open.") if real else Sentence("No incident is open.")
    if not drills:
        return said
    drilled = Sentence("EXERCISE: {count} exercises run.", count=drills) if drills > 1 else Sentence("EXERCISE: one exercise runs.")
    return Sentence("{said} {drilled}", said=said, drilled=drilled)


def link_to(unit: Unit, row: DutyHandOverRow) -> str:
    """The incoming chief's own link to the hand-over."""
    return f"{unit.house.public_url}/duty/{unit.house.links.token(LINK, row.id, row.person_id)}"


async def _set_reminder(unit: Unit, row: DutyHandOverRow) -> None:
    due_at = unit.now + REMIND_AFTER
    await timers.set_timer(unit.session, unit.now, kind=REMINDER, subject_id=row.id, due_at=due_at, incident_id=None)


async def _end(unit: Unit, row: DutyHandOverRow, trigger: HandOverTrigger) -> None:
    row.state = HAND_OVER.after(HandOverState(row.state), trigger).value
    row.ended_at, row.ended_by = unit.now, unit.actor
    await timers.cancel(unit.session, unit.now, kind=REMINDER, subject_id=row.id)
    await take_back(unit, NoticeKind.HAND_OVER, f"hand-over {row.id}", row.at)
