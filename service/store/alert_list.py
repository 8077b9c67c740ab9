"""Queries of the alert list: who holds which place."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import ColumnElement, and_, delete, false, func, not_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from flows.vocabulary import Medium
from service.store.tables import AlertListVersionRow, PersonRow, PlaceRow


async def holders(session: AsyncSession, groups: Collection[str]) -> dict[tuple[str, str], list[PersonRow]]:
    """The people of every seat of `groups`, holder first; people no longer on the list are left out."""
    rows = await session.execute(
        select(PlaceRow.group_key, PlaceRow.seat_key, PersonRow)
        .join(PersonRow, PersonRow.id == PlaceRow.person_id)
        .where(PlaceRow.group_key.in_(groups), PlaceRow.seat_key.is_not(None), PersonRow.active)
        .order_by(PlaceRow.group_key, PlaceRow.seat_key, PlaceRow.position, PlaceRow.id)
    )
    found: dict[tuple[str, str], list[PersonRow]] = {}
    for group, seat, person in rows:
        assert seat is not None
        found.setdefault((group, seat), []).append(person)
    return found


async def members(session: AsyncSession, group: str, area: str | None, limit: int) -> tuple[int, list[PersonRow]]:
    """How many people an open group has (in `area`, when it has one circle an area), and the first `limit` of them."""
    of_group = [PlaceRow.group_key == group] + ([PlaceRow.area_key == area] if area else [])
    people = select(PersonRow).where(PersonRow.active, PersonRow.id.in_(select(PlaceRow.person_id).where(*of_group)))
    count = await session.scalar(select(func.count()).select_from(people.subquery()))
    return count or 0, list(await session.scalars(people.order_by(PersonRow.id).limit(limit)))


async def members_without(session: AsyncSession, group: str, area: str | None, media: Collection[Medium], limit: int) -> list[PersonRow]:
    """People of an open group whom none of `media` reaches: named before an alarm, not after (I12)."""
    of_group = [PlaceRow.group_key == group] + ([PlaceRow.area_key == area] if area else [])
    ways = {
        Medium.SMS: (PersonRow.mobile.is_not(None)) & PersonRow.sms_opted_out_at.is_(None),
        Medium.EMAIL: PersonRow.email.is_not(None),
        Medium.VOICE: or_(PersonRow.phone.is_not(None), PersonRow.mobile.is_not(None)),
    }
    reachable = or_(false(), *(ways[m] for m in media))
    query = select(PersonRow).where(PersonRow.active, not_(reachable), PersonRow.id.in_(select(PlaceRow.person_id).where(*of_group)))
    return list(await session.scalars(query.order_by(PersonRow.id).limit(limit)))


async def person(session: AsyncSession, person_id: int, *, lock: bool = False) -> PersonRow | None:
    """One person with their places; `lock` holds the person for this transaction."""
    query = select(PersonRow).where(PersonRow.id == person_id).options(selectinload(PersonRow.places))
    found = query.with_for_update(of=PersonRow) if lock else query
    return await session.scalar(found.execution_options(populate_existing=True))


async def people_by_id(session: AsyncSession, ids: Collection[int]) -> dict[int, PersonRow]:
    """The people with these ids, on the list or not."""
    if not ids:
        return {}
    return {row.id: row for row in await session.scalars(select(PersonRow).where(PersonRow.id.in_(ids)))}


async def by_mobile(session: AsyncSession, number: str) -> PersonRow | None:
    """The person whose mobile or telephone is `number` (E.164); one who has been taken off the list only where nobody on it has it."""
    found = await session.scalars(
        select(PersonRow).where(or_(PersonRow.mobile == number, PersonRow.phone == number)).order_by(PersonRow.id)
    )
    return min(found, key=lambda p: (not p.active, p.mobile != number), default=None)


async def clear_places(session: AsyncSession, person_ids: Collection[int]) -> None:
    """Take the places of these people away: an import writes them anew."""
    await session.execute(delete(PlaceRow).where(PlaceRow.person_id.in_(person_ids)))


async def latest_version(session: AsyncSession) -> AlertListVersionRow | None:
    """The alert list's newest version, None while it is empty."""
    return await session.scalar(select(AlertListVersionRow).order_by(AlertListVersionRow.id.desc()).limit(1))


async def count_invented(session: AsyncSession) -> int:
    """How many people of the list are invented: with any of them live mode does not start."""
    return await session.scalar(select(func.count()).select_from(PersonRow).where(PersonRow.active, PersonRow.invented)) or 0


async def confirmed_before(session: AsyncSession, day: date, limit: int) -> tuple[int, list[PersonRow]]:
    """How many people of the list were last confirmed before `day`, or never, and the first `limit` of them, longest ago first."""
    stale = _unconfirmed(day)
    count = await session.scalar(select(func.count()).select_from(PersonRow).where(stale)) or 0
    oldest = select(PersonRow).where(stale).order_by(PersonRow.last_confirmed.is_not(None), PersonRow.last_confirmed, PersonRow.id)
    return count, list(await session.scalars(oldest.limit(limit)))


async def unconfirmed(session: AsyncSession, day: date, *, after: int, limit: int) -> list[PersonRow]:
    """The same people in the order of their ids, those above `after`."""
    query = select(PersonRow).where(_unconfirmed(day), PersonRow.id > after).order_by(PersonRow.id)
    return list(await session.scalars(query.limit(limit)))


def _unconfirmed(day: date) -> ColumnElement[bool]:
    return and_(PersonRow.active, or_(PersonRow.last_confirmed.is_(None), PersonRow.last_confirmed < day))


async def count(session: AsyncSession) -> int:
    """How many people are on the list."""
    return await session.scalar(select(func.count()).select_from(PersonRow).where(PersonRow.active)) or 0


async def with_mobile(session: AsyncSession, mobile: str) -> PersonRow | None:
    """The one person with this mobile, on the list or no longer."""
    return await session.scalar(select(PersonRow).where(PersonRow.mobile == mobile))


async def holder_of(session: AsyncSession, group: str, seat: str, area: str | None, position: int) -> PersonRow | None:
    """Who has this position of a seat, None when it is free."""
    place = [PlaceRow.group_key == group, PlaceRow.seat_key == seat, PlaceRow.area_key == area, PlaceRow.position == position]
    held = select(PersonRow).join(PlaceRow, PlaceRow.person_id == PersonRow.id).where(PersonRow.active, *place)
    return await session.scalar(held.order_by(PersonRow.id).limit(1))
