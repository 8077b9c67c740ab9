"""Do the plan's levels say whom to warn, and can it be done (L1-L3, F3, F5, F8)?"""

from actioncards.check_groups import LONGEST_WAIT, known_group, policy, within
from actioncards.model import Level, MeetingRule
from actioncards.reader import Path
from actioncards.subject import Subject


def check(subject: Subject) -> None:
    """Note every level that cannot be told from another, warns an unknown group or asks for the impossible."""
    ranks: dict[int, str] = {}
    for level in subject.plan.levels.values():
        if level.rank in ranks:
            subject.wrong(
                ("levels", level.key, "rank"),
                "The levels {one} and {other} have the same rank.",
                one=ranks[level.rank],
                other=level.key,
            )
        ranks.setdefault(level.rank, level.key)
        _level(subject, level, ("levels", level.key))


def _level(subject: Subject, level: Level, path: Path) -> None:
    if not level.causes:
        subject.wrong((*path, "causes"), "There must be at least one here.")
    within(subject, (*path, "update_cadence_minutes"), level.update_cadence_minutes, 0, LONGEST_WAIT)
    within(subject, (*path, "update_second_minutes"), level.update_second_minutes, 1, LONGEST_WAIT)
    within(subject, (*path, "answers_within_minutes"), level.answers_within_minutes, 1, LONGEST_WAIT)
    _meeting(subject, level.meeting, (*path, "meeting"))
    _policies(subject, level, (*path, "policies"))


def _meeting(subject: Subject, meeting: MeetingRule, path: Path) -> None:
    least = subject.plan.deadlines.meeting_notice_minutes
    if meeting.notice_minutes < least and subject.reader.is_whole(("deadlines",)):
        subject.wrong(
            (*path, "notice_minutes"),
            "The notice is {notice} minutes; the plan's least is {least}.",
            notice=meeting.notice_minutes,
            least=least,
        )
    within(subject, (*path, "notice_minutes"), meeting.notice_minutes, 0, LONGEST_WAIT)
    if meeting.deadline_minutes is not None:
        within(subject, (*path, "deadline_minutes"), meeting.deadline_minutes, max(1, meeting.notice_minutes), LONGEST_WAIT)


def _policies(subject: Subject, level: Level, path: Path) -> None:
    committee = subject.plan.executive_committee
    if committee in subject.plan.groups and committee not in level.policies:
        subject.wrong(path, "The level does not warn the executive committee, {group}.", group=committee)
    for key, written in level.policies.items():
        here = (*path, key)
        policy(subject, here, written)
        if not known_group(subject, here, key):
            continue
        if key == subject.plan.duty_chief.group:
            subject.wrong(here, "The duty chief sends the alarm and is not warned by it. Remove the group here.")
        group = subject.plan.groups[key]
        if subject.reader.is_whole(("groups", key)):
            within(subject, (*here, "seats_required"), written.seats_required, 0, len(group.seats))
