"""What the first page shows: incidents with as much as fits one line each."""

from dataclasses import dataclass
from datetime import datetime

from actioncards.labels import Label
from actioncards.model import Level
from flows.vocabulary import SeatState
from service.store import incidents as store
from service.store.tables import IncidentRow
from service.work.plans import plan_of
from service.work.unit import Unit


@dataclass(frozen=True, slots=True)
class Summary:
    """One incident in a line; `answered` of `seats` seats have answered, `unreachable` of them cannot be reached."""

    id: int
    code: str
    mode: str
    state: str
    level: Level | None
    area: str
    cause: Label | None
    occurred_at: datetime
    called_off_at: datetime | None
    seats: int
    answered: int
    unreachable: int


async def incidents(unit: Unit, *, only_for: int | None = None, limit: int = 50) -> list[Summary]:
    """The newest incidents, newest first; with `only_for`, those that have written to that person."""
    rows = await store.page(unit.session, before=None, limit=limit)
    if only_for is not None:
        rows = [row for row in rows if await store.was_told(unit.session, row.id, only_for)]
    return [await summary(unit, row) for row in rows]


async def summary(unit: Unit, row: IncidentRow) -> Summary:
    """One incident in a line, in the words of the plan that it began with."""
    plan = await plan_of(unit, row)
    states = [SeatState(call.state) for call in await store.seats(unit.session, row.id)]
    return Summary(
        id=row.id,
        code=row.code,
        mode=row.mode,
        state=row.state,
        level=plan.levels.get(row.level or ""),
        area=plan.area(row.area).label.da,
        cause=plan.named_cause(row.level, row.cause),
        occurred_at=row.occurred_at,
        called_off_at=row.called_off_at,
        seats=sum(s is not SeatState.STOPPED for s in states),
        answered=states.count(SeatState.ANSWERED),
        unreachable=states.count(SeatState.UNREACHABLE),
    )


async def latest_area(unit: Unit, mode: str) -> str | None:
    """The area of the newest incident in this mode, among the newest of all."""
    return next((row.area for row in await store.page(unit.session, before=None, limit=20) if row.mode == mode), None)
