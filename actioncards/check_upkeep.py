"""Can the plan be kept as it says: days that exist, groups that can be reminded (P4, U1)?"""

import calendar

from actioncards.check_groups import known_group, within
from actioncards.subject import Subject

NO_LEAP_YEAR = 2023


def check(subject: Subject) -> None:
    """Note every day that no year has, and every group that has no seats, or seat that is not there, to remind."""
    keeper = subject.plan.deliveries_to
    if keeper is not None and known_group(subject, ("deliveries_to", "group"), keeper.group):
        seats = [one.key for one in subject.plan.groups[keeper.group].seats]
        said = "The group {group} has no seat {seat}."
        subject.known(("deliveries_to", "seat"), keeper.seat, seats, said, group=keeper.group, seat=keeper.seat)
    upkeep = subject.plan.upkeep
    if upkeep is None:
        return
    within(subject, ("upkeep", "ask_again_days"), upkeep.ask_again_days, 1, 365)
    for point in upkeep.agenda:
        path = ("upkeep", "agenda", point.key)
        within(subject, (*path, "month"), point.month, 1, 12)
        if 1 <= point.month < len(calendar.month_name):
            within(subject, (*path, "day"), point.day, 1, calendar.monthrange(NO_LEAP_YEAR, point.month)[1])
        group = point.group or subject.plan.executive_committee
        if known_group(subject, (*path, "group"), group) and not subject.plan.groups[group].seats:
            subject.wrong((*path, "group"), "The group {group} has no seats that could be reminded.", group=group)
