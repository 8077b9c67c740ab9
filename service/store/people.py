"""Queries of the alert list as a whole: read, written and changed by the hundred thousand."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, Final, TypeVar

from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from contacts.person import DETAILS, Person, Place
from service.store.tables import PersonRow, PlaceRow

AT_A_TIME: Final = 5_000
"""Rows of one statement; progress is told after each."""

T = TypeVar("T")
Told = Callable[[int], None]


async def everybody(session: AsyncSession, *, active: bool = True) -> list[Person]:
    """The people on the list, or those no longer on it, in the order they came; `key` is the row's id."""
    columns = [getattr(PersonRow, detail) for detail in DETAILS]
    people = await session.execute(select(PersonRow.id, *columns).where(PersonRow.active == active).order_by(PersonRow.id))
    places = await _places(session)
    return [Person(**dict(zip(DETAILS, row[1:], strict=True)), places=tuple(places.get(row[0], ())), key=str(row[0])) for row in people]


async def _places(session: AsyncSession) -> dict[int, list[Place]]:
    rows = await session.execute(
        select(PlaceRow.person_id, PlaceRow.group_key, PlaceRow.seat_key, PlaceRow.position, PlaceRow.area_key).order_by(PlaceRow.id)
    )
    found: dict[int, list[Place]] = {}
    for person_id, group, seat, position, area in rows:
        found.setdefault(person_id, []).append(Place(group, seat, position, area))
    return found


async def add(session: AsyncSession, people: Sequence[Person], told: Told) -> list[int]:
    """Put new people on the list, with their places; returns their ids in the same order."""
    added: list[int] = []
    for some in _portions(people):
        ids = await _reserved_ids(session, len(some))
        rows = [_details(person) | {"id": person_id, "active": True} for person_id, person in zip(ids, some, strict=True)]
        await session.execute(insert(PersonRow), rows)
        added += ids
        await _add_places(session, zip(ids, some, strict=True))
        told(len(some))
    return added


async def _reserved_ids(session: AsyncSession, count: int) -> list[int]:
    """Numbers for new rows, taken beforehand: having the database give them back with each row takes five times as long."""
    if session.get_bind().dialect.name == "sqlite":
        last = await session.scalar(select(func.max(PersonRow.id))) or 0
        return list(range(last + 1, last + 1 + count))  # nobody else writes meanwhile
    numbers = text("SELECT nextval(pg_get_serial_sequence('person', 'id')) FROM generate_series(1, :count)")
    return list(await session.scalars(numbers, {"count": count}))


async def change(session: AsyncSession, people: Sequence[tuple[int, Person]], told: Told) -> None:
    """Write these people's details and places anew, and have them on the list."""
    for some in _portions(people):
        ids = [person_id for person_id, _ in some]
        await session.execute(update(PersonRow), [_details(person) | {"id": person_id, "active": True} for person_id, person in some])
        await session.execute(delete(PlaceRow).where(PlaceRow.person_id.in_(ids)))
        await _add_places(session, some)
        told(len(some))


async def take_off(session: AsyncSession, ids: Iterable[int]) -> None:
    """Take people off the list. They are not deleted: what they were told and answered stays true."""
    for some in _portions(ids):
        await session.execute(update(PersonRow).where(PersonRow.id.in_(some)).values(active=False))


async def give_up_numbers(session: AsyncSession, mobiles: Iterable[str]) -> None:
    """Let numbers of people who are no longer on the list belong to somebody else."""
    for some in _portions(mobiles):
        await session.execute(update(PersonRow).where(PersonRow.mobile.in_(some), PersonRow.active.is_(False)).values(mobile=None))


async def _add_places(session: AsyncSession, people: Iterable[tuple[int, Person]]) -> None:
    rows = [
        {"person_id": person_id, "group_key": place.group, "seat_key": place.seat, "area_key": place.area, "position": place.position}
        for person_id, person in people
        for place in person.places
    ]
    if rows:
        await session.execute(insert(PlaceRow), rows)


def _details(person: Person) -> dict[str, Any]:
    return {detail: getattr(person, detail) for detail in DETAILS}


def _portions(things: Iterable[T]) -> Iterator[list[T]]:
    rest = iter(things)
    while portion := list(islice(rest, AT_A_TIME)):
        yield portion
