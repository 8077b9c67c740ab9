"""The sentences of timeline entries about what is said outward, known and asked (C1-C4)."""

from collections.abc import Mapping
from typing import Final

from flows.sentences import Sentence

OUTWARD: Final[Mapping[str, tuple[Sentence, ...]]] = {
    "announcement.drafted": (Sentence("Announcement {announcement} drafted, for {audiences}."), Sentence("An announcement was drafted.")),
    "announcement.edited": (Sentence("Announcement {announcement} edited, for {audiences}."), Sentence("An announcement was edited.")),
    "announcement.voided": (
        Sentence("The clearance of announcement {announcement} is void: its words were changed."),
        Sentence("A clearance is void: the words were changed."),
    ),
    "announcement.submitted": (
        Sentence("Announcement {announcement} submitted to the committee for clearance."),
        Sentence("An announcement was submitted for clearance."),
    ),
    "announcement.approved": (
        Sentence("{person} ({seat}) has cleared announcement {announcement}."),
        Sentence("A member has cleared an announcement."),
    ),
    "announcement.cleared": (Sentence("Announcement {announcement} is cleared."), Sentence("An announcement is cleared.")),
    "announcement.sent_back": (
        Sentence("{person} ({seat}) has sent announcement {announcement} back: {reason}"),
        Sentence("{person} ({seat}) has sent announcement {announcement} back."),
        Sentence("An announcement was sent back."),
    ),
    "announcement.fallback": (
        Sentence("Nobody has cleared announcement {announcement} in time: {seat} may clear it too."),
        Sentence("Nobody has cleared an announcement in time: the plan's fallback may clear it too."),
    ),
    "announcement.nobody_asked": (
        Sentence("Nobody could be asked to clear announcement {announcement}."),
        Sentence("Nobody could be asked to clear an announcement."),
    ),
    "announcement.lapsed": (Sentence("The clearance of announcement {announcement} has lapsed."), Sentence("A clearance has lapsed.")),
    "announcement.scheduled": (Sentence("Announcement {announcement} is to go out at {at}."), Sentence("An announcement was scheduled.")),
    "announcement.released": (Sentence("Announcement {announcement} is released."), Sentence("An announcement is released.")),
    "announcement.step": (
        Sentence("Announcement {announcement} goes out to {audience}: {text}"),
        Sentence("Announcement {announcement} goes out to {audience}."),
        Sentence("An announcement goes out."),
    ),
    "announcement.finished": (
        Sentence("Announcement {announcement} has gone out to all."),
        Sentence("An announcement has gone out to all."),
    ),
    "announcement.stopped": (
        Sentence("Announcement {announcement} was stopped: {reason}"),
        Sentence("Announcement {announcement} was stopped."),
        Sentence("An announcement was stopped."),
    ),
    "announcement.retracted": (
        Sentence("Announcement {announcement} was wrong: its correction goes to everyone whom it reached."),
        Sentence("An announcement was wrong: its correction goes out."),
    ),
    "link.taken_back": (
        Sentence("The link of {person} to the cleared answers was taken back."),
        Sentence("A link to the cleared answers was taken back."),
    ),
    "link.given_back": (
        Sentence("The link of {person} to the cleared answers works again."),
        Sentence("A link to the cleared answers works again."),
    ),
    "hold.set": (Sentence("{person} has put outward communication on hold."), Sentence("Outward communication is on hold.")),
    "hold.lifted": (
        Sentence("{person} has lifted the hold on outward communication."),
        Sentence("The hold on outward communication is lifted."),
    ),
    "announcement.not_released": (
        Sentence("Announcement {announcement} was not released: {reason}"),
        Sentence("An announcement was not released."),
    ),
    "fact.added": (Sentence("Written down: {label}: {text}"), Sentence("A fact was written down.")),
    "underretning.considered": (
        Sentence("The duty to notify was considered by {by}: {outcome}, {receiver}."),
        Sentence("The duty to notify was considered by {by}: {outcome}."),
        Sentence("The duty to notify was considered: {outcome}."),
        Sentence("The duty to notify was considered."),
    ),
    "line.written": (
        Sentence("A line to be cleared: {question} {text}"),
        Sentence("A line to be cleared was written."),
    ),
    "question.logged": (
        Sentence("Question from outside ({source}): {text}"),
        Sentence("A question came from outside."),
    ),
    "question.assigned": (Sentence("{person} takes question {question}."), Sentence("A question was assigned.")),
    "question.answered": (
        Sentence("Question {question} was answered with the cleared line {line}."),
        Sentence("A question was answered with a cleared line."),
    ),
    "access_request.made": (
        Sentence("A version for an access request was made; withheld: {withheld}."),
        Sentence("A version for an access request was made."),
    ),
}
