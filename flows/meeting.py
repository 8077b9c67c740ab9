"""The meeting of the executive committee: when it may be held, why then, and where it stands (F5, F6, F8).

Nothing here reads a clock: `now` is given, moments are aware and come back in UTC. What a person writes without a zone is read on
the wall clock of `zone`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from flows.delivery import ASKING
from flows.sentences import INVALID, Refused, Sentence
from flows.table import Flow, Move
from flows.vocabulary import MeetingState as S
from flows.vocabulary import MeetingTrigger as T
from flows.vocabulary import NoticeKind
from flows.wall_clock import moment, rounded_up

COMING: Final = (S.CONVENED, S.MOVED)
OPEN: Final = (*COMING, S.HELD)
"""Convened and not over: an incident has at most one such meeting at a time."""

MEETING: Flow[S, T] = Flow(
    "The meeting",
    S,
    T,
    S.PROPOSED,
    [
        Move(T.CONVENE, (S.PROPOSED,), S.CONVENED),
        Move(T.MOVE, COMING, S.MOVED),
        *(Move(trigger, (state,), state) for trigger in (T.ANSWER, T.NOTE) for state in OPEN),
        Move(T.HOLD, COMING, S.HELD),
        Move(T.DECIDE, (S.HELD,), S.HELD),
        Move(T.CLOSE, (S.HELD,), S.CLOSED),
        Move(T.CANCEL, OPEN, S.CANCELLED),
    ],
)

SUMMONING: Final = (NoticeKind.MEETING, NoticeKind.MEETING_MOVED)
"""The notices that ask who comes."""
ANSWERED: Final = (*ASKING, *SUMMONING)
"""Every notice that an answer is waited for, of the incident and of its meetings."""
OF_MEETINGS: Final = (*SUMMONING, NoticeKind.MEETING_CANCELLED, NoticeKind.MINUTES, NoticeKind.DECISION)

GRID: Final = timedelta(minutes=5)
LATEST_FOLLOW_UP: Final = timedelta(days=7)
_DAY: Final = timedelta(days=1)

IsWorkingDay = Callable[[date], bool]


@dataclass(frozen=True, slots=True)
class Rule:
    """When the committee meets at a level.

    `at_once`: whatever the office hours (red). `notice` is the least there must be between the summons and the start (F5). It must
    have met within `deadline` of the alarm and never later than the following `next_morning` on the wall clock (F8). None for both:
    it has met already in this incident, and a further meeting is bound by the notice alone.
    """

    at_once: bool
    notice: timedelta
    deadline: timedelta | None
    next_morning: time | None


@dataclass(frozen=True, slots=True)
class Hours:
    """The office hours of a working day, on the wall clock."""

    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class Proposal:
    """A start, and why it is then, in words. `earliest` and `latest` are what the duty chief may choose between."""

    start: datetime
    reasons: tuple[Sentence, ...]
    earliest: datetime
    latest: datetime


@dataclass(frozen=True, slots=True)
class _Window:
    earliest: datetime
    latest: datetime
    deadline: datetime
    is_morning: bool
    is_kept: bool
    is_further: bool


def propose(rule: Rule, now: datetime, zone: ZoneInfo, hours: Hours, is_working_day: IsWorkingDay, since: datetime) -> Proposal:
    """The start that the rule gives at `now` for an alarm raised at `since`, with the reasons in words."""
    window = _window(rule, now, zone, since)
    start, reasons = _wanted(rule, window, zone, hours, is_working_day)
    if start > window.latest:
        start = window.latest
        reasons = (*reasons, _deadline_says(window)) if window.is_kept else reasons
    if not window.is_kept:
        reasons = (*reasons, _too_late_says(window))
    return Proposal(start, reasons, window.earliest, window.latest)


def checked_start(rule: Rule, chosen: datetime, now: datetime, zone: ZoneInfo, since: datetime) -> Proposal:
    """The start that the duty chief chose, as a moment; `Refused` with the rule when it is too soon, too late or no time at all.

    `chosen` without a zone is wall-clock time. In the hour that comes twice the first that gives the notice is meant, and it is said.
    """
    window = _window(rule, now, zone, since)
    if not abs(chosen.year - now.year) <= 1:
        raise _refused_late(window) if chosen.year > now.year else _refused_past()
    starts = _moments(chosen, zone)
    start = next((one for one in starts if one >= window.earliest), starts[-1])
    if start <= now:
        raise _refused_past()
    if start < window.earliest:
        raise Refused(
            "At {start} the notice would be too short. Rule F5 asks for at least {minutes} minutes: choose {earliest} or later.",
            field="start",
            kind=INVALID,
            start=start,
            minutes=_minutes(rule.notice),
            earliest=_whole_minute(window.earliest),
        )
    if start > window.latest:
        raise _refused_late(window)
    reasons = [Sentence("The duty chief has chosen {start}.", start=start)]
    if len(starts) > 1:
        reasons.append(Sentence("The clock shows that time twice that night; {start} is meant.", start=start))
    return Proposal(start, tuple(reasons), window.earliest, window.latest)


def _window(rule: Rule, now: datetime, zone: ZoneInfo, since: datetime) -> _Window:
    """From the end of the notice until the deadline; a deadline that cannot be kept any more asks for the soonest there is."""
    earliest = now.astimezone(UTC) + rule.notice
    deadline = deadline_of(rule, zone, since)
    if deadline is None or rule.next_morning is None:
        latest = earliest + LATEST_FOLLOW_UP
        return _Window(earliest, latest, latest, is_morning=False, is_kept=True, is_further=True)
    morning = following_morning(since + rule.notice, rule.next_morning, zone)
    kept = _whole_minute(earliest) <= deadline
    latest = deadline if kept else _on_grid(earliest)
    return _Window(earliest, latest, deadline, is_morning=deadline == morning, is_kept=kept, is_further=False)


def deadline_of(rule: Rule, zone: ZoneInfo, since: datetime) -> datetime | None:
    """By when the committee must have met after an alarm at `since` (F8); None once it has met, when only the notice binds."""
    if rule.next_morning is None:
        return None
    morning = following_morning(since + rule.notice, rule.next_morning, zone)
    return min(morning, since.astimezone(UTC) + rule.deadline) if rule.deadline else morning


def following_morning(after: datetime, at: time, zone: ZoneInfo) -> datetime:
    """The first moment not before `after` at which the wall clock shows `at` (F8)."""
    day = after.astimezone(zone).date()
    today = moment(day, at, zone)
    return today if today >= after else moment(day + _DAY, at, zone)


def _wanted(
    rule: Rule, window: _Window, zone: ZoneInfo, hours: Hours, is_working_day: IsWorkingDay
) -> tuple[datetime, tuple[Sentence, ...]]:
    """What the level asks for, before the deadline has its say."""
    soonest = _soonest(window)
    notice = _minutes(rule.notice)
    if rule.at_once:
        text = "At this level the committee meets at once, whatever the office hours, with {minutes} minutes' notice."
        return soonest, (Sentence(text, minutes=notice), _rounded_says(window, soonest))
    slot = _office_slot(soonest, max(window.latest, soonest), zone, hours, is_working_day)
    if slot == soonest:
        within = Sentence("At this level the committee meets in office hours, with at least {minutes} minutes' notice.", minutes=notice)
        return soonest, (within, _rounded_says(window, soonest))
    outside = Sentence("At this level the committee meets in office hours, and {soonest} is outside them.", soonest=soonest)
    if slot is None:
        return max(window.latest, soonest) + GRID, (outside,)
    return slot, (outside, Sentence("The next office hours begin {start}.", start=slot))


def _office_slot(after: datetime, until: datetime, zone: ZoneInfo, hours: Hours, is_working_day: IsWorkingDay) -> datetime | None:
    """The first moment in office hours not before `after`; None when there is none by `until`."""
    day = after.astimezone(zone).date()
    while moment(day, time(0), zone) <= until:
        if is_working_day(day) and after < moment(day, hours.closes, zone):
            slot = max(after, moment(day, hours.opens, zone))
            return slot if slot <= until else None
        day += _DAY
    return None


def _soonest(window: _Window) -> datetime:
    """The next five minutes after the notice; the next whole minute where five would pass the deadline."""
    rounded = _on_grid(window.earliest)
    return rounded if rounded <= window.latest else _whole_minute(window.earliest)


def _on_grid(at: datetime) -> datetime:
    return rounded_up(at, GRID)


def _whole_minute(at: datetime) -> datetime:
    return rounded_up(at, timedelta(minutes=1))


def _moments(chosen: datetime, zone: ZoneInfo) -> list[datetime]:
    """Every moment that `chosen` can mean, in order: one, or two in the hour that comes twice; `Refused` when there is none."""
    if chosen.tzinfo is not None:
        return [chosen.astimezone(UTC)]
    folds = [chosen.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)]
    found = [one for one in dict.fromkeys(folds) if one.astimezone(zone).replace(tzinfo=None, fold=0) == chosen.replace(fold=0)]
    if not found:
        raise Refused(
            "The clocks go forward that night: there is no {clock}. Choose a time before or after the hour that is left out.",
            field="start",
            kind=INVALID,
            clock=f"{chosen:%H.%M}",
        )
    return sorted(found)


def _rounded_says(window: _Window, start: datetime) -> Sentence:
    if start == window.earliest:
        return Sentence("The notice ends {start}.", start=start)
    return Sentence("The notice ends {earliest}, rounded up to {start}.", earliest=window.earliest, start=start)


def _deadline_says(window: _Window) -> Sentence:
    if window.is_morning:
        return Sentence(
            "The committee coordinates at the latest the following morning, weekend and holiday or not: {deadline}.",
            deadline=window.latest,
        )
    return Sentence("The action card's deadline is {deadline}.", deadline=window.latest)


def _too_late_says(window: _Window) -> Sentence:
    return Sentence("The deadline, {deadline}, can no longer be kept with the notice: this is the soonest.", deadline=window.deadline)


def _refused_past() -> Refused:
    return Refused("The time lies in the past. Choose a time that is still to come.", field="start", kind=INVALID)


def _refused_late(window: _Window) -> Refused:
    if window.is_further:
        text = "A meeting is convened at most a week ahead. Choose {latest} or sooner."
        return Refused(text, field="start", kind=INVALID, latest=window.latest)
    if not window.is_kept:
        text = "The deadline, {deadline}, has passed (F8), so the committee meets as soon as the notice allows: choose {latest} or sooner."
        return Refused(text, field="start", kind=INVALID, deadline=window.deadline, latest=window.latest)
    if window.is_morning:
        text = "The committee coordinates at the latest the following morning (F8): choose {latest} or sooner."
        return Refused(text, field="start", kind=INVALID, latest=window.latest)
    text = "That is later than the action card's deadline (F8): choose {latest} or sooner."
    return Refused(text, field="start", kind=INVALID, latest=window.latest)


def _minutes(length: timedelta) -> int:
    return round(length.total_seconds() / 60)
