"""Where the alert list has holes: found when nothing is wrong yet, not in the night when it is (I12, P6)."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from actioncards.model import Plan
from service.store import alert_list
from service.work.notices import usable_media
from service.work.unit import Unit

MOST_NAMED: Final = 10


@dataclass(frozen=True, slots=True)
class EmptySeat:
    """A seat of the plan that no message would reach anybody in; the plan's own labels."""

    group: str
    seat: str


@dataclass(frozen=True, slots=True)
class Stale:
    """People whose entry nobody has confirmed for too long, and the first `MOST_NAMED` names."""

    count: int
    names: tuple[str, ...]


async def empty_seats(unit: Unit, plan: Plan) -> list[EmptySeat]:
    """The seats that are held by nobody, or by nobody whom any channel of this installation reaches."""
    holders = await alert_list.holders(unit.session, list(plan.groups))
    return [
        EmptySeat(group.label.da, seat.label.da)
        for group in plan.groups.values()
        for seat in group.seats
        if not any(usable_media(unit, person, unit.house.media, None) for person in holders.get((group.key, seat.key), []))
    ]


async def stale_people(unit: Unit, plan: Plan) -> Stale:
    """Who has not been confirmed within the plan's `list_confirmed_days` (P6)."""
    oldest = oldest_confirmation(unit, plan)
    count, people = await alert_list.confirmed_before(unit.session, oldest, MOST_NAMED)
    return Stale(count, tuple(person.name for person in people))


def oldest_confirmation(unit: Unit, plan: Plan) -> date:
    """The first day that still counts as confirmed, on the municipality's calendar."""
    return unit.now.astimezone(unit.house.zone).date() - timedelta(days=plan.deadlines.list_confirmed_days)
