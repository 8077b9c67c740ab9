"""The committee's clearance: asked for, given or sent back by named members, reminded of, lapsed; never given by time (C1)."""

from collections.abc import Collection
from datetime import timedelta

from actioncards.communication import Communication
from actioncards.model import Plan
from flows import announcement as flow
from flows.free_text import checked_text
from flows.incident import is_open
from flows.sentences import INVALID, NOT_FOUND, Refused
from flows.vocabulary import AnnouncementState, AnnouncementTrigger, IncidentState, Lane, Medium, NoticeKind, Tier
from service.domain.timeline import JSON
from service.store import alert_list, incidents, timers
from service.store import announcements as rows
from service.store.tables import AnnouncementRow, ClearanceRow, IncidentRow, PersonRow
from service.work import drafter_news
from service.work.announcements import LAPSE_TIMER, LINE, MESSAGE, WAIT_TIMER, forget_timers, move, taken
from service.work.chief import facts_now
from service.work.notices import LINK_MARK, open_notice, usable_media
from service.work.plans import plan_of
from service.work.recipients import somebody
from service.work.record import record
from service.work.unit import Unit

_MEDIA = (Medium.SMS, Medium.EMAIL)
LONGEST_NOTE = 500


async def submit(unit: Unit, announcement_id: int) -> AnnouncementRow:
    """Ask the committee to clear it; `Refused` when an audience has nobody. The members are told at once, in the summons' lane."""
    row, incident, plan = await taken(unit, announcement_id)
    move(row, AnnouncementTrigger.SUBMIT)
    for number, part in enumerate(await rows.parts(unit.session, row.id)):
        if row.kind == MESSAGE:
            await somebody(unit, plan, plan.outward.audience(part.audience), row.area, f"parts.{number}.audience", part.words)
    row.submitted_at, row.fallback_at, row.reminders, row.cleared_until, row.note = unit.now, None, 0, None, ""
    await record(unit, incident.id, "announcement.submitted", {"announcement": row.id, "digest": row.digest})
    await _ask(unit, incident, plan, row, deputies=False)
    await _wait(unit, row, plan.outward)
    return row


async def members(unit: Unit, plan: Plan, row: AnnouncementRow) -> list[PersonRow]:
    """Who may clear it now: holders and deputies of the plan's seats, holders first, and the fallback's once its time has come."""
    rule = plan.outward.clearance
    seats = [(plan.executive_committee, seat) for seat in rule.seats]
    if row.fallback_at is not None:
        seats.append((rule.fallback.group, rule.fallback.seat))
    found = await alert_list.holders(unit.session, sorted({group for group, _ in seats}))
    return list({person.id: person for seat in seats for person in found.get(seat, [])}.values())


def _seats(plan: Plan, row: AnnouncementRow) -> list[tuple[str, str]]:
    rule = plan.outward.clearance
    stand_in = [(rule.fallback.group, rule.fallback.seat)] if row.fallback_at is not None else []
    return [*((plan.executive_committee, seat) for seat in rule.seats), *stand_in]


async def clear(unit: Unit, announcement_id: int, person_id: int, digest: str) -> AnnouncementRow:
    """A member clears exactly the words of `digest`; when enough have, the announcement is cleared.

    `Refused`: not theirs to clear, their own words, or not the words that stand now. Two at the same instant are taken one
    after the other; the same member twice counts once.
    """
    row, incident, plan = await taken(unit, announcement_id)
    seat = await _checked(unit, plan, row, person_id, digest, writers=row.writers)
    given = [c for c in await rows.clearances(unit.session, row.id) if c.voided_at is None and c.cleared]
    move(row, AnnouncementTrigger.APPROVE)
    if person_id not in {c.person_id for c in given}:
        await _decide(unit, incident, row, person_id, seat, cleared=True)
        given = [c for c in await rows.clearances(unit.session, row.id) if c.voided_at is None and c.cleared]
    audiences = tuple(part.audience for part in await rows.parts(unit.session, row.id))
    needed = plan.outward.persons_needed(audiences)
    if row.state == AnnouncementState.SUBMITTED and flow.is_enough([c.person_id for c in given], needed):
        await _cleared(unit, incident, plan, row)
        await drafter_news.cleared(unit, incident, plan, row, person_id)
    return row


async def _cleared(unit: Unit, incident: IncidentRow, plan: Plan, row: AnnouncementRow) -> None:
    move(row, AnnouncementTrigger.CLEAR)
    await forget_timers(unit, row)
    row.cleared_at = unit.now
    if row.kind != LINE:  # a line is shown, not sent: it stands until it is taken away
        row.cleared_until = unit.now + timedelta(minutes=plan.outward.clearance.valid_minutes)
        await timers.set_timer(
            unit.session, unit.now, kind=LAPSE_TIMER, subject_id=row.id, due_at=row.cleared_until, incident_id=incident.id
        )
    await record(unit, incident.id, "announcement.cleared", {"announcement": row.id, "digest": row.digest})
    unit.wake()


async def _checked(
    unit: Unit, plan: Plan, row: AnnouncementRow, person_id: int, digest: str, *, writers: Collection[int]
) -> tuple[str, str]:
    """The seat by which this person may decide, unless they are among `writers`."""
    held = await rows.seats_of(unit.session, person_id)
    seats = [seat for seat in _seats(plan, row) if seat in held]
    flow.check_clearer(may=bool(seats), writers=writers, person=person_id)
    flow.check_digest(digest, row.digest)
    return seats[0]


