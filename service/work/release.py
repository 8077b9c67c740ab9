"""The release: strategic first, then civil society, never faster than the plan's gap; stopped, lapsed, put right (F10, I8)."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from actioncards.communication import WhenLapsed
from actioncards.model import Plan
from flows.announcement import digest, is_ended, is_enough
from flows.free_text import checked_text
from flows.sentences import CONFLICT, INVALID, Refused
from flows.vocabulary import AnnouncementState, AnnouncementTrigger, Lane, Medium, Mode, NoticeKind, Tier
from service.domain.language import DANISH, translations
from service.domain.timeline import JSON
from service.store import announcements as rows
from service.store import incidents, timers
from service.store.outbox import drop_unsent
from service.store.tables import AnnouncementPartRow, AnnouncementRow, IncidentRow, NoticeRow, NoticeTextRow, ReleaseOrderRow
from service.work import drafter_news, recipients
from service.work.announcements import LAPSE_TIMER, MESSAGE, RELEASE_TIMER, forget_timers, marked, move, taken, texts, wording_of
from service.work.known_facts import all_known
from service.work.notices import Notice
from service.work.parts import tell_group, tell_reached
from service.work.plans import plan_of
from service.work.record import record, record_dropped
from service.work.tier_guard import refuse_higher_facts
from service.work.unit import Unit

LOOK_AGAIN: Final = timedelta(seconds=30)
"""How soon to look again whether those who come first have been told."""
_LANES: Final = {Tier.STRATEGIC: Lane.UPDATE, Tier.TACTICAL: Lane.UPDATE, Tier.CIVIL: Lane.BRIEFING}


async def release(unit: Unit, announcement_id: int, at: datetime | None = None) -> AnnouncementRow:
    """Let a cleared announcement go out, now or `at`; `Refused` when it is not cleared, held (F9), or `at` makes no sense."""
    row, incident, plan = await taken(unit, announcement_id)
    if row.kind != MESSAGE:
        raise Refused("A line is shown on the page of questions and answers. It is not sent.", kind=CONFLICT)
    if at is not None:
        return await _schedule(unit, incident, row, at)
    await _refuse_held(unit, incident)
    move(row, AnnouncementTrigger.RELEASE)
    await _still_cleared(unit, incident, plan, row)
    await _begin(unit, incident, plan, row)
    return row


async def _schedule(unit: Unit, incident: IncidentRow, row: AnnouncementRow, at: datetime) -> AnnouncementRow:
    if row.state != AnnouncementState.CLEARED or row.cleared_until is None:
        raise Refused("Only what is cleared can be scheduled.", field="at", kind=CONFLICT)
    if at <= unit.now:
        raise Refused("The time lies in the past. Give a later time, or release it now.", field="at", kind=INVALID)
    if at >= row.cleared_until:
        raise Refused("The clearance has lapsed by then. Give an earlier time, or ask for the clearance later.", field="at", kind=INVALID)
    row.scheduled_at = at
    await timers.set_timer(unit.session, unit.now, kind=RELEASE_TIMER, subject_id=row.id, due_at=at, incident_id=incident.id)
    await record(unit, incident.id, "announcement.scheduled", {"announcement": row.id, "at": at.isoformat()})
    return row


async def _refuse_held(unit: Unit, incident: IncidentRow) -> None:
    if await rows.open_hold(unit.session, incident.id) is not None:
        raise Refused("The police have put outward communication on hold. Nothing is released until they lift it.", kind=CONFLICT)


async def _still_cleared(unit: Unit, incident: IncidentRow, plan: Plan, row: AnnouncementRow) -> None:
    """Look once more, whatever the state says: enough members have cleared exactly these words, their time is not over (C1),
    nothing has become known meanwhile that an audience may not know (C4), and no audience has become empty (C2).
    """
    parts = await rows.parts(unit.session, row.id)
    secrets = await all_known(unit, incident, plan)
    for number, part in enumerate(parts):
        circle = plan.outward.audience(part.audience)
        refuse_higher_facts(circle, secrets, texts(part), f"parts.{number}")
        await recipients.somebody(unit, plan, circle, row.area, f"parts.{number}.audience", part.words)
    words = digest(wording_of(row, part) for part in parts)
    given = {c.person_id for c in await rows.clearances(unit.session, row.id) if c.cleared and c.voided_at is None and c.digest == words}
    enough = is_enough(given, plan.outward.persons_needed(tuple(part.audience for part in parts)))
    if not enough or row.cleared_until is None or row.cleared_until <= unit.now:
        raise Refused("The committee's clearance no longer stands. Submit it again.", kind=CONFLICT)


async def _begin(unit: Unit, incident: IncidentRow, plan: Plan, row: AnnouncementRow) -> None:
    row.released_at, row.scheduled_at, row.note = unit.now, None, ""
    await record(unit, incident.id, "announcement.released", {"announcement": row.id, "digest": row.digest})
    if plan.outward.clearance.when_lapsed is WhenLapsed.FINISH:
        row.cleared_until = None
        await timers.cancel(unit.session, unit.now, kind=LAPSE_TIMER, subject_id=row.id)
    await _next_step(unit, incident, plan, row)


async def _next_step(unit: Unit, incident: IncidentRow, plan: Plan, row: AnnouncementRow) -> None:
    """Tell the audiences of the next step, and set the time of the one after."""
    parts = await rows.parts(unit.session, row.id)
    row.step = min(part.step for part in parts if part.step > row.step)
    for part in parts:
        if part.step == row.step:
            await _tell(unit, incident, plan, row, part)
    row.told_at = None
    await _look_at(unit, row, unit.now + LOOK_AGAIN)


async def _look_at(unit: Unit, row: AnnouncementRow, at: datetime) -> None:
    await timers.set_timer(unit.session, unit.now, kind=RELEASE_TIMER, subject_id=row.id, due_at=at, incident_id=row.incident_id)


async def _tell(unit: Unit, incident: IncidentRow, plan: Plan, row: AnnouncementRow, part: AnnouncementPartRow) -> None:
    circle = plan.outward.audience(part.audience)
    lane = _LANES[circle.tier]
    notice = await _notice(unit, incident, plan, row, part, NoticeKind.ANNOUNCEMENT, part.words, lane)
    part.notice_id, part.released_at = notice.row.id, unit.now
    media = [m for m in recipients.channels(unit, circle) if m.value in part.words]
    told: dict[str, JSON] = {"announcement": row.id, "audience": part.audience, "notice": notice.row.id}
    await record(unit, incident.id, "announcement.step", told, {"text": part.text})
    for key in circle.groups:
        group = plan.group(key)
        if group.open:
            area = recipients.area_of(group, row.area)
            await tell_group(unit, notice, group=key, area=area, tier=circle.tier, media=media)
        else:
            for one in await recipients.chosen(unit, group, media, incident):
                await notice.tell(unit, one.person, one.medium, circle.tier)
            await notice.record(unit)


async def _notice(
    unit: Unit,
    incident: IncidentRow,
    plan: Plan,
    row: AnnouncementRow,
    part: AnnouncementPartRow,
    kind: NoticeKind,
    words: Mapping[str, Any],
    lane: int,
) -> Notice:
    """The notice with the very words that were cleared, and its leave to go out; the mode's word stands before them (I9)."""
    notice = NoticeRow(
        incident_id=incident.id,
        kind=kind.value,
        level=incident.level,
        created_at=unit.now,
        actor=unit.actor,
        facts={"announcement": str(row.id), "audience": part.audience},
    )
    unit.session.add(notice)
    await unit.session.flush()
    leave = ReleaseOrderRow(
        notice_id=notice.id,
        announcement_id=row.id,
        incident_id=incident.id,
        digest=row.digest,
        live=True,
        held=False,
        valid_until=row.cleared_until if kind is NoticeKind.ANNOUNCEMENT else None,
    )
    unit.session.add(leave)
    rendered: dict[tuple[Tier, Medium], NoticeTextRow] = {}
    mark = plan.modes.get(Mode(incident.mode), "")
    for medium, said in words.items():
        subject, body = marked(mark, medium, *said)
        text = NoticeTextRow(notice_id=notice.id, tier=part.tier, medium=medium, subject=subject, body=body)
        rendered[Tier(part.tier), Medium(medium)] = text
    unit.session.add_all(rendered.values())
    await unit.session.flush()
    return Notice(notice, {key: text.id for key, text in rendered.items()}, lane)


