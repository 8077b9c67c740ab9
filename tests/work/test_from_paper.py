"""What was written on paper is entered afterwards with its true time: all lines or none, and nothing lost (I7, I13)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.sentences import Refused
from service.domain.local_time import local
from service.web.pages.times import in_order
from service.work.closing import call_off
from service.work.log import Line, WrongLines, add_entries
from tests.work.town import Town


async def test_lines_are_written_in_the_order_they_happened_with_both_times(town: Town) -> None:
    incident = await town.alarm()
    began = town.clock.now()
    town.clock.move(hours=5)
    lines = [Line(1, "Ringet til Politi.", began + timedelta(minutes=20)), Line(2, "Alarm hørt.", began + timedelta(minutes=5))]
    assert await town.do(add_entries, incident, lines) == 2
    entries = await town.entries(incident, "log")
    assert [entry.occurred_at - began for entry in entries] == [timedelta(minutes=5), timedelta(minutes=20)]
    assert {entry.entered_at for entry in entries} == {town.clock.now()}


async def test_one_wrong_line_writes_none_and_every_wrong_line_is_named(town: Town) -> None:
    incident = await town.alarm()
    now = town.clock.now()
    lines = [Line(1, "Godt.", now), Line(3, "", now), Line(4, "Uden tid.", None), Line(5, "Ring 010203-1234", now + timedelta(hours=1))]
    with pytest.raises(WrongLines) as wrong:
        await town.do(add_entries, incident, lines)
    assert [fault.field for fault in wrong.value.faults] == ["text-3", "time-4", "text-5"]
    assert not await town.entries(incident, "log")
    with pytest.raises(Refused):
        await town.do(add_entries, incident, [])


async def test_it_can_still_be_entered_when_the_incident_is_over(town: Town) -> None:
    incident = await town.alarm()
    await town.do(call_off, incident, "Slut.")
    assert await town.do(add_entries, incident, [Line(1, "Set på papiret.", town.clock.now())]) == 1


def test_a_clock_that_passes_midnight_is_the_next_day() -> None:
    found = in_order("2026-11-20", ["23.50", "2355", "", "0:10", "00.05", "x"])
    assert [one and local(one).strftime("%d %H.%M") for one in found[:5] if not isinstance(one, Refused)] == [
        "20 23.50",
        "20 23.55",
        None,
        "21 00.10",
        "21 00.05",
    ]
    assert isinstance(found[5], Refused)


def test_in_the_hour_that_comes_twice_the_lines_order_decides() -> None:
    """I10: the night of 25 October 2026."""
    found = in_order("2026-10-25", ["01.50", "02.20", "02.50", "02.10", "03.05"])
    assert found == sorted(found, key=lambda one: one or 0)  # type: ignore[arg-type, return-value]  # moments all of them
    assert found[3] == datetime(2026, 10, 25, 1, 10, tzinfo=UTC)


def test_a_time_that_the_clocks_left_out_is_refused_at_its_line() -> None:
    (found,) = in_order("2027-03-28", ["02.30"])
    assert isinstance(found, Refused)
    with pytest.raises(Refused) as refused:
        in_order("i går", ["21.14"])
    assert refused.value.field == "day"


@given(st.lists(st.text(max_size=6), max_size=8), st.dates(min_value=date(2024, 1, 1), max_value=date(2030, 1, 1)))
def test_whatever_stands_there_is_a_moment_a_refusal_or_nothing(times: list[str], day: date) -> None:
    found = in_order(str(day), times)
    assert len(found) == len(times)
    for text, one in zip(times, found, strict=True):
        assert (one is None) == (not text.strip())
