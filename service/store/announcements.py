"""Queries of what goes outward."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, case, false, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from flows.delivery import TOLD, UNSENT
from flows.vocabulary import AnnouncementState, DeliveryState
from service.store.outbox import NEVER, in_order
from service.store.tables import (
    AnnouncementPartRow,
    AnnouncementRow,
    ClearanceRow,
    DeliveryRow,
    IncidentFactRow,
    LinkTakenBackRow,
    NoticePartRow,
    OutwardHoldRow,
    PersonRow,
    PlaceRow,
    QuestionRow,
    ReleaseOrderRow,
)


async def announcement(session: AsyncSession, announcement_id: int) -> AnnouncementRow | None:
    """One announcement as it stands; its incident is locked before it is changed, everywhere."""
    return await session.get(AnnouncementRow, announcement_id, populate_existing=True)


async def of_incident(session: AsyncSession, incident_id: int, kind: str | None = None) -> list[AnnouncementRow]:
    """The announcements of an incident, oldest first."""
    query = select(AnnouncementRow).where(AnnouncementRow.incident_id == incident_id).order_by(AnnouncementRow.id)
    return list(await session.scalars(query if kind is None else query.where(AnnouncementRow.kind == kind)))


async def of_reports(session: AsyncSession, report_ids: Collection[int]) -> list[AnnouncementRow]:
    """The announcements that say the words of these situation reports, oldest first."""
    query = select(AnnouncementRow).where(AnnouncementRow.report_id.in_(report_ids)).order_by(AnnouncementRow.id)
    return list(await session.scalars(query.execution_options(populate_existing=True)))


async def parts(session: AsyncSession, announcement_id: int) -> list[AnnouncementPartRow]:
    """The parts of one announcement, in the order they were written."""
    query = select(AnnouncementPartRow).where(AnnouncementPartRow.announcement_id == announcement_id)
    return list(await session.scalars(query.order_by(AnnouncementPartRow.step, AnnouncementPartRow.id)))


async def clearances(session: AsyncSession, announcement_id: int) -> list[ClearanceRow]:
    """Every decision of a member on the announcement, oldest first."""
    return list(
        await session.scalars(select(ClearanceRow).where(ClearanceRow.announcement_id == announcement_id).order_by(ClearanceRow.id))
    )


async def void_clearances(session: AsyncSession, announcement_id: int, now: datetime) -> int:
    """Make every clearance of the announcement void; how many still stood."""
    query = update(ClearanceRow).where(ClearanceRow.announcement_id == announcement_id, ClearanceRow.voided_at.is_(None))
    rows = await session.execute(query.values(voided_at=now).returning(ClearanceRow.cleared).execution_options(synchronize_session="fetch"))
    return sum(rows.scalars())


async def open_hold(session: AsyncSession, incident_id: int) -> OutwardHoldRow | None:
    """The hold that stands, None when there is none (F9)."""
    query = select(OutwardHoldRow).where(OutwardHoldRow.incident_id == incident_id, OutwardHoldRow.lifted_at.is_(None))
    return await session.scalar(query.order_by(OutwardHoldRow.id).limit(1).execution_options(populate_existing=True))


async def holds(session: AsyncSession, incident_id: int) -> list[OutwardHoldRow]:
    """Every hold of an incident, oldest first."""
    return list(await session.scalars(select(OutwardHoldRow).where(OutwardHoldRow.incident_id == incident_id).order_by(OutwardHoldRow.id)))


async def release_order(session: AsyncSession, notice_id: int) -> ReleaseOrderRow | None:
    """The leave of one notice to go outward."""
    return await session.get(ReleaseOrderRow, notice_id, populate_existing=True)


async def release_orders(
    session: AsyncSession, *, incident_id: int | None = None, announcement_id: int | None = None
) -> list[ReleaseOrderRow]:
    """The leaves of an incident, or of one announcement."""
    query = select(ReleaseOrderRow).order_by(ReleaseOrderRow.notice_id).execution_options(populate_existing=True)
    if incident_id is not None:
        query = query.where(ReleaseOrderRow.incident_id == incident_id)
    if announcement_id is not None:
        query = query.where(ReleaseOrderRow.announcement_id == announcement_id)
    return list(await session.scalars(query))


async def put_off(session: AsyncSession, notice_ids: Collection[int]) -> int:
    """Let nothing of these notices fall due. Returns how many messages wait now."""
    waiting = DeliveryRow.notice_id.in_(notice_ids) & DeliveryRow.state.in_([s.value for s in UNSENT])
    rows = await session.execute(
        update(DeliveryRow)
        .where(DeliveryRow.id.in_(in_order(waiting)))
        .values(
            due_at=NEVER,
        )
        .returning(DeliveryRow.id)
        .execution_options(synchronize_session=False)
    )
    return len(rows.all())


async def let_fall_due(session: AsyncSession, notice_ids: Collection[int], now: datetime) -> None:
    """The messages that were put off fall due now."""
    waiting = DeliveryRow.notice_id.in_(notice_ids) & (DeliveryRow.due_at == NEVER) & (DeliveryRow.state == DeliveryState.QUEUED.value)
    query = update(DeliveryRow).where(DeliveryRow.id.in_(in_order(waiting))).values(due_at=now)
    await session.execute(query.execution_options(synchronize_session=False))


async def pause_lists(session: AsyncSession, notice_ids: Collection[int], now: datetime) -> list[int]:
    """Write no more of these notices' lists; the ids of those that were still being written."""
    query = update(NoticePartRow).where(NoticePartRow.notice_id.in_(notice_ids), NoticePartRow.done_at.is_(None))
    rows = await session.scalars(query.values(done_at=now).returning(NoticePartRow.id).execution_options(synchronize_session="fetch"))
    return list(rows)