async def look(unit: Unit, announcement_id: int) -> None:
    """The release's timer: begin what was scheduled, go to the next step, or see that everything has been sent."""
    row = await rows.announcement(unit.session, announcement_id)
    incident = await incidents.incident(unit.session, row.incident_id, lock=True) if row else None
    if row is None or incident is None or await rows.open_hold(unit.session, incident.id) is not None:
        return  # under a hold nothing moves; lifting it brings the release on
    plan = await plan_of(unit, incident)
    if row.state == AnnouncementState.CLEARED and row.scheduled_at is not None and row.cleared_until and row.cleared_until > unit.now:
        await _begin_scheduled(unit, incident, plan, row)
    elif row.state == AnnouncementState.RELEASING:
        await _go_on(unit, incident, plan, row)


async def _begin_scheduled(unit: Unit, incident: IncidentRow, plan: Plan, row: AnnouncementRow) -> None:
    """Its time has come; what can no longer be said is not released, and who wrote it hears why."""
    try:
        await _still_cleared(unit, incident, plan, row)
    except Refused as refused:
        row.scheduled_at = None
        row.note = reason = translations().translate(refused.sentence, DANISH)
        await record(unit, incident.id, "announcement.not_released", {"announcement": row.id}, {"reason": reason})
        await drafter_news.not_released(unit, incident, plan, row, refused.sentence)
    else:
        move(row, AnnouncementTrigger.RELEASE)
        await _begin(unit, incident, plan, row)


