"""When the committee meets, and why then: F5, F8, I10, over random moments and the awkward nights of the year."""

import re
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import holidays
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from flows.meeting import MEETING, OPEN, Hours, Proposal, Rule, checked_start, following_morning, propose
from flows.sentences import Refused
from flows.vocabulary import MeetingState, MeetingTrigger

ZONE = ZoneInfo("Europe/Copenhagen")
HOURS = Hours(time(8), time(16))
HALF_HOUR = timedelta(minutes=30)
RED = Rule(at_once=True, notice=HALF_HOUR, deadline=timedelta(hours=1), next_morning=time(8))
YELLOW = Rule(at_once=False, notice=HALF_HOUR, deadline=None, next_morning=time(8))
FURTHER = Rule(at_once=True, notice=HALF_HOUR, deadline=None, next_morning=None)
DANISH = holidays.country_holidays("DK")


def works(day: date) -> bool:
    return day.weekday() < 5 and day not in DANISH


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(UTC)


def proposed(rule: Rule, now: datetime, since: datetime | None = None) -> Proposal:
    return propose(rule, now, ZONE, HOURS, works, since or now)


AWKWARD = [
    datetime(2026, 10, 25, 0, 0, tzinfo=UTC),
    datetime(2027, 3, 28, 0, 0, tzinfo=UTC),
    datetime(2026, 12, 31, 22, 0, tzinfo=UTC),
    datetime(2027, 3, 25, 12, 0, tzinfo=UTC),  # Maundy Thursday
]
moments = st.datetimes(datetime(2020, 1, 1), datetime(2035, 12, 31), timezones=st.just(UTC)) | st.builds(  # noqa: DTZ001 - bounds
    lambda night, seconds: night + timedelta(seconds=seconds), st.sampled_from(AWKWARD), st.integers(-7200, 4 * 86400)
)


@given(moments)
@example(datetime(2026, 10, 25, 0, 29, 59, tzinfo=UTC))
@example(datetime(2027, 3, 28, 0, 31, tzinfo=UTC))
def test_red_meets_within_five_minutes_after_the_notice_whatever_the_hour(now: datetime) -> None:
    """F5."""
    start = proposed(RED, now).start
    assert HALF_HOUR <= start - now < HALF_HOUR + timedelta(minutes=5)
    assert start.astimezone(ZONE).minute % 5 == 0
    assert (start.second, start.microsecond) == (0, 0)


@given(moments)
def test_yellow_meets_in_office_hours_or_at_the_following_mornings_deadline(now: datetime) -> None:
    """F5, F8."""
    made = proposed(YELLOW, now)
    local = made.start.astimezone(ZONE)
    in_office = works(local.date()) and HOURS.opens <= local.time() < HOURS.closes
    assert made.start - now >= HALF_HOUR
    assert in_office or made.start == following_morning(now + HALF_HOUR, time(8), ZONE)
    assert made.start <= following_morning(now + HALF_HOUR, time(8), ZONE)


@given(moments, st.integers(0, 3 * 86400), st.sampled_from([RED, YELLOW]))
def test_what_is_proposed_may_always_be_chosen(since: datetime, later: int, rule: Rule) -> None:
    """Also when it is convened long after the alarm: F5 always holds, F8 as long as it can."""
    now = since + timedelta(seconds=later)
    made = proposed(rule, now, since)
    assert made.start - now >= HALF_HOUR
    assert made.reasons
    assert checked_start(rule, made.start, now, ZONE, since).start == made.start


@given(moments, st.integers(-86400, 3 * 86400), st.sampled_from([RED, YELLOW, FURTHER]))
def test_a_chosen_time_is_taken_between_the_notice_and_the_deadline_and_refused_outside(now: datetime, off: int, rule: Rule) -> None:
    """F5, F8."""
    chosen = now + timedelta(seconds=off)
    made = proposed(rule, now)
    if made.earliest <= chosen <= made.latest:
        assert checked_start(rule, chosen, now, ZONE, now).start == chosen
    else:
        with pytest.raises(Refused):
            checked_start(rule, chosen, now, ZONE, now)


@given(st.datetimes(datetime(1, 1, 1), datetime(9999, 12, 31)), moments)  # noqa: DTZ001 - what a person writes has no zone
def test_no_time_that_can_be_written_is_more_than_refused(written: datetime, now: datetime) -> None:
    with suppress(Refused):
        start = checked_start(YELLOW, written, now, ZONE, now).start
        assert start.astimezone(ZONE).replace(tzinfo=None, fold=0) == written


@pytest.mark.parametrize(
    ("now", "start"),
    [
        ("2026-11-23T21:14:30", "2026-11-24T08:00"),  # Monday night
        ("2026-11-23T09:58:01", "2026-11-23T10:30"),  # in office hours
        ("2026-11-23T15:25:00", "2026-11-23T15:55"),
        ("2026-11-23T15:31:00", "2026-11-24T08:00"),  # the notice ends after closing
        ("2026-11-23T03:00:00", "2026-11-23T08:00"),
        ("2026-11-23T07:40:00", "2026-11-23T08:10"),
        ("2026-11-21T07:40:00", "2026-11-22T08:00"),  # Saturday, too late for this morning
        ("2026-11-20T17:00:00", "2026-11-21T08:00"),  # Friday evening: Saturday, not Monday (F8)
        ("2026-11-21T12:00:00", "2026-11-22T08:00"),
        ("2026-12-31T22:00:00", "2027-01-01T08:00"),  # New Year's Day is a holiday, and still the deadline
        ("2027-03-24T20:00:00", "2027-03-25T08:00"),  # before Maundy Thursday
        ("2027-03-27T23:00:00", "2027-03-28T08:00"),  # Easter Sunday, and the clocks go forward
        ("2026-10-24T23:00:00", "2026-10-25T08:00"),  # the clocks go back
    ],
)
def test_yellow_on_days_a_calendar_gets_wrong(now: str, start: str) -> None:
    """F8: the following morning, weekend and holiday or not."""
    assert proposed(YELLOW, at(now)).start == at(start)