async def lists_of(session: AsyncSession, notice_ids: Collection[int]) -> set[int]:
    """Every list of these notices."""
    return set(await session.scalars(select(NoticePartRow.id).where(NoticePartRow.notice_id.in_(notice_ids))))


async def go_on_with_lists(session: AsyncSession, ids: Collection[int]) -> None:
    """Go on writing these lists where they were left."""
    query = update(NoticePartRow).where(NoticePartRow.id.in_(ids)).values(done_at=None)
    await session.execute(query.execution_options(synchronize_session="fetch"))


async def never_handed_over(session: AsyncSession, notice_ids: Collection[int]) -> bool:
    """Whether a message of these notices still waits for its first handing over, or a list of them is still being written."""
    waits = select(DeliveryRow.id).where(
        DeliveryRow.notice_id.in_(notice_ids), DeliveryRow.state.in_([s.value for s in UNSENT]), DeliveryRow.handed_at.is_(None)
    )
    writing = select(NoticePartRow.id).where(NoticePartRow.notice_id.in_(notice_ids), NoticePartRow.done_at.is_(None))
    return any([await session.scalar(query.limit(1)) is not None for query in (waits, writing)])


async def unsent(session: AsyncSession, notice_ids: Collection[int]) -> bool:
    """Whether any message of these notices is still to be sent, or any list of them to be written."""
    waits = select(DeliveryRow.id).where(DeliveryRow.notice_id.in_(notice_ids), DeliveryRow.state.in_([s.value for s in UNSENT]))
    writing = select(NoticePartRow.id).where(NoticePartRow.notice_id.in_(notice_ids), NoticePartRow.done_at.is_(None))
    return any([await session.scalar(query.limit(1)) is not None for query in (waits, writing)])


@dataclass(frozen=True, slots=True)
class Reach:
    """How many messages of a notice were written, may have reached somebody, and failed or were taken back."""

    written: int = 0
    told: int = 0
    ended: int = 0


async def reach(session: AsyncSession, notice_ids: Collection[int]) -> dict[int, Reach]:
    """How far the messages of these notices have come."""
    told = func.sum(case((DeliveryRow.state.in_([s.value for s in TOLD]), 1), else_=0))
    over = (DeliveryState.FAILED.value, DeliveryState.DROPPED.value)
    ended = func.sum(case((DeliveryRow.state.in_(over), 1), else_=0))
    rows = await session.execute(
        select(DeliveryRow.notice_id, func.count(), told, ended)
        .where(DeliveryRow.notice_id.in_(notice_ids))
        .group_by(DeliveryRow.notice_id)
    )
    return {notice: Reach(count, told, ended) for notice, count, told, ended in rows}


