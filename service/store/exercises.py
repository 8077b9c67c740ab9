"""Queries of exercises: who holds the places that take part, what is thrown in, earlier drills of a scenario."""

from collections.abc import Collection

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from service.store.tables import ExerciseRow, IncidentRow, InjectRow, PersonRow, PlaceRow


async def exercise(session: AsyncSession, incident_id: int) -> ExerciseRow | None:
    """What makes this incident an exercise."""
    return await session.get(ExerciseRow, incident_id)


async def people_in(session: AsyncSession, groups: Collection[str], seats: Collection[tuple[str, str]], area: str) -> set[int]:
    """Everybody on the list who holds one of `seats` or any place in `groups`; of a group with a circle an area, those of `area`."""
    places = [(PlaceRow.group_key == group) & (PlaceRow.seat_key == seat) for group, seat in seats]
    of_groups = PlaceRow.group_key.in_(groups) & or_(PlaceRow.area_key.is_(None), PlaceRow.area_key == area)
    query = select(PlaceRow.person_id).join(PersonRow, PersonRow.id == PlaceRow.person_id).where(PersonRow.active, or_(of_groups, *places))
    return set(await session.scalars(query))


async def on_the_list(session: AsyncSession, people: Collection[int]) -> set[int]:
    """Those of `people` who are on the alert list."""
    return set(await session.scalars(select(PersonRow.id).where(PersonRow.id.in_(people), PersonRow.active)))


async def injects(session: AsyncSession, incident_id: int) -> list[InjectRow]:
    """What the scenario throws in, in the order of its times."""
    query = select(InjectRow).where(InjectRow.incident_id == incident_id).order_by(InjectRow.due_at, InjectRow.id)
    return list(await session.scalars(query))


async def inject(session: AsyncSession, inject_id: int) -> InjectRow | None:
    """One of them."""
    return await session.get(InjectRow, inject_id)


async def drills(
    session: AsyncSession, scenario: str | None = None, *, before: int | None = None, limit: int
) -> list[tuple[ExerciseRow, IncidentRow]]:
    """The newest exercises, newest first: all, or those of one scenario; those of incidents below `before`."""
    query = select(ExerciseRow, IncidentRow).join(IncidentRow, IncidentRow.id == ExerciseRow.incident_id)
    if scenario is not None:
        query = query.where(ExerciseRow.scenario_key == scenario)
    if before is not None:
        query = query.where(ExerciseRow.incident_id < before)
    rows = await session.execute(query.order_by(ExerciseRow.incident_id.desc()).limit(limit))
    return [(row, incident) for row, incident in rows]
