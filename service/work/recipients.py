"""Who an announcement would reach: counted before it goes, and an error when it is nobody (C2, I12)."""

from collections.abc import Collection
from dataclasses import dataclass

from actioncards.communication import Circle
from actioncards.model import Group, Plan
from flows.sentences import Refused
from flows.vocabulary import Medium
from service.store import alert_list
from service.store import announcements as rows
from service.store.tables import IncidentRow, PersonRow
from service.work.notices import usable_media
from service.work.participants import is_exercise, takes_part
from service.work.unit import Unit


@dataclass(frozen=True, slots=True)
class Chosen:
    """One person of a seat who is told: the first of its people whom a channel reaches."""

    person: PersonRow
    medium: Medium


def channels(unit: Unit, circle: Circle) -> tuple[Medium, ...]:
    """The audience's channels that stand in this installation, the first choice first."""
    return tuple(m for m in circle.media if m in unit.house.media)


def area_of(group: Group, area: str) -> str | None:
    """The area whose circle of the group is meant."""
    return area if group.per_area else None


async def count(
    unit: Unit, plan: Plan, circle: Circle, area: str, incident: IncidentRow | None = None, by: Collection[str] | None = None
) -> int:
    """How many people this audience is, each counted once; only those whom one of `by` reaches, when it is given.

    Of an exercise, given as `incident`, those who take part (I9).
    """
    media = tuple(m for m in channels(unit, circle) if by is None or m.value in by)
    if incident is not None and is_exercise(incident):
        return len({one for one in await _everyone(unit, plan, circle, area, incident, media) if takes_part(incident, one)})
    groups = [plan.group(key) for key in circle.groups]
    if len(groups) == 1 and groups[0].open:
        return await rows.count_reachable(unit.session, groups[0].key, area_of(groups[0], area), media)
    return len(await _everyone(unit, plan, circle, area, incident, media))


async def _everyone(unit: Unit, plan: Plan, circle: Circle, area: str, incident: IncidentRow | None, media: Collection[Medium]) -> set[int]:
    found: set[int] = set()
    for group in (plan.group(key) for key in circle.groups):
        if group.open:
            found |= await rows.reachable(unit.session, group.key, area_of(group, area), media)
        else:
            found |= {one.person.id for one in await chosen(unit, group, media, incident)}
    return found


async def chosen(unit: Unit, group: Group, media: Collection[Medium], incident: IncidentRow | None) -> list[Chosen]:
    """Who is told of each seat of a group: the holder, or the first deputy whom a channel reaches; nobody twice."""
    holders = await alert_list.holders(unit.session, [group.key])
    told: dict[int, Chosen] = {}
    for seat in group.seats:
        ways = ((person, usable_media(unit, person, media, incident)) for person in holders.get((group.key, seat.key), []))
        first = next(((person, usable[0]) for person, usable in ways if usable), None)
        if first is not None:
            told.setdefault(first[0].id, Chosen(*first))
    return list(told.values())


async def somebody(unit: Unit, plan: Plan, circle: Circle, area: str, field: str, by: Collection[str] | None = None) -> int:
    """How many they are; `Refused` naming `field` when nobody matched the list: said to who drafts it, not silence.

    Asked of the list alone: an exercise is played to its end although those of an audience take no part in it (I9).
    """
    number = await count(unit, plan, circle, area, by=by)
    if not number:
        raise Refused(
            "Nobody on the alert list matches the audience '{audience}' in {area} by a channel that works. Put them on the list, or"
            " leave the audience out.",
            field=field,
            audience=circle.label,
            area=plan.area(area).label,
        )
    return number
