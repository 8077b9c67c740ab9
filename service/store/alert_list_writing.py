"""Writing the alert list: people and places, many at a time."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from service.store.tables import PersonRow, PlaceRow

_CHUNK: Final = 1000


async def everyone(session: AsyncSession, *, active_only: bool = False) -> list[PersonRow]:
    """All people with their places, in id order; also those taken off the list, unless `active_only`."""
    query = select(PersonRow).options(selectinload(PersonRow.places)).order_by(PersonRow.id)
    return list(await session.scalars(query.where(PersonRow.active) if active_only else query))


async def add_people(session: AsyncSession, people: Sequence[dict[str, Any]]) -> list[int]:
    """Write new people; their ids in the same order."""
    ids: list[int] = []
    for chunk in _chunks(people):
        written = await session.scalars(insert(PersonRow).returning(PersonRow.id, sort_by_parameter_order=True), chunk)
        ids.extend(written)
    return ids


async def add_places(session: AsyncSession, places: Sequence[dict[str, Any]]) -> None:
    """Write new places."""
    for chunk in _chunks(places):
        await session.execute(insert(PlaceRow), chunk)


async def change_people(session: AsyncSession, changes: Sequence[dict[str, Any]]) -> None:
    """Write changed people by `id`. Their numbers are let go first, so that two may swap them."""
    ids = [change["id"] for change in changes]
    for at in range(0, len(ids), _CHUNK):
        await session.execute(update(PersonRow).where(PersonRow.id.in_(ids[at : at + _CHUNK])).values(mobile=None))
    for chunk in _chunks(changes):
        await session.execute(update(PersonRow), chunk)


async def release_numbers(session: AsyncSession, numbers: Sequence[str]) -> None:
    """Let these mobiles be free where only someone taken off the list has them."""
    for at in range(0, len(numbers), _CHUNK):
        held = PersonRow.mobile.in_(numbers[at : at + _CHUNK])
        await session.execute(update(PersonRow).where(held, PersonRow.active.is_(False)).values(mobile=None))


async def take_off(session: AsyncSession, ids: Sequence[int]) -> None:
    """Let these people be warned no more; what they were told and answered stays."""
    for at in range(0, len(ids), _CHUNK):
        await session.execute(update(PersonRow).where(PersonRow.id.in_(ids[at : at + _CHUNK])).values(active=False))


async def count_active(session: AsyncSession) -> int:
    """How many people are on the list."""
    return await session.scalar(select(func.count()).select_from(PersonRow).where(PersonRow.active)) or 0


async def with_mobile(session: AsyncSession, number: str) -> PersonRow | None:
    """Whoever has this mobile, on the list or taken off it."""
    query = select(PersonRow).where(PersonRow.mobile == number).options(selectinload(PersonRow.places))
    return await session.scalar(query)


async def sitting_at(session: AsyncSession, group: str, seat: str, area: str | None, position: int) -> PersonRow | None:
    """Who on the list has exactly that place in a seat's line."""
    query = (
        select(PersonRow)
        .join(PlaceRow, PlaceRow.person_id == PersonRow.id)
        .where(PersonRow.active, PlaceRow.group_key == group, PlaceRow.seat_key == seat, PlaceRow.position == position)
    )
    return await session.scalar(query.where(PlaceRow.area_key == area if area else PlaceRow.area_key.is_(None)).limit(1))


def _chunks(rows: Sequence[dict[str, Any]]) -> Iterable[list[dict[str, Any]]]:
    return (list(rows[at : at + _CHUNK]) for at in range(0, len(rows), _CHUNK))