async def seats_of(session: AsyncSession, person_id: int) -> set[tuple[str, str]]:
    """The seats a person of the list holds, or is a deputy in."""
    rows = await session.execute(
        select(PlaceRow.group_key, PlaceRow.seat_key)
        .join(PersonRow, PersonRow.id == PlaceRow.person_id)
        .where(PlaceRow.person_id == person_id, PlaceRow.seat_key.is_not(None), PersonRow.active)
    )
    return {(group, seat) for group, seat in rows if seat is not None}


async def awaiting(session: AsyncSession, incident_id: int) -> list[AnnouncementRow]:
    """What waits for the committee's clearance, oldest first."""
    query = select(AnnouncementRow).where(
        AnnouncementRow.incident_id == incident_id, AnnouncementRow.state == AnnouncementState.SUBMITTED.value
    )
    return list(await session.scalars(query.order_by(AnnouncementRow.submitted_at, AnnouncementRow.id)))


async def belongs(session: AsyncSession, person_id: int, groups: Collection[str], areas: Collection[str]) -> bool:
    """Whether an active person is in one of these groups, in one of `areas` when the group has one circle an area."""
    here = PlaceRow.area_key.is_(None) | PlaceRow.area_key.in_(areas)
    query = select(PlaceRow.id).join(PersonRow, PersonRow.id == PlaceRow.person_id)
    query = query.where(PersonRow.id == person_id, PersonRow.active, PlaceRow.group_key.in_(groups), here)
    return await session.scalar(query.limit(1)) is not None


async def taken_back(session: AsyncSession, incident_id: int, person_id: int) -> LinkTakenBackRow | None:
    """That this person's link to the cleared answers works no longer; None while it does."""
    row = LinkTakenBackRow
    return await session.scalar(select(row).where(row.incident_id == incident_id, row.person_id == person_id))


async def all_taken_back(session: AsyncSession, incident_id: int) -> set[int]:
    """Whose links of the incident work no longer."""
    return set(await session.scalars(select(LinkTakenBackRow.person_id).where(LinkTakenBackRow.incident_id == incident_id)))


def _reachable(group: str, area: str | None, media: Collection[str]) -> Select[int]:
    sms = PersonRow.mobile.is_not(None) & PersonRow.sms_opted_out_at.is_(None)
    ways = {"sms": sms, "email": PersonRow.email.is_not(None)}
    held = [PlaceRow.group_key == group] + ([PlaceRow.area_key == area] if area else [])
    reached = or_(false(), *(ways[m] for m in media))
    return select(PersonRow.id).where(PersonRow.active, reached, PersonRow.id.in_(select(PlaceRow.person_id).where(*held)))


async def reachable(session: AsyncSession, group: str, area: str | None, media: Collection[str]) -> set[int]:
    """The people of a group (in `area`, when given) whom one of `media` reaches."""
    return set(await session.scalars(_reachable(group, area, media)))


async def count_reachable(session: AsyncSession, group: str, area: str | None, media: Collection[str]) -> int:
    """How many they are: a list may be long, and is not fetched to be counted."""
    return await session.scalar(select(func.count()).select_from(_reachable(group, area, media).subquery())) or 0


async def facts(session: AsyncSession, incident_id: int) -> list[IncidentFactRow]:
    """What has been written down of an incident, oldest first."""
    query = select(IncidentFactRow).where(IncidentFactRow.incident_id == incident_id).order_by(IncidentFactRow.id)
    return list(await session.scalars(query))


async def question(session: AsyncSession, question_id: int) -> QuestionRow | None:
    """One question."""
    return await session.get(QuestionRow, question_id, populate_existing=True)


async def questions(session: AsyncSession, incident_id: int) -> list[QuestionRow]:
    """The questions of an incident: those without an answer first, oldest first."""
    query = select(QuestionRow).where(QuestionRow.incident_id == incident_id)
    return list(await session.scalars(query.order_by(QuestionRow.answered_at.is_not(None), QuestionRow.id)))
