"""Do the plan's organisations, groups and seats fit together (P1-P5, F1-F3)?"""

from zoneinfo import ZoneInfo

from actioncards.model import Detour, Group, Policy
from actioncards.reader import Path
from actioncards.subject import Subject

LONGEST_WAIT = 7 * 24 * 60


def check(subject: Subject) -> None:
    """Note every unknown organisation, seat or group, and every group that cannot be called as written."""
    _named_things(subject)
    _deadlines(subject)
    for group in subject.plan.groups.values():
        _group(subject, group)
    chief = subject.plan.duty_chief
    _seat(subject, ("duty_chief",), chief.group, chief.seat)
    policy(subject, ("duty_chief", "policy"), chief.policy)
    within(subject, ("duty_chief", "again_minutes"), chief.again_minutes, 1, 60)


def _named_things(subject: Subject) -> None:
    plan = subject.plan
    if not _is_timezone(plan.timezone):
        subject.wrong(("timezone",), "{value} is not a time zone such as Europe/Copenhagen.", value=plan.timezone)
    organisation(subject, ("defaults", "reported_by"), plan.defaults.reported_by)
    if not any(one.activates for one in plan.organisations.values()):
        subject.wrong(("organisations",), "No organisation can activate the duty chief. Mark one with activates: true.")
    if known_group(subject, ("executive_committee",), plan.executive_committee):
        committee = plan.groups[plan.executive_committee]
        if committee.open or committee.outward or committee.warned_by:
            subject.wrong(
                ("executive_committee",),
                "The executive committee must have seats, and be warned directly: not open, outward or warned_by.",
            )
    for name in ("areas", "levels", "groups", "organisations"):
        if not getattr(plan, name):
            subject.wrong((name,), "There must be at least one here.")


def _is_timezone(name: str) -> bool:
    try:
        return bool(ZoneInfo(name).key)
    except (KeyError, ValueError, OSError):
        return False


def _deadlines(subject: Subject) -> None:
    written = subject.plan.deadlines
    for name, least, most in (
        ("meeting_notice_minutes", 0, LONGEST_WAIT),
        ("list_confirmed_days", 1, 3660),
        ("link_valid_hours", 1, 8760),
        ("evaluation_days", 1, 3660),
    ):
        within(subject, ("deadlines", name), getattr(written, name), least, most)


def _group(subject: Subject, group: Group) -> None:
    path: Path = ("groups", group.key)
    for seat in group.seats:
        organisation(subject, (*path, "seats", seat.key, "organisation"), seat.organisation)
    if group.open and group.seats:
        subject.wrong((*path, "seats"), "An open group has no seats: its members come from the alert list.")
    if not group.open and not group.seats:
        subject.wrong(path, "The group {group} needs seats, or open: true.", group=group.key)
    if group.warned_by:
        _detour(subject, group, group.warned_by)


def _detour(subject: Subject, group: Group, detour: Detour) -> None:
    path: Path = ("groups", group.key, "warned_by")
    if group.outward:
        subject.wrong(path, "An outward group is warned after clearance, not by another seat. Keep one of the two.")
    if detour.group == group.key:
        subject.wrong((*path, "group"), "A group cannot be warned by a seat of its own.")
    _seat(subject, path, detour.group, detour.seat)
    within(subject, (*path, "deadline_minutes"), detour.deadline_minutes, 1, LONGEST_WAIT)
    through = subject.plan.groups.get(detour.group)
    if through and (through.warned_by or through.outward):
        subject.wrong((*path, "group"), "{group} is not warned at once itself, so it cannot warn others.", group=detour.group)
    for level in subject.plan.levels.values():
        if group.key in level.policies and detour.group not in level.policies:
            subject.wrong(
                ("levels", level.key, "policies", group.key),
                "{group} is warned by {other}, which is not warned at this level.",
                group=group.key,
                other=detour.group,
            )


def _seat(subject: Subject, path: Path, group: str, seat: str) -> None:
    if known_group(subject, (*path, "group"), group):
        seats = [one.key for one in subject.plan.groups[group].seats]
        subject.known(
            (*path, "seat"),
            seat,
            seats,
            "The group {group} has no seat {seat}.",
            group=group,
            seat=seat,
            where=("groups", group),
        )


def known_group(subject: Subject, path: Path, group: str) -> bool:
    """True when the plan has that group; otherwise it is noted."""
    return subject.known(path, group, subject.plan.groups, "The plan has no group {key}.", key=group, where=("groups",))


def organisation(subject: Subject, path: Path, key: str) -> bool:
    """True when the plan has that organisation; otherwise it is noted."""
    return subject.known(path, key, subject.plan.organisations, "The plan has no organisation {key}.", key=key, where=("organisations",))


def within(subject: Subject, path: Path, value: int, least: int, most: int) -> None:
    """Note a number that is not between `least` and `most`."""
    if not least <= value <= most:
        subject.wrong(path, "{value} is not between {least} and {most}.", value=value, least=least, most=most)


def policy(subject: Subject, path: Path, written: Policy) -> None:
    """Note what cannot be right in the way a group is called."""
    if not written.media:
        subject.wrong((*path, "media"), "There must be at least one here.")
    if len(set(written.media)) < len(written.media):
        subject.wrong((*path, "media"), "A medium stands twice. Keep the first.")
    for name, least in (("next_medium_minutes", 0), ("deputy_minutes", 1), ("unreachable_minutes", 1)):
        within(subject, (*path, name), getattr(written, name), least, LONGEST_WAIT)
    if written.deputy_minutes < written.next_medium_minutes:
        subject.wrong(
            (*path, "deputy_minutes"),
            "The deputy is called after {deputy} minutes, before the next medium is tried after {medium}.",
            deputy=written.deputy_minutes,
            medium=written.next_medium_minutes,
        )
