"""Can the executive committee be summoned to a meeting as the plan says (F5, F6, C4)?"""

import re
from typing import Final

from actioncards.check_groups import LONGEST_WAIT, within
from actioncards.meetings import LINK_VARIABLES, MeetingPlan
from actioncards.reader import Path
from actioncards.subject import Subject
from actioncards.texts import has_stray_brace, variables
from flows.vocabulary import Tier

_LINK: Final = re.compile(r"https://[^\s<>\"']+")
_AT: Path = ("meeting",)


def check(subject: Subject) -> None:
    """Note a meeting that nobody could be summoned to, or that its link, times or quorum make impossible."""
    meeting = subject.plan.meeting
    if meeting is None or not subject.reader.is_sound(_AT):
        return
    _link(subject, meeting)
    if meeting.office_hours.opens >= meeting.office_hours.closes:
        subject.wrong((*_AT, "office_hours"), "The office opens after it closes.")
    within(subject, (*_AT, "duration_minutes"), meeting.duration_minutes, 5, LONGEST_WAIT)
    for name in ("media", "remind_media", "agenda", "minutes_to"):
        if not getattr(meeting, name):
            subject.wrong((*_AT, name), "There must be at least one here.")
    if Tier.CIVIL in meeting.minutes_to:
        subject.wrong((*_AT, "minutes_to"), "The minutes may not go to the civil tier: what goes outward is cleared first (C1, C4).")
    _times(subject, meeting)
    _quorum(subject, meeting)


def _link(subject: Subject, meeting: MeetingPlan) -> None:
    path: Path = (*_AT, "link")
    if not _LINK.fullmatch(meeting.link) or has_stray_brace(meeting.link):
        subject.wrong(path, "The link must begin with https:// and hold no blanks; braces only around a name.")
    for name in variables(meeting.link):
        subject.known(path, name, sorted(LINK_VARIABLES), "A link cannot name {name}.", name=name)
    field = subject.plan.fields.get("meeting_link")
    longest = re.sub(r"\{(\w+)\}", lambda found: "x" * LINK_VARIABLES.get(found[1], 0), meeting.link)
    if field is not None and len(longest) > field.longest and subject.reader.is_whole(("fields", field.name)):
        subject.wrong(
            path,
            "The link can take {units} characters; the field {field} is declared with at most {longest}.",
            units=len(longest),
            field=field.name,
            longest=field.longest,
        )


def _times(subject: Subject, meeting: MeetingPlan) -> None:
    """Each step must come after the summons and before the next step; the last before the start."""
    notice = subject.plan.deadlines.meeting_notice_minutes
    if subject.reader.is_whole(("deadlines",)):
        within(subject, (*_AT, "remind_minutes"), meeting.remind_minutes, 3, max(3, notice - 1))
    within(subject, (*_AT, "deputy_minutes"), meeting.deputy_minutes, 2, max(2, meeting.remind_minutes - 1))
    within(subject, (*_AT, "chief_minutes"), meeting.chief_minutes, 1, max(1, meeting.deputy_minutes - 1))


def _quorum(subject: Subject, meeting: MeetingPlan) -> None:
    committee = subject.plan.groups.get(subject.plan.executive_committee)
    if committee is not None and subject.reader.is_whole(("groups", committee.key)):
        voting = sum(seat.votes for seat in committee.seats)
        within(subject, (*_AT, "seats_required"), meeting.seats_required, 1, max(1, voting))