async def _decide(
    unit: Unit, incident: IncidentRow, row: AnnouncementRow, person_id: int, seat: tuple[str, str], *, cleared: bool, note: str = ""
) -> None:
    person = await alert_list.person(unit.session, person_id)
    assert person is not None
    group_key, seat_key = seat
    unit.session.add(
        ClearanceRow(
            announcement_id=row.id,
            incident_id=incident.id,
            person_id=person_id,
            group_key=group_key,
            seat_key=seat_key,
            cleared=cleared,
            digest=row.digest,
            at=unit.now,
        )
    )
    await unit.session.flush()
    data: dict[str, JSON] = {"announcement": row.id, "person": person_id, "group": group_key, "seat": seat_key, "digest": row.digest}
    personal: dict[str, JSON] = {
        f"person:{person_id}": {"name": person.name, "organisation": person.organisation},
        **({"reason": note} if note else {}),
    }
    kind = "announcement.approved" if cleared else "announcement.sent_back"
    await record(unit, incident.id, kind, data, personal)


async def send_back(unit: Unit, announcement_id: int, person_id: int, digest: str, why: str) -> AnnouncementRow:
    """A member sends it back with what must be changed; what had been cleared of it is void."""
    row, incident, plan = await taken(unit, announcement_id)
    seat = await _checked(unit, plan, row, person_id, digest, writers=())
    why = checked_text(why, field="note", longest=LONGEST_NOTE)
    if not why:
        raise Refused("Write what must be changed.", field="note", kind=INVALID)
    move(row, AnnouncementTrigger.SEND_BACK)
    await _decide(unit, incident, row, person_id, seat, cleared=False, note=why)
    await rows.void_clearances(unit.session, row.id, unit.now)
    await forget_timers(unit, row)
    row.note, row.cleared_at, row.cleared_until, row.scheduled_at = why, None, None, None
    await drafter_news.sent_back(unit, incident, plan, row, person_id, why)
    return row


async def _wait(unit: Unit, row: AnnouncementRow, rules: Communication) -> None:
    """Set the time of the next reminder, or of the fallback."""
    assert row.submitted_at is not None
    fallback = row.submitted_at + timedelta(minutes=rules.clearance.fallback.after_minutes)
    reminder = flow.next_call(row.submitted_at, rules.clearance.reminder_minutes, row.reminders)
    due = min((m for m in (reminder, fallback if row.fallback_at is None else None) if m is not None), default=None)
    await timers.set_timer(unit.session, unit.now, kind=WAIT_TIMER, subject_id=row.id, due_at=due, incident_id=row.incident_id)


async def nobody_reacted(unit: Unit, announcement_id: int) -> None:
    """A reminder's time, or the fallback's, has come: tell those who may clear once more. It never clears itself (C1)."""
    row, incident, plan = await _of_timer(unit, announcement_id)
    if row.state != AnnouncementState.SUBMITTED or row.submitted_at is None or not is_open(IncidentState(incident.state)):
        return
    rules = plan.outward
    fallback = rules.clearance.fallback
    if row.fallback_at is None and unit.now >= row.submitted_at + timedelta(minutes=fallback.after_minutes):
        row.fallback_at = unit.now
        data: dict[str, JSON] = {"announcement": row.id, "group": fallback.group, "seat": fallback.seat}
        await record(unit, incident.id, "announcement.fallback", data)
    due = [m for m in rules.clearance.reminder_minutes if row.submitted_at + timedelta(minutes=m) <= unit.now]
    row.reminders = max(row.reminders, len(due))
    await _ask(unit, incident, plan, row, deputies=True)
    await _wait(unit, row, rules)


async def _of_timer(unit: Unit, announcement_id: int) -> tuple[AnnouncementRow, IncidentRow, Plan]:
    """What a timer is about; its incident is locked already."""
    row = await rows.announcement(unit.session, announcement_id)
    incident = await incidents.incident(unit.session, row.incident_id, lock=True) if row else None
    if row is None or incident is None:
        raise Refused("There is no announcement {number}.", kind=NOT_FOUND, number=announcement_id)
    return row, incident, await plan_of(unit, incident)


async def _ask(unit: Unit, incident: IncidentRow, plan: Plan, row: AnnouncementRow, *, deputies: bool) -> None:
    """Tell those who may clear: the holders first, with a reminder their deputies too; each by their own link."""
    rule = plan.outward.clearance
    seats = _seats(plan, row)
    found = await alert_list.holders(unit.session, sorted({group for group, _ in seats}))
    media = [m for m in _MEDIA if m in unit.house.media]
    tiers = {group: plan.group(group).tier for group in (plan.executive_committee, rule.fallback.group)}
    told: dict[int, tuple[PersonRow, Tier]] = {}
    for group, seat in seats:
        people = [p for p in found.get((group, seat), []) if p.id not in row.writers and usable_media(unit, p, media, incident)]
        for person in people if deputies else people[:1]:
            told.setdefault(person.id, (person, tiers[group]))
    if not told:
        await record(unit, incident.id, "announcement.nobody_asked", {"announcement": row.id})
        return
    facts = {**await facts_now(unit, incident, plan), "announcement_id": str(row.id)}
    combos = [(tier, m) for tier in {tier for _, tier in told.values()} for m in media]
    link = f"{unit.house.public_url}/f/{LINK_MARK}"
    notice = await open_notice(unit, incident, plan, NoticeKind.CLEARANCE, facts, combos, Lane.SUMMONS, link=link)
    for person, tier in told.values():
        await notice.tell(unit, person, usable_media(unit, person, media, incident)[0], tier)
    await notice.record(unit)
