"""Does a scenario fit its plan: places that exist, times that come in order, messages that fit?"""

from collections.abc import Sequence

from actioncards.check_fields import not_plain
from actioncards.check_groups import within
from actioncards.model import Plan
from actioncards.reader import Path
from actioncards.scenario import Act, Begins, Expected, Inject, Place, Scenario
from actioncards.sizes import widest
from actioncards.sms import Encoding, parts, plain
from actioncards.subject import Subject
from flows.vocabulary import Mode

MOST_PARTS = 2
LONGEST_MINUTES = 24 * 60
LONGEST_LOG = 2000


def check(subject: Subject, scenario: Scenario) -> None:
    """Note everything that the plan does not have, and what could not be played."""
    plan = subject.plan
    subject.known(("area",), scenario.area, plan.areas, "The plan has no area {key}.", key=scenario.area)
    if subject.known(("level",), scenario.level, plan.levels, "The plan has no level {key}.", key=scenario.level):
        causes = [cause.key for cause in plan.levels[scenario.level].causes]
        subject.known(("cause",), scenario.cause, causes, "The level has no cause {key}.", key=scenario.cause)
    if scenario.reported_by is not None:
        subject.known(
            ("reported_by",), scenario.reported_by, plan.organisations, "The plan has no organisation {key}.", key=scenario.reported_by
        )
    if scenario.begins is Begins.CALL_OUT and not scenario.grounds:
        subject.wrong(("begins",), "A call-out rests on a risk assessment. Write it as grounds.")
    within(subject, ("ends_minutes",), scenario.ends_minutes, 1, LONGEST_MINUTES)
    within(subject, ("assess_minutes",), scenario.assess_minutes, 1, 120)
    _places(subject, ("takes_part",), scenario.takes_part)
    _answers(subject, scenario)
    for inject in scenario.injects:
        _inject(subject, scenario, inject)


def _places(subject: Subject, path: Path, places: Sequence[Place]) -> None:
    for number, place in enumerate(places):
        here: Path = (*path, number)
        if subject.known((*here, "group"), place.group, subject.plan.groups, "The plan has no group {key}.", key=place.group):
            group = subject.plan.groups[place.group]
            seats = [seat.key for seat in group.seats]
            if place.seat is not None:
                text = "The group {group} has no seat {seat}."
                subject.known((*here, "seat"), place.seat, seats, text, group=group.key, seat=place.seat)


def _inject(subject: Subject, scenario: Scenario, inject: Inject) -> None:
    path: Path = ("injects", inject.key)
    within(subject, (*path, "minutes"), inject.minutes, 0, LONGEST_MINUTES)
    if inject.minutes >= scenario.ends_minutes:
        subject.wrong((*path, "minutes"), "This comes when the exercise is over, after {minutes} minutes.", minutes=scenario.ends_minutes)
    _places(subject, (*path, "tell"), inject.tell)
    if bool(inject.tell) != bool(inject.text):
        subject.wrong(path, "Whom to tell and the text go together: give both, or neither.")
    if not inject.tell and not inject.log:
        subject.wrong(path, "Nothing happens here. Tell somebody a text, or enter a log line.")
    for number, place in enumerate(inject.tell):
        group = subject.plan.groups.get(place.group)
        if group is not None and not group.seats:
            subject.wrong((*path, "tell", number, "group"), "The group {group} has no seats that could be told.", group=place.group)
    if inject.text:
        _text(subject, (*path, "text"), inject.text)
    if inject.log and len(inject.log) > LONGEST_LOG:
        subject.wrong(
            (*path, "log"),
            "The text is {length} characters long; at most {longest} are taken.",
            length=len(inject.log),
            longest=LONGEST_LOG,
        )
    _expected(subject, (*path, "expect"), inject.expect)


def opened(plan: Plan, text: str) -> str:
    """The text message of an inject at its longest: the exercise's word, the text, each person's own link (I9)."""
    return f"{plan.modes.get(Mode.EXERCISE, '')} {text}\n{widest(plan, '{link}')}".strip()


def _text(subject: Subject, path: Path, text: str) -> None:
    size = parts(opened(subject.plan, text))
    if "{" in text or "}" in text:
        subject.wrong(path, "The text must name nothing in braces.")
    elif size.encoding is Encoding.UCS2 and plain(text) != text:
        not_plain(subject, path, text, size.forced_by)
    elif size.parts > MOST_PARTS:
        subject.wrong(
            path,
            "With the exercise's word and a link this takes {parts} text messages; at most {most} are sent. Write less.",
            parts=size.parts,
            most=MOST_PARTS,
        )


def _expected(subject: Subject, path: Path, expected: Expected) -> None:
    if (expected.act is None) != (expected.within_minutes is None):
        subject.wrong(path, "An act and within how many minutes go together: give both, or neither.")
    if expected.within_minutes is not None:
        within(subject, (*path, "within_minutes"), expected.within_minutes, 1, LONGEST_MINUTES)
    if expected.level is not None:
        subject.known((*path, "level"), expected.level, subject.plan.levels, "The plan has no level {key}.", key=expected.level)
        if expected.act is not Act.LEVEL:
            subject.wrong((*path, "level"), "A level goes with the act `level` alone.")


def _answers(subject: Subject, scenario: Scenario) -> None:
    answers, path = scenario.answers, ("answers",)
    within(subject, (*path, "least_minutes"), answers.least_minutes, 0, 240)
    within(subject, (*path, "most_minutes"), answers.most_minutes, answers.least_minutes, 240)
    within(subject, (*path, "cannot_percent"), answers.cannot_percent, 0, 100)
    within(subject, (*path, "silent_percent"), answers.silent_percent, 0, 100)
    if answers.cannot_percent + answers.silent_percent > 100:
        subject.wrong((*path, "silent_percent"), "Those who cannot and those who are silent are more than all of them.")
