"""Exactly one duty chief at every instant, whatever the clocks do (F2, I10, hard cases 6, 7 and 8)."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contacts.roster import Absence, Duty, Gap, Override, Roster, Rotation, in_order, look, on_duty
from contacts.shifts import duties_of, next_change, shifts
from flows.sentences import Refused
from flows.vocabulary import DutyWhy, GapWhy, Layer
from flows.wall_clock import moment

ZONE = ZoneInfo("Europe/Copenhagen")
AUTUMN, SPRING = date(2026, 10, 25), date(2027, 3, 28)
SUMMER_MADE = Rotation(Layer.CHIEF, (1, 2, 3), date(2026, 6, 1), time(8, 0), id=7)
DAY = timedelta(days=1)

rotations = st.builds(
    Rotation,
    layer=st.just(Layer.CHIEF),
    people=st.lists(st.integers(1, 9), min_size=1, max_size=6).map(tuple),
    first_day=st.dates(date(2024, 1, 1), date(2027, 12, 31)),
    hand_over=st.times().map(lambda t: t.replace(second=0, microsecond=0)) | st.just(time(2, 30)) | st.just(time(0, 0)),
    weeks=st.integers(1, 4),
    id=st.integers(1, 99),
)
CHANGE_DAYS = [
    day
    for year in range(2026, 2037)
    for month in (3, 10)
    for day in [date(year, month, 31) - timedelta(days=(date(year, month, 31).weekday() + 1) % 7)]
]
"""The last Sundays of March and October, for ten years."""
change_days = st.sampled_from(CHANGE_DAYS)


def local(*parts: int, fold: int = 0) -> datetime:
    return datetime(*parts, tzinfo=ZONE, fold=fold).astimezone(UTC)


def minutes_of(day: date) -> list[datetime]:
    start, end = moment(day, time(0), ZONE), moment(day + DAY, time(0), ZONE)
    return [start + timedelta(minutes=n) for n in range(int((end - start).total_seconds()) // 60)]


@pytest.mark.parametrize(("day", "hours"), [(AUTUMN, 25), (SPRING, 23)])
def test_at_every_minute_of_both_clock_change_days_one_person_has_the_duty(day: date, hours: int) -> None:
    roster = Roster(ZONE, (SUMMER_MADE,))
    minutes = minutes_of(day)
    assert len(minutes) == hours * 60
    assert len({on_duty(roster, Layer.CHIEF, at) for at in minutes}) == 1  # both are Sundays: the hand-over is on Monday
    assert all(on_duty(roster, Layer.CHIEF, at) for at in minutes)


def test_a_rotation_made_in_summer_hands_over_at_eight_in_winter_too() -> None:
    roster = Roster(ZONE, (SUMMER_MADE,))
    starts = [s.start.astimezone(ZONE) for s in shifts(roster, Layer.CHIEF, local(2026, 6, 1, 8), local(2027, 6, 7, 8))]
    assert {(s.weekday(), s.time()) for s in starts} == {(0, time(8, 0))}


def test_the_week_of_a_clock_change_is_an_hour_longer_or_shorter() -> None:
    roster = Roster(ZONE, (SUMMER_MADE,))
    lengths = {
        s.start.astimezone(ZONE).date(): s.end - s.start for s in shifts(roster, Layer.CHIEF, local(2026, 6, 1, 8), local(2027, 5, 31, 8))
    }
    assert lengths[date(2026, 10, 19)] == timedelta(hours=169)
    assert lengths[date(2027, 3, 22)] == timedelta(hours=167)
    assert {length for day, length in lengths.items() if day not in (date(2026, 10, 19), date(2027, 3, 22))} == {timedelta(hours=168)}


def test_a_hand_over_at_half_past_two_in_the_hour_that_does_not_exist_comes_right_after_it() -> None:
    roster = Roster(ZONE, (Rotation(Layer.CHIEF, (1, 2), SPRING - 7 * DAY, time(2, 30)),))
    change = datetime(2027, 3, 28, 1, 0, tzinfo=UTC)
    assert [s.start for s in shifts(roster, Layer.CHIEF, change - 3 * DAY, change + 3 * DAY)][1] == change
    before, after = on_duty(roster, Layer.CHIEF, change - timedelta(seconds=1)), on_duty(roster, Layer.CHIEF, change)
    assert (before and before.person, after and after.person) == (1, 2)


def test_a_hand_over_at_half_past_two_in_the_hour_that_comes_twice_comes_the_first_time_only() -> None:
    roster = Roster(ZONE, (Rotation(Layer.CHIEF, (1, 2), AUTUMN - 7 * DAY, time(2, 30)),))
    people = [duty.person for at in minutes_of(AUTUMN) if (duty := on_duty(roster, Layer.CHIEF, at))]
    assert people == [1] * 150 + [2] * (25 * 60 - 150)
    assert [s.start for s in shifts(roster, Layer.CHIEF, local(2026, 10, 22), local(2026, 10, 28))][1] == local(2026, 10, 25, 2, 30, fold=0)


@pytest.mark.parametrize("day", CHANGE_DAYS, ids=str)
def test_for_ten_years_every_minute_of_a_clock_change_day_has_its_chief(day: date) -> None:
    """Also where the duty passes on in the very hour that is left out or comes twice."""
    roster = Roster(ZONE, (Rotation(Layer.CHIEF, (1, 2, 3), date(2026, 1, 4), time(2, 30)),))
    minutes = minutes_of(day)
    assert len(minutes) in (23 * 60, 25 * 60)
    people = [duty.person for at in minutes if (duty := on_duty(roster, Layer.CHIEF, at))]
    assert len(people) == len(minutes)
    changes = [n for n in range(1, len(people)) if people[n] != people[n - 1]]
    assert changes == [150 if len(minutes) == 25 * 60 else 120]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rotation=rotations, day=change_days)
def test_whatever_the_rotation_every_minute_of_a_clock_change_day_has_exactly_one_duty(rotation: Rotation, day: date) -> None:
    roster = Roster(ZONE, (rotation,))
    minutes = minutes_of(day)
    tiles = shifts(roster, Layer.CHIEF, minutes[0], minutes[-1] + timedelta(minutes=1))
    for at in minutes:
        holding = [t for t in tiles if t.start <= at < t.end]
        assert len(holding) == 1
        assert holding[0].duty == look(roster, Layer.CHIEF, at)
        assert isinstance(holding[0].duty, Duty) == (at >= rotation.begins(0, ZONE))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rotation=rotations, offset=st.integers(0, 10 * 366 * 24 * 60))
def test_for_ten_years_one_turn_holds_each_instant_and_hands_over_at_its_local_time(rotation: Rotation, offset: int) -> None:
    at = rotation.begins(0, ZONE) + timedelta(minutes=offset)
    turn = rotation.turn_at(at, ZONE)
    start, end = rotation.begins(turn, ZONE), rotation.begins(turn + 1, ZONE)
    assert start <= at < end
    hours = (end - start) / timedelta(hours=1)
    assert abs(hours - 168 * rotation.weeks) <= 1
    shown = start.astimezone(ZONE)
    assert shown.date() == rotation.first_day + timedelta(weeks=rotation.weeks * turn)
    assert shown.time() == rotation.hand_over or (rotation.hand_over.hour == 2 and shown.time() == time(3, 0))
    duty = on_duty(Roster(ZONE, (rotation,)), Layer.CHIEF, at)
    assert duty is not None
    assert duty.person == rotation.people[turn % len(rotation.people)]


@st.composite
def rosters(draw: st.DrawFn) -> Roster:
    begin = datetime(2026, 9, 1, tzinfo=UTC)
    instants = st.integers(0, 300 * 24 * 60).map(lambda n: begin + timedelta(minutes=n))
    lengths = st.integers(1, 30 * 24 * 60).map(lambda n: timedelta(minutes=n))
    people = st.integers(1, 9)
    layers = st.sampled_from(Layer)
    overrides, absences = [], []
    for number in range(draw(st.integers(0, 5))):
        start = draw(instants)
        overrides.append(Override(draw(layers), start, start + draw(lengths), draw(people), draw(people), id=number))
    for number in range(draw(st.integers(0, 4))):
        start = draw(instants)
        absences.append(Absence(draw(people), start, start + draw(lengths), number))
    ways = tuple(
        Rotation(draw(layers), r.people, r.first_day, r.hand_over, r.weeks, r.id) for r in draw(st.lists(rotations, min_size=1, max_size=4))
    )
    return Roster(ZONE, ways, tuple(overrides), tuple(absences), frozenset(draw(st.sets(people, max_size=2))))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(roster=rosters(), layer=st.sampled_from(Layer), start=st.integers(0, 400), days=st.integers(0, 200), probe=st.floats(0, 0.999))
def test_shifts_tile_the_time_and_say_what_is_true_at_each_instant(
    roster: Roster, layer: Layer, start: int, days: int, probe: float
) -> None:
    begin = datetime(2026, 6, 1, tzinfo=UTC) + timedelta(days=start)
    end = begin + timedelta(days=days)
    tiles = shifts(roster, layer, begin, end)
    assert [t.end for t in tiles[:-1]] == [t.start for t in tiles[1:]]
    assert (tiles[0].start, tiles[-1].end) == (begin, end) if days else tiles == []
    for tile in tiles:
        at = tile.start + (tile.end - tile.start) * probe
        assert look(roster, layer, at) == tile.duty == look(roster, layer, tile.start)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(roster=rosters(), day=st.integers(0, 400))
def test_who_is_called_first_changes_at_no_instant_that_was_not_foretold(roster: Roster, day: int) -> None:
    at = datetime(2026, 9, 1, tzinfo=UTC) + timedelta(days=day)
    change = next_change(roster, at, at + timedelta(days=30)) or at + timedelta(days=30)
    assert in_order(roster, at) == in_order(roster, change - timedelta(seconds=1))


def test_an_override_covers_the_duty_of_the_one_it_replaces_and_nobody_elses() -> None:
    override = Override(Layer.CHIEF, local(2026, 6, 4), local(2026, 6, 12), replaces=1, person=9, id=5)
    roster = Roster(ZONE, (SUMMER_MADE,), (override,))
    tiles = shifts(roster, Layer.CHIEF, local(2026, 6, 1, 8), local(2026, 6, 15, 8))
    assert [(t.person, t.start) for t in tiles] == [(1, local(2026, 6, 1, 8)), (9, local(2026, 6, 4)), (2, local(2026, 6, 8, 8))]
    assert tiles[1].duty == Duty(Layer.CHIEF, 9, DutyWhy.OVERRIDE, 5, 0, instead_of=1)


def test_a_later_override_may_replace_the_stand_in() -> None:
    first = Override(Layer.CHIEF, local(2026, 6, 2), local(2026, 6, 6), 1, 9, id=1)
    second = Override(Layer.CHIEF, local(2026, 6, 3), local(2026, 6, 4), 9, 8, id=2)
    duty = on_duty(Roster(ZONE, (SUMMER_MADE,), (first, second)), Layer.CHIEF, local(2026, 6, 3, 12))
    assert duty is not None
    assert (duty.person, duty.instead_of) == (8, 1)


def test_a_new_rotation_takes_over_at_its_first_hand_over_and_not_before() -> None:
    new = Rotation(Layer.CHIEF, (5, 6), date(2026, 6, 10), time(12, 0), id=8)
    tiles = shifts(Roster(ZONE, (SUMMER_MADE, new)), Layer.CHIEF, local(2026, 6, 8, 8), local(2026, 6, 24, 12))
    assert [(t.person, t.start) for t in tiles] == [(2, local(2026, 6, 8, 8)), (5, local(2026, 6, 10, 12)), (6, local(2026, 6, 17, 12))]


def test_someone_absent_leaves_a_gap_and_the_next_layer_is_called() -> None:
    second = Rotation(Layer.SECOND, (4,), date(2026, 6, 1), time(8, 0))
    absence = Absence(1, local(2026, 6, 3), local(2026, 6, 5))
    roster = Roster(ZONE, (SUMMER_MADE, second), absences=(absence,))
    at = local(2026, 6, 4)
    assert look(roster, Layer.CHIEF, at) == Gap(Layer.CHIEF, GapWhy.ABSENT, 1, 0)
    assert on_duty(roster, Layer.CHIEF, at) is None
    assert [d.person for d in in_order(roster, at)] == [4]


def test_someone_taken_off_the_list_is_not_there_even_when_an_override_names_them() -> None:
    override = Override(Layer.CHIEF, local(2026, 6, 2), local(2026, 6, 6), 1, 9)
    roster = Roster(ZONE, (SUMMER_MADE,), (override,), removed=frozenset({9}))
    assert look(roster, Layer.CHIEF, local(2026, 6, 3)) == Gap(Layer.CHIEF, GapWhy.REMOVED, 9, 0)


def test_who_is_on_duty_in_two_layers_is_called_once() -> None:
    second = Rotation(Layer.SECOND, (1,), date(2026, 6, 1), time(8, 0))
    head = Rotation(Layer.HEAD, (2,), date(2026, 6, 1), time(8, 0))
    assert [d.person for d in in_order(Roster(ZONE, (SUMMER_MADE, second, head)), local(2026, 6, 3))] == [1, 2]


def test_before_the_first_hand_over_nobody_has_the_duty() -> None:
    assert look(Roster(ZONE, (SUMMER_MADE,)), Layer.CHIEF, local(2026, 6, 1, 7, 59)) == Gap(Layer.CHIEF, GapWhy.NOT_COVERED)


def test_a_persons_own_duties_are_found_in_every_layer() -> None:
    second = Rotation(Layer.SECOND, (3, 1), date(2026, 6, 1), time(8, 0))
    found = duties_of(Roster(ZONE, (SUMMER_MADE, second)), 1, local(2026, 6, 1, 8), local(2026, 6, 29, 8))
    assert [(s.layer, s.start) for s in found] == [
        (Layer.CHIEF, local(2026, 6, 1, 8)),
        (Layer.SECOND, local(2026, 6, 8, 8)),
        (Layer.CHIEF, local(2026, 6, 22, 8)),
        (Layer.SECOND, local(2026, 6, 22, 8)),
    ]


def test_a_stretch_of_more_than_twelve_years_is_refused() -> None:
    with pytest.raises(Refused, match="twelve years"):
        shifts(Roster(ZONE, (SUMMER_MADE,)), Layer.CHIEF, local(2026, 6, 1), local(2040, 6, 1))