async def _go_on(unit: Unit, incident: IncidentRow, plan: Plan, row: AnnouncementRow) -> None:
    if row.cleared_until is not None and row.cleared_until <= unit.now:
        await _lapsed(unit, incident, plan, row)
        return
    parts = await rows.parts(unit.session, row.id)
    sent = [part.notice_id for part in parts if part.notice_id is not None]
    if any(part.step > row.step for part in parts):
        if row.told_at is None and not await rows.never_handed_over(unit.session, sent):
            row.told_at = unit.now
        next_step = row.told_at + timedelta(minutes=plan.outward.min_gap_minutes) if row.told_at else None
        if next_step is not None and next_step <= unit.now:
            await _next_step(unit, incident, plan, row)
        else:
            await _look_at(unit, row, next_step or unit.now + LOOK_AGAIN)
    elif await rows.unsent(unit.session, sent):
        await _look_at(unit, row, unit.now + LOOK_AGAIN)
    else:
        move(row, AnnouncementTrigger.FINISH)
        row.ended_at = unit.now
        await record(unit, incident.id, "announcement.finished", {"announcement": row.id})


async def lapse(unit: Unit, announcement_id: int) -> None:
    """The clearance's time is over. Not released yet: it must be asked for again. Under way: what the plan says then."""
    row = await rows.announcement(unit.session, announcement_id)
    incident = await incidents.incident(unit.session, row.incident_id, lock=True) if row else None
    if row is None or incident is None or row.cleared_until is None or row.cleared_until > unit.now:
        return
    plan = await plan_of(unit, incident)
    if row.state == AnnouncementState.RELEASING:
        await _lapsed(unit, incident, plan, row)
    elif row.state == AnnouncementState.CLEARED:
        move(row, AnnouncementTrigger.LAPSE)
        await rows.void_clearances(unit.session, row.id, unit.now)
        row.cleared_at = row.cleared_until = row.scheduled_at = None
        await forget_timers(unit, row)
        await record(unit, incident.id, "announcement.lapsed", {"announcement": row.id})
        await drafter_news.lapsed(unit, incident, plan, row, under_way=False)


async def _lapsed(unit: Unit, incident: IncidentRow, plan: Plan, row: AnnouncementRow) -> None:
    move(row, AnnouncementTrigger.LAPSE)
    await _take_back(unit, incident, row, "outward_lapsed")
    await record(unit, incident.id, "announcement.lapsed", {"announcement": row.id})
    await drafter_news.lapsed(unit, incident, plan, row, under_way=True)


