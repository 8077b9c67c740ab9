"""Queries of meetings: the open one, its invitations, agenda texts and decisions, and what its summons reached."""

from collections.abc import Collection, Iterable

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from flows.delivery import TOLD
from flows.meeting import OPEN
from flows.vocabulary import DeliveryState, Medium, NoticeKind
from service.store.tables import (
    AgendaTextRow,
    DecisionRow,
    DeliveryRow,
    InvitationRow,
    MeetingRow,
    NoticeRow,
    NoticeTextRow,
    TaskRow,
)

_TOLD = [s.value for s in TOLD]
_OPEN = [s.value for s in OPEN]


async def meeting(session: AsyncSession, meeting_id: int) -> MeetingRow | None:
    """One meeting."""
    return await session.get(MeetingRow, meeting_id)


async def open_meeting(session: AsyncSession, incident_id: int) -> MeetingRow | None:
    """The incident's meeting that is convened or being held."""
    return await session.scalar(select(MeetingRow).where(MeetingRow.incident_id == incident_id, MeetingRow.state.in_(_OPEN)))


async def meetings_of(session: AsyncSession, incident_id: int) -> list[MeetingRow]:
    """Every meeting of the incident, oldest first."""
    return list(await session.scalars(select(MeetingRow).where(MeetingRow.incident_id == incident_id).order_by(MeetingRow.id)))


async def invitation(session: AsyncSession, invitation_id: int) -> InvitationRow | None:
    """One seat's invitation."""
    return await session.get(InvitationRow, invitation_id)


async def invitations(session: AsyncSession, meeting_id: int) -> list[InvitationRow]:
    """The invitations of a meeting, in the order of the seats."""
    return list(await session.scalars(select(InvitationRow).where(InvitationRow.meeting_id == meeting_id).order_by(InvitationRow.id)))


async def agenda(session: AsyncSession, meeting_id: int) -> dict[str, AgendaTextRow]:
    """What has been written, by point."""
    rows = await session.scalars(select(AgendaTextRow).where(AgendaTextRow.meeting_id == meeting_id))
    return {row.point: row for row in rows}


async def clear_point(session: AsyncSession, meeting_id: int, point: str) -> None:
    """Take the text of one point away, to write another."""
    await session.execute(delete(AgendaTextRow).where(AgendaTextRow.meeting_id == meeting_id, AgendaTextRow.point == point))


async def decisions(session: AsyncSession, meeting_id: int) -> list[tuple[DecisionRow, TaskRow]]:
    """The decisions of a meeting with the task of each, in the order they were made."""
    rows = await session.execute(
        select(DecisionRow, TaskRow)
        .join(TaskRow, TaskRow.id == DecisionRow.task_id)
        .where(DecisionRow.meeting_id == meeting_id)
        .order_by(DecisionRow.id)
    )
    return [(decision, task) for decision, task in rows]


async def reached(session: AsyncSession, notices: Collection[int]) -> dict[int, set[Medium]]:
    """By person, the media on which any of these notices has reached them, or may have."""
    rows = await session.execute(
        select(DeliveryRow.person_id, DeliveryRow.medium)
        .where(DeliveryRow.notice_id.in_(notices), DeliveryRow.state.in_(_TOLD))
        .order_by(DeliveryRow.person_id)
    )
    found: dict[int, set[Medium]] = {}
    for person_id, medium in rows:
        found.setdefault(person_id, set()).add(Medium(medium))
    return found


async def is_reached(session: AsyncSession, notices: Collection[int], person_id: int) -> bool:
    """Whether any message of these notices waits, is under way or has arrived: not failed, dropped or uncertain."""
    over = [s.value for s in (DeliveryState.FAILED, DeliveryState.DROPPED, DeliveryState.UNCERTAIN)]
    query = select(DeliveryRow.id).where(
        DeliveryRow.notice_id.in_(notices), DeliveryRow.person_id == person_id, DeliveryRow.state.not_in(over)
    )
    return await session.scalar(query.limit(1)) is not None


async def deliveries_to(session: AsyncSession, notices: Collection[int], person_id: int) -> list[DeliveryRow]:
    """The person's messages of these notices that reached them or may have, locked for this transaction."""
    query = select(DeliveryRow).where(DeliveryRow.notice_id.in_(notices), DeliveryRow.person_id == person_id, DeliveryRow.state.in_(_TOLD))
    return list(await session.scalars(query.order_by(DeliveryRow.id).with_for_update()))


async def latest_asked(session: AsyncSession, incident_id: int, person_id: int, kinds: Iterable[NoticeKind]) -> NoticeRow | None:
    """The newest notice of `kinds` that has been handed over to a provider for this person: what a bare digit answers."""
    query = (
        select(NoticeRow)
        .join(DeliveryRow, DeliveryRow.notice_id == NoticeRow.id)
        .where(
            DeliveryRow.incident_id == incident_id,
            DeliveryRow.person_id == person_id,
            DeliveryRow.state.in_(_TOLD),
            NoticeRow.kind.in_([k.value for k in kinds]),
        )
        .order_by(NoticeRow.id.desc())
        .limit(1)
    )
    return await session.scalar(query)


async def told_in_tiers(session: AsyncSession, incident_id: int, tiers: Collection[str]) -> dict[int, str]:
    """Everyone whom the incident's messages of these tiers have reached, or may have, with the tier."""
    rows = await session.execute(
        select(DeliveryRow.person_id, NoticeTextRow.tier)
        .join(NoticeTextRow, NoticeTextRow.id == DeliveryRow.text_id)
        .where(DeliveryRow.incident_id == incident_id, DeliveryRow.state.in_(_TOLD), NoticeTextRow.tier.in_(tiers))
        .distinct()
        .order_by(DeliveryRow.person_id)
    )
    found = {}
    for person_id, tier in rows:
        found[person_id] = tier
    return found


async def was_sent(session: AsyncSession, incident_id: int, person_id: int, kind: NoticeKind) -> bool:
    """Whether a notice of `kind` of the incident was written to the person."""
    query = (
        select(DeliveryRow.id)
        .join(NoticeRow, NoticeRow.id == DeliveryRow.notice_id)
        .where(DeliveryRow.incident_id == incident_id, DeliveryRow.person_id == person_id, NoticeRow.kind == kind.value)
    )
    return await session.scalar(query.limit(1)) is not None
