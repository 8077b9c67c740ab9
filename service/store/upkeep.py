"""Queries of changes of the plan, their signatures, and questions about one's own data."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import delete, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from flows.vocabulary import ChangeState, NoticeKind
from service.store.tables import DeliveryRow, NoticeRow, OwnDataQuestionRow, PersonRow, PlanChangeRow, PlanSignatureRow


async def change(session: AsyncSession, change_id: int, *, lock: bool = False) -> PlanChangeRow | None:
    """One change; `lock` holds it for this transaction."""
    return await session.get(PlanChangeRow, change_id, with_for_update=lock or None, populate_existing=lock)


async def changes(session: AsyncSession, *, before: int | None, limit: int) -> list[PlanChangeRow]:
    """The newest changes, newest first, with ids below `before`."""
    query = select(PlanChangeRow).order_by(PlanChangeRow.id.desc()).limit(limit)
    return list(await session.scalars(query if before is None else query.where(PlanChangeRow.id < before)))


async def change_in_force(session: AsyncSession) -> PlanChangeRow | None:
    """The change that is in force; None while the plan in force came without one."""
    return await session.scalar(select(PlanChangeRow).where(PlanChangeRow.state == ChangeState.IN_FORCE.value))


async def draft_of(session: AsyncSession, plan_id: int) -> PlanChangeRow | None:
    """The draft of that version of the plan, when there is one."""
    return await session.scalar(
        select(PlanChangeRow).where(PlanChangeRow.plan_id == plan_id, PlanChangeRow.state == ChangeState.DRAFT.value).limit(1)
    )


async def signatures(session: AsyncSession, change_ids: Collection[int]) -> list[PlanSignatureRow]:
    """The signatures of these changes, in the order they were entered."""
    query = select(PlanSignatureRow).where(PlanSignatureRow.change_id.in_(change_ids))
    return list(await session.scalars(query.order_by(PlanSignatureRow.id)))


async def unsign(session: AsyncSession, change_id: int, party: str) -> None:
    """Take away one party's signature."""
    await session.execute(delete(PlanSignatureRow).where(PlanSignatureRow.change_id == change_id, PlanSignatureRow.party == party))


async def newest_question(session: AsyncSession, person_id: int) -> OwnDataQuestionRow | None:
    """The last time a person was asked about their own data."""
    query = select(OwnDataQuestionRow).where(OwnDataQuestionRow.person_id == person_id).order_by(OwnDataQuestionRow.id.desc())
    return await session.scalar(query.limit(1))


async def to_be_asked(session: AsyncSession, confirmed_before: date, asked_before: datetime, limit: int) -> list[PersonRow]:
    """People whose confirmation is too old and who have not been asked since `asked_before`, longest ago first."""
    of_person = select(func.max(OwnDataQuestionRow.asked_at)).where(OwnDataQuestionRow.person_id == PersonRow.id)
    last_asked = of_person.correlate(PersonRow).scalar_subquery()
    query = select(PersonRow).where(
        PersonRow.active,
        or_(PersonRow.last_confirmed.is_(None), PersonRow.last_confirmed < confirmed_before),
        or_(last_asked.is_(None), last_asked < asked_before),
    )
    longest_ago = (PersonRow.last_confirmed.is_not(None), PersonRow.last_confirmed, PersonRow.id)
    return list(await session.scalars(query.order_by(*longest_ago).limit(limit)))


async def last_of_kind(session: AsyncSession, person_id: int, kind: NoticeKind) -> datetime | None:
    """When a person was last sent a notice of this kind that belongs to no incident."""
    query = (
        select(func.max(DeliveryRow.created_at))
        .join(NoticeRow, NoticeRow.id == DeliveryRow.notice_id)
        .where(DeliveryRow.incident_id.is_(None), DeliveryRow.person_id == person_id, NoticeRow.kind == kind.value)
    )
    return await session.scalar(query)