def test_the_reasons_tell_the_rules_in_words_and_not_by_number() -> None:
    """F5, F8."""
    said = " ".join(map(str, proposed(YELLOW, at("2026-11-20T17:00:00")).reasons))
    assert "office hours" in said
    assert "at the latest the following morning" in said
    red = " ".join(map(str, proposed(RED, at("2026-11-20T17:00:01")).reasons))
    assert "30 minutes' notice" in red
    assert not re.search(r"\bF\d", said + red)


def test_a_deadline_that_has_passed_asks_for_the_soonest_and_says_so() -> None:
    alarm = at("2026-11-23T21:00:00")
    made = proposed(RED, alarm + timedelta(hours=3), alarm)
    assert made.start == alarm + timedelta(hours=3, minutes=30)
    assert "can no longer be kept" in str(made.reasons[-1])
    with pytest.raises(Refused, match="has passed"):
        checked_start(RED, made.start + timedelta(minutes=10), alarm + timedelta(hours=3), ZONE, alarm)


def test_a_shorter_notice_is_refused_with_the_rule() -> None:
    """F5."""
    now = at("2026-11-23T21:00:00")
    with pytest.raises(Refused, match=r"Rule F5.*30 minutes"):
        checked_start(RED, now + timedelta(minutes=29, seconds=59), now, ZONE, now)
    assert checked_start(RED, now + HALF_HOUR, now, ZONE, now).start == now + HALF_HOUR


def test_later_than_the_deadline_is_refused_with_the_rule() -> None:
    """F8."""
    now = at("2026-11-20T17:00:00")
    with pytest.raises(Refused, match=r"following morning \(F8\)"):
        checked_start(YELLOW, datetime(2026, 11, 21, 8, 1), now, ZONE, now)  # noqa: DTZ001 - as it is written
    with pytest.raises(Refused, match=r"action card's deadline \(F8\)"):
        checked_start(RED, now + timedelta(hours=2), now, ZONE, now)


def test_the_past_is_refused() -> None:
    now = at("2026-11-20T17:00:00")
    with pytest.raises(Refused, match="in the past"):
        checked_start(RED, now - timedelta(minutes=1), now, ZONE, now)


def test_the_hour_that_does_not_exist_is_refused() -> None:
    """I10."""
    now = at("2027-03-28T01:00:00")
    with pytest.raises(Refused, match=r"there is no 02\.30"):
        checked_start(YELLOW, datetime(2027, 3, 28, 2, 30), now, ZONE, now)  # noqa: DTZ001 - as it is written


def test_in_the_hour_that_comes_twice_the_first_that_gives_the_notice_is_meant_and_said() -> None:
    """I10."""
    wall = datetime(2026, 10, 25, 2, 30)  # noqa: DTZ001 - as it is written
    early = checked_start(YELLOW, wall, at("2026-10-25T01:00:00"), ZONE, at("2026-10-25T01:00:00"))
    assert early.start == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    late = checked_start(YELLOW, wall, datetime(2026, 10, 25, 0, 10, tzinfo=UTC), ZONE, at("2026-10-25T01:00:00"))
    assert late.start == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert "twice" in str(late.reasons[-1])
    chosen = checked_start(YELLOW, datetime(2026, 10, 25, 1, 30, tzinfo=UTC), at("2026-10-25T01:00:00"), ZONE, at("2026-10-25T01:00:00"))
    assert chosen.start == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


def test_a_further_meeting_is_bound_by_the_notice_alone() -> None:
    """F8 is met once the committee has coordinated."""
    now = at("2026-11-20T17:00:00")
    assert checked_start(FURTHER, now + timedelta(days=3), now, ZONE, now - timedelta(days=9))
    with pytest.raises(Refused, match="a week ahead"):
        checked_start(FURTHER, now + timedelta(days=9), now, ZONE, now - timedelta(days=9))


@pytest.mark.parametrize("state", MeetingState)
@pytest.mark.parametrize("trigger", MeetingTrigger)
def test_every_pair_leads_somewhere_or_is_refused_with_what_is_possible(state: MeetingState, trigger: MeetingTrigger) -> None:
    if MEETING.allows(state, trigger):
        assert MEETING.after(state, trigger) in MeetingState
    else:
        with pytest.raises(Refused, match="Possible now"):
            MEETING.after(state, trigger)


def test_what_is_over_stays_over() -> None:
    for state in (MeetingState.CLOSED, MeetingState.CANCELLED):
        assert not any(MEETING.allows(state, trigger) for trigger in MeetingTrigger)
    assert all(MEETING.after(state, MeetingTrigger.CANCEL) is MeetingState.CANCELLED for state in OPEN)
    assert MEETING.mermaid()