async def stop(unit: Unit, announcement_id: int, why: str = "") -> AnnouncementRow:
    """Let nothing more of it go out, or never release it; what has been sent is not unsaid by that: see `retract`."""
    row, incident, _ = await taken(unit, announcement_id)
    move(row, AnnouncementTrigger.STOP)
    note = checked_text(why, field="reason", longest=500)
    await rows.void_clearances(unit.session, row.id, unit.now)
    await _take_back(unit, incident, row, "outward_stopped")
    row.note = note
    await record(unit, incident.id, "announcement.stopped", {"announcement": row.id}, {"reason": note} if note else None)
    return row


async def _take_back(unit: Unit, incident: IncidentRow, row: AnnouncementRow, why: str) -> None:
    """Take leave from every notice of it: no list is written on, and what waits is dropped, in this transaction (I8)."""
    orders = await rows.release_orders(unit.session, announcement_id=row.id)
    notices = [order.notice_id for order in orders]
    for order in orders:
        order.live = False
    await forget_timers(unit, row)
    if notices:
        await rows.pause_lists(unit.session, notices, unit.now)
        hold, lists = await rows.open_hold(unit.session, incident.id), await rows.lists_of(unit.session, notices)
        if hold is not None:
            hold.paused = [part for part in hold.paused if part not in lists]
        dropped = await drop_unsent(unit.session, incident.id, unit.now, notice_ids=notices)
        await record_dropped(unit, incident.id, dropped, why)
    row.scheduled_at, row.ended_at = None, unit.now


async def retract(unit: Unit, announcement_id: int) -> AnnouncementRow:
    """Put a wrong announcement right: the rest is stopped, and the correction that was cleared with it goes to exactly those whom it
    has reached, or may have, ahead of everything else in its lane (F10, C2). `Refused` under a hold (F9).
    """
    row, incident, plan = await taken(unit, announcement_id)
    await _refuse_held(unit, incident)
    if row.state == AnnouncementState.STOPPED and row.released_at is None:
        raise Refused("Nothing of it has gone out, so there is nobody to correct it to.", kind=CONFLICT)
    move(row, AnnouncementTrigger.RETRACT)
    await _take_back(unit, incident, row, "outward_retracted")
    reached = 0
    for part in await rows.parts(unit.session, row.id):
        if part.notice_id is None:
            continue
        lane = _LANES[Tier(part.tier)] - 1
        notice = await _notice(unit, incident, plan, row, part, NoticeKind.RETRACTION, part.correction_words, lane)
        part.correction_notice_id = notice.row.id
        await tell_reached(unit, notice, part.notice_id)
        reached += 1
    await record(unit, incident.id, "announcement.retracted", {"announcement": row.id, "count": reached})
    unit.wake()
    return row


async def close_all(unit: Unit, incident: IncidentRow) -> None:
    """The incident is over: nothing of it is announced any more (C1), but what puts wrong words right goes on to its end (F10).

    What waited of the rest has been dropped with everything else. Under a hold a correction waits until it is lifted.
    """
    orders, found = await rows.release_orders(unit.session, incident_id=incident.id), await rows.of_incident(unit.session, incident.id)
    corrected = {row.id for row in found if row.state == AnnouncementState.CORRECTED}
    for order in orders:
        order.live = order.live and order.announcement_id in corrected
    hold = await rows.open_hold(unit.session, incident.id)
    if hold is not None:
        going_on = await rows.lists_of(unit.session, [order.notice_id for order in orders if order.live])
        hold.paused = [part for part in hold.paused if part in going_on]
    for row in found:
        if row.kind == MESSAGE and not is_ended(AnnouncementState(row.state)):
            move(row, AnnouncementTrigger.STOP)
            row.ended_at, row.scheduled_at = unit.now, None
            await rows.void_clearances(unit.session, row.id, unit.now)
            await record(unit, incident.id, "announcement.stopped", {"announcement": row.id})
