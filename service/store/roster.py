"""Queries of the duty roster."""

from collections.abc import Collection
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from contacts.roster import Absence, Override, Roster, Rotation
from flows.hand_over import OPEN
from flows.vocabulary import Layer, SwapState
from service.store.tables import (
    DutyAbsenceRow,
    DutyCheckRow,
    DutyConfirmationRow,
    DutyFeedRow,
    DutyHandOverRow,
    DutyOverrideRow,
    DutyRotationRow,
    DutySwapRow,
    PersonRow,
)


async def load(session: AsyncSession, zone: ZoneInfo) -> Roster:
    """Everything that decides who is on duty, in the order it was entered."""
    rotations = await session.scalars(select(DutyRotationRow).where(DutyRotationRow.withdrawn_at.is_(None)).order_by(DutyRotationRow.id))
    overrides = await session.scalars(select(DutyOverrideRow).where(DutyOverrideRow.withdrawn_at.is_(None)).order_by(DutyOverrideRow.id))
    absences = await session.scalars(select(DutyAbsenceRow).where(DutyAbsenceRow.withdrawn_at.is_(None)).order_by(DutyAbsenceRow.id))
    removed = await session.scalars(select(PersonRow.id).where(PersonRow.active.is_(False)))
    return Roster(
        zone,
        tuple(Rotation(Layer(r.layer), tuple(r.people), r.first_day, r.hand_over, r.weeks, r.id) for r in rotations),
        tuple(Override(Layer(o.layer), o.start_at, o.end_at, o.replaces, o.person_id, o.reason, o.id, o.swap_id) for o in overrides),
        tuple(Absence(a.person_id, a.start_at, a.end_at, a.id) for a in absences),
        frozenset(removed),
    )


async def people(session: AsyncSession, ids: Collection[int]) -> list[PersonRow]:
    """These people, on the list or not, by name."""
    return list(await session.scalars(select(PersonRow).where(PersonRow.id.in_(ids)).order_by(PersonRow.name)))


async def may_have_duty(session: AsyncSession, limit: int = 2000) -> list[PersonRow]:
    """People whom a duty can be given to: on the list and with some telephone, by name."""
    reachable = or_(PersonRow.mobile.is_not(None), PersonRow.phone.is_not(None))
    return list(await session.scalars(select(PersonRow).where(PersonRow.active, reachable).order_by(PersonRow.name).limit(limit)))


async def rotation(session: AsyncSession, rotation_id: int) -> DutyRotationRow | None:
    """One rotation, locked."""
    return await session.get(DutyRotationRow, rotation_id, with_for_update=True)


async def override(session: AsyncSession, override_id: int) -> DutyOverrideRow | None:
    """One override, locked."""
    return await session.get(DutyOverrideRow, override_id, with_for_update=True)


async def absence(session: AsyncSession, absence_id: int) -> DutyAbsenceRow | None:
    """One absence, locked."""
    return await session.get(DutyAbsenceRow, absence_id, with_for_update=True)


async def rotations(session: AsyncSession) -> list[DutyRotationRow]:
    """The rotations that stand."""
    return list(await session.scalars(select(DutyRotationRow).where(DutyRotationRow.withdrawn_at.is_(None)).order_by(DutyRotationRow.id)))


async def coming_overrides(session: AsyncSession, now: datetime) -> list[DutyOverrideRow]:
    """The overrides that have not ended, soonest first."""
    query = select(DutyOverrideRow).where(DutyOverrideRow.withdrawn_at.is_(None), DutyOverrideRow.end_at > now)
    return list(await session.scalars(query.order_by(DutyOverrideRow.start_at, DutyOverrideRow.id)))


async def coming_absences(session: AsyncSession, now: datetime) -> list[DutyAbsenceRow]:
    """The absences that have not ended, soonest first."""
    query = select(DutyAbsenceRow).where(DutyAbsenceRow.withdrawn_at.is_(None), DutyAbsenceRow.end_at > now)
    return list(await session.scalars(query.order_by(DutyAbsenceRow.start_at, DutyAbsenceRow.id)))


async def swap(session: AsyncSession, swap_id: int) -> DutySwapRow | None:
    """One swap, locked."""
    return await session.get(DutySwapRow, swap_id, with_for_update=True)


async def open_swaps(session: AsyncSession, person_id: int | None = None) -> list[DutySwapRow]:
    """The swaps that wait for an answer, `person_id`'s answer when it is given."""
    query = select(DutySwapRow).where(DutySwapRow.state == SwapState.PROPOSED.value)
    if person_id is not None:
        query = query.where(DutySwapRow.second_person == person_id)
    return list(await session.scalars(query.order_by(DutySwapRow.id)))


async def last_hand_over(session: AsyncSession) -> DutyHandOverRow | None:
    """The newest hand-over, locked."""
    return await session.scalar(select(DutyHandOverRow).order_by(DutyHandOverRow.id.desc()).limit(1).with_for_update())


async def newest_hand_over(session: AsyncSession) -> DutyHandOverRow | None:
    """The newest hand-over, to look at."""
    return await session.scalar(select(DutyHandOverRow).order_by(DutyHandOverRow.id.desc()).limit(1))


async def hand_over(session: AsyncSession, hand_over_id: int) -> DutyHandOverRow | None:
    """One hand-over, locked."""
    return await session.get(DutyHandOverRow, hand_over_id, with_for_update=True)


async def open_hand_over_of(session: AsyncSession, person_id: int) -> DutyHandOverRow | None:
    """The hand-over that waits for this person's yes."""
    states = [state.value for state in OPEN]
    query = select(DutyHandOverRow).where(DutyHandOverRow.person_id == person_id, DutyHandOverRow.state.in_(states))
    return await session.scalar(query.order_by(DutyHandOverRow.id.desc()).limit(1))


async def confirmations(session: AsyncSession, first: date, last: date) -> dict[date, frozenset[int]]:
    """Who has confirmed which holiday's duty, from `first` to `last`."""
    rows = await session.scalars(select(DutyConfirmationRow).where(DutyConfirmationRow.day >= first, DutyConfirmationRow.day <= last))
    found: dict[date, set[int]] = {}
    for row in rows:
        found.setdefault(row.day, set()).add(row.person_id)
    return {day: frozenset(people) for day, people in found.items()}


async def confirmed(session: AsyncSession, day: date, person_id: int) -> bool:
    """Whether the person has confirmed this day's duty."""
    query = select(DutyConfirmationRow.id).where(DutyConfirmationRow.day == day, DutyConfirmationRow.person_id == person_id)
    return await session.scalar(query) is not None


async def last_check(session: AsyncSession) -> DutyCheckRow | None:
    """The newest nightly look ahead."""
    return await session.scalar(select(DutyCheckRow).order_by(DutyCheckRow.night.desc()).limit(1))


async def feed_number(session: AsyncSession, person_id: int) -> int:
    """The number that a person's calendar link is made with."""
    row = await session.get(DutyFeedRow, person_id)
    return row.number if row else 1
