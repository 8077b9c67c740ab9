"""I10: times as Danes write them, right on both nights when the clocks change."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain import local_time
from service.domain.language import translations

DANISH = translations().speaker("da")
ENGLISH = translations().speaker("en")


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_a_time_is_written_as_a_dane_writes_it() -> None:
    assert local_time.full(utc("2026-11-22T20:14"), DANISH) == "22. november 2026 kl. 21.14"
    assert local_time.clock(utc("2026-11-22T20:14"), DANISH) == "21.14"
    assert local_time.weekday_and_day(utc("2026-11-22T20:14"), DANISH) == "søndag den 22. november 2026"
    assert local_time.day(date(2026, 1, 2), DANISH) == "2. januar 2026"


def test_a_time_in_english() -> None:
    assert local_time.full(utc("2026-11-22T20:14"), ENGLISH) == "22 November 2026 at 21:14"


def test_the_hour_that_comes_twice_says_which_one_it_is() -> None:
    first, second = utc("2026-10-25T00:30"), utc("2026-10-25T01:30")
    assert local_time.clock(first, DANISH) == "02.30 sommertid"
    assert local_time.clock(second, DANISH) == "02.30 vintertid"
    assert local_time.exact(first) == "2026-10-25 02:30:00+02:00"
    assert local_time.exact(second) == "2026-10-25 02:30:00+01:00"


@pytest.mark.parametrize(
    ("moment", "shown"),
    [
        ("2026-10-24T23:59", "01.59"),
        ("2026-10-25T00:00", "02.00 sommertid"),
        ("2026-10-25T01:59", "02.59 vintertid"),
        ("2026-10-25T02:00", "03.00"),
        ("2027-03-28T00:59", "01.59"),
        ("2027-03-28T01:00", "03.00"),
    ],
)
def test_the_minutes_round_a_clock_change(moment: str, shown: str) -> None:
    assert local_time.clock(utc(moment), DANISH) == shown


def test_the_day_is_named_only_when_it_is_another() -> None:
    evening, night = utc("2026-11-22T22:59"), utc("2026-11-22T23:01")
    assert local_time.short(night, DANISH, beside=evening) == "23. november 2026 kl. 00.01"
    assert local_time.short(night, DANISH, beside=night + timedelta(hours=3)) == "00.01"


@given(st.datetimes(min_value=datetime.fromisoformat("2000-01-01"), max_value=datetime.fromisoformat("2037-12-31")))
def test_two_moments_never_look_the_same_on_one_day(naive: datetime) -> None:
    moment = naive.replace(tzinfo=UTC, second=0, microsecond=0)
    later = moment + timedelta(hours=1)
    if local_time.day(moment, DANISH) == local_time.day(later, DANISH):
        assert local_time.clock(moment, DANISH) != local_time.clock(later, DANISH)


def test_a_naive_time_is_refused() -> None:
    with pytest.raises(ValueError, match="naive"):
        local_time.clock(datetime.fromisoformat("2026-11-22T20:14"), DANISH)
