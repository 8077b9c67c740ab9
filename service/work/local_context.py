"""What is at hand in an area, for the duty chief who is about to alarm: its network, its institutions, a line about it (S6, U3)."""

from dataclasses import dataclass

from actioncards.model import Plan
from service.domain.indicators import newest, points
from service.store import alert_list
from service.work.housing import plan_for_area
from service.work.unit import Unit

MOST: int = 6


@dataclass(frozen=True, slots=True)
class LocalContext:
    """An area in short; `contacts` are the area's own groups (CKS): how many, and the first with how to reach them."""

    profile: str | None
    residents: str | None
    institutions: tuple[str, ...]
    contacts: tuple[tuple[str, int, tuple[tuple[str, str], ...]], ...]
    plan: str | None


async def local_context(unit: Unit, plan: Plan, area: str) -> LocalContext:
    """What the housing plan and the alert list say of the area."""
    contacts = []
    for group in plan.groups.values():
        if group.per_area:
            count, people = await alert_list.members(unit.session, group.key, area, MOST)
            contacts.append((group.label.da, count, tuple((p.name, p.mobile or p.phone or "") for p in people)))
    housing = plan_for_area(unit.house, area, unit.now)
    if housing is None:
        own = plan.area(area).profile
        return LocalContext(own.da if own else None, None, (), tuple(contacts), None)
    found = newest(points(housing, housing.indicators["beboere"], area)) if "beboere" in housing.indicators else None
    place = housing.areas[area]
    return LocalContext(place.profile, found.shown if found else None, place.institutions, tuple(contacts), housing.key)
