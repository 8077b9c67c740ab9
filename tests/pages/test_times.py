"""Times typed into a form: Copenhagen's clock, also on the nights it changes (I10)."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.sentences import Refused
from service.web.pages.times import as_typed, typed_moment

NOW = datetime(2026, 11, 22, 20, 0, tzinfo=UTC)


def test_a_time_is_copenhagens() -> None:
    assert typed_moment("2026-11-22T20:30", NOW, field="when") == datetime(2026, 11, 22, 19, 30, tzinfo=UTC)
    assert typed_moment("2026-07-01T12:00", NOW, field="when") == datetime(2026, 7, 1, 10, 0, tzinfo=UTC)


def test_an_hour_that_comes_twice_is_the_later_one_that_has_been() -> None:
    after_both, between = datetime(2026, 10, 25, 3, 0, tzinfo=UTC), datetime(2026, 10, 25, 0, 45, tzinfo=UTC)
    assert typed_moment("2026-10-25T02:30", after_both, field="when") == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert typed_moment("2026-10-25T02:30", between, field="when") == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_an_hour_that_the_clock_leaps_over_is_refused() -> None:
    with pytest.raises(Refused, match="does not exist"):
        typed_moment("2027-03-28T02:30", datetime(2027, 4, 1, tzinfo=UTC), field="when")


@given(st.text(max_size=30))
def test_whatever_is_typed_is_a_moment_or_refused_at_its_field(text: str) -> None:
    refused: Refused | None = None
    moment = None
    try:
        moment = typed_moment(text, NOW, field="when")
    except Refused as caught:
        refused = caught
    assert refused is None or refused.field == "when"
    assert moment is None or moment.tzinfo is not None


@given(st.integers(min_value=978_307_200, max_value=4_070_908_800))
def test_what_a_form_shows_is_read_back_to_the_minute(seconds: int) -> None:
    moment = datetime.fromtimestamp(seconds, UTC)
    read = typed_moment(as_typed(moment), moment, field="when")
    assert read is not None
    assert abs((moment - read).total_seconds()) < 60 or as_typed(read) == as_typed(moment)
