"""What a plan allows in an alert list, in the words of `contacts`."""

from actioncards.model import Area, Group, Plan
from contacts import directory


def directory_of(plan: Plan) -> directory.Directory:
    """The groups, seats and areas that a list may name, by key, Danish or English name, or alias."""
    return directory.Directory(
        groups=tuple(_group(group) for group in plan.groups.values()),
        areas=tuple(_area(area) for area in plan.areas.values()),
    )


def _group(group: Group) -> directory.Group:
    aliases = tuple(filter(None, (group.label.en, group.brief.da, group.brief.en)))
    seats = tuple(directory.Named(seat.key, seat.label.da, aliases=tuple(filter(None, (seat.label.en,)))) for seat in group.seats)
    return directory.Group(group.key, group.label.da, aliases=aliases, seats=seats, per_area=group.per_area)


def _area(area: Area) -> directory.Named:
    return directory.Named(area.key, area.label.da, aliases=(*filter(None, (area.label.en,)), *area.aliases))
