"""What is wrong with a roster is said when it is saved: when, who and what to do (hard cases 8 and 9)."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from contacts.roster import Absence, Override, Roster, Rotation, on_duty
from contacts.roster_changes import (
    SwapSide,
    checked_absence,
    checked_override,
    checked_rotation,
    checked_swap,
    overrides_of,
    replaced_by_default,
    side_at,
)
from contacts.roster_people import RosterPerson
from contacts.roster_problems import Holiday, ProblemKind, problems
from flows.sentences import CONFLICT, NOT_FOUND, Refused
from flows.vocabulary import Layer

ZONE = ZoneInfo("Europe/Copenhagen")
PEOPLE = {n: RosterPerson(n, name) for n, name in enumerate(["Test Anemone", "Test Bellis", "Test Cikorie", "Test Dild"], start=1)}
CHIEFS = Rotation(Layer.CHIEF, (1, 2), date(2026, 6, 1), time(8, 0))
SECONDS = Rotation(Layer.SECOND, (3,), date(2026, 6, 1), time(8, 0))


def local(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=ZONE).astimezone(UTC)


START, END = local(2026, 6, 1, 8), local(2026, 6, 29, 8)


def found(roster: Roster, people=PEOPLE, holidays=()):
    return [(p.kind, p.start, p.end, p.people) for p in problems(roster, people, START, END, holidays)]


def test_a_sound_roster_has_no_problems() -> None:
    assert found(Roster(ZONE, (CHIEFS, SECONDS))) == []


def test_a_roster_with_nothing_in_it_is_not_complained_of() -> None:
    assert found(Roster(ZONE)) == []


def test_time_before_the_first_rotation_is_a_gap() -> None:
    roster = Roster(ZONE, (Rotation(Layer.CHIEF, (1,), date(2026, 6, 8), time(8, 0)), SECONDS))
    assert found(roster) == [(ProblemKind.GAP, START, local(2026, 6, 8, 8), ())]


def test_an_absence_in_ones_own_duty_is_a_gap_and_outside_it_is_none() -> None:
    own = Absence(1, local(2026, 6, 3), local(2026, 6, 20))
    assert found(Roster(ZONE, (CHIEFS, SECONDS), absences=(own,))) == [
        (ProblemKind.GAP, local(2026, 6, 3), local(2026, 6, 8, 8), (1,)),
        (ProblemKind.GAP, local(2026, 6, 15, 8), local(2026, 6, 20), (1,)),
    ]


def test_when_every_layer_has_a_gap_at_once_that_is_said_first() -> None:
    both = (Absence(1, local(2026, 6, 3), local(2026, 6, 5)), Absence(3, local(2026, 6, 4), local(2026, 6, 6)))
    kinds = found(Roster(ZONE, (CHIEFS, SECONDS), absences=both))
    assert (ProblemKind.NOBODY, local(2026, 6, 4), local(2026, 6, 5), ()) in kinds


def test_someone_no_longer_on_the_list_is_named_with_what_to_do() -> None:
    (first, *_) = problems(Roster(ZONE, (CHIEFS, SECONDS), removed=frozenset({1})), PEOPLE, START, END)
    assert (first.kind, first.people) == (ProblemKind.REMOVED, (1,))
    assert "Test Anemone" in str(first.what)
    assert "rotation without them" in str(first.remedy)


def test_someone_without_a_telephone_is_said_once() -> None:
    people = PEOPLE | {2: RosterPerson(2, "Test Bellis", has_phone=False)}
    assert found(Roster(ZONE, (CHIEFS, SECONDS)), people) == [(ProblemKind.NO_PHONE, local(2026, 6, 8, 8), local(2026, 6, 15, 8), (2,))]


def test_two_duties_of_one_person_at_once_are_a_double_booking() -> None:
    seconds = Rotation(Layer.SECOND, (3, 2), date(2026, 6, 3), time(8, 0))
    roster = Roster(ZONE, (CHIEFS, SECONDS, seconds))
    doubles = [entry for entry in found(roster) if entry[0] is ProblemKind.DOUBLE]
    assert doubles == [
        (ProblemKind.DOUBLE, local(2026, 6, 10, 8), local(2026, 6, 15, 8), (2,)),
        (ProblemKind.DOUBLE, local(2026, 6, 24, 8), local(2026, 6, 29, 8), (2,)),
    ]


def test_a_holiday_is_asked_about_until_the_one_on_duty_has_confirmed() -> None:
    day = date(2026, 6, 5)
    holiday = Holiday("Grundlovsdag", day, local(2026, 6, 5), local(2026, 6, 6))
    assert found(Roster(ZONE, (CHIEFS, SECONDS)), holidays=[holiday]) == [(ProblemKind.HOLIDAY, local(2026, 6, 5), local(2026, 6, 6), (1,))]
    confirmed = Holiday("Grundlovsdag", day, local(2026, 6, 5), local(2026, 6, 6), frozenset({1}))
    assert found(Roster(ZONE, (CHIEFS, SECONDS)), holidays=[confirmed]) == []


def test_a_roster_of_one_layer_has_nobody_to_escalate_to() -> None:
    assert found(Roster(ZONE, (CHIEFS,))) == [(ProblemKind.ALONE, START, END, ())]


def test_an_override_of_someone_not_on_duty_is_refused_and_says_who_is() -> None:
    override = Override(Layer.CHIEF, local(2026, 6, 2), local(2026, 6, 4), replaces=2, person=4)
    with pytest.raises(Refused) as refused:
        checked_override(Roster(ZONE, (CHIEFS,)), override, PEOPLE)
    assert refused.value.field == "replaces"
    assert "Test Bellis is not duty chief" in str(refused.value)
    assert "Test Anemone until" in str(refused.value.sentence.params["who"][0])


def test_an_override_that_does_not_say_whom_it_replaces_takes_the_only_one() -> None:
    roster = Roster(ZONE, (CHIEFS,))
    assert replaced_by_default(roster, Layer.CHIEF, local(2026, 6, 2), local(2026, 6, 4), PEOPLE) == 1
    with pytest.raises(Refused, match="Several people"):
        replaced_by_default(roster, Layer.CHIEF, local(2026, 6, 2), local(2026, 6, 10), PEOPLE)


@pytest.mark.parametrize(
    ("override", "says"),
    [
        (Override(Layer.CHIEF, local(2026, 6, 4), local(2026, 6, 2), 1, 4), "end must lie after"),
        (Override(Layer.CHIEF, local(2026, 6, 2), local(2026, 6, 4), 1, 1), "stand in for themselves"),
        (Override(Layer.CHIEF, local(2026, 6, 2), local(2028, 6, 4), 1, 4), "longer than a year"),
        (Override(Layer.CHIEF, local(2026, 6, 2), local(2026, 6, 4), 1, 77), "no person 77"),
    ],
)
def test_an_override_that_makes_no_sense_is_refused(override: Override, says: str) -> None:
    with pytest.raises(Refused, match=says):
        checked_override(Roster(ZONE, (CHIEFS,)), override, PEOPLE)


def test_nobody_who_has_left_the_list_is_entered_anywhere() -> None:
    people = PEOPLE | {4: RosterPerson(4, "Test Dild", active=False)}
    with pytest.raises(Refused, match="Test Dild is no longer"):
        checked_rotation(Rotation(Layer.CHIEF, (1, 4), date(2026, 6, 1), time(8)), people)
    with pytest.raises(Refused, match="Test Dild is no longer"):
        checked_absence(Absence(4, START, END), people)


def test_an_accepted_swap_gives_each_the_others_duty() -> None:
    roster, now = Roster(ZONE, (CHIEFS,)), local(2026, 6, 1, 12)
    first = side_at(roster, Layer.CHIEF, local(2026, 6, 9), PEOPLE, now, "mine")
    second = side_at(roster, Layer.CHIEF, local(2026, 6, 16), PEOPLE, now, "theirs")
    checked_swap(roster, first, second, PEOPLE, now)
    swapped = Roster(ZONE, (CHIEFS,), overrides_of(3, first, second))
    people = [duty.person for week in range(4) if (duty := on_duty(swapped, Layer.CHIEF, START + timedelta(weeks=week)))]
    assert people == [1, 1, 2, 2]


def test_a_swap_with_someone_who_has_left_is_refused() -> None:
    people = PEOPLE | {2: RosterPerson(2, "Test Bellis", active=False)}
    sides = (
        SwapSide(Layer.CHIEF, 1, local(2026, 6, 15, 8), local(2026, 6, 22, 8)),
        SwapSide(Layer.CHIEF, 2, local(2026, 6, 8, 8), local(2026, 6, 15, 8)),
    )
    with pytest.raises(Refused, match="Test Bellis is no longer"):
        checked_swap(Roster(ZONE, (CHIEFS,)), *sides, people, START)


def test_a_swap_is_refused_when_a_duty_has_begun_or_is_no_longer_theirs() -> None:
    roster = Roster(ZONE, (CHIEFS,))
    with pytest.raises(Refused, match="has begun"):
        side_at(roster, Layer.CHIEF, local(2026, 6, 2), PEOPLE, local(2026, 6, 1, 12), "mine")
    first = side_at(roster, Layer.CHIEF, local(2026, 6, 16), PEOPLE, START, "mine")
    second = side_at(roster, Layer.CHIEF, local(2026, 6, 9), PEOPLE, START, "theirs")
    taken = Roster(ZONE, (CHIEFS,), (Override(Layer.CHIEF, local(2026, 6, 10), local(2026, 6, 11), 2, 4),))
    with pytest.raises(Refused, match="no longer Test Bellis's") as refused:
        checked_swap(taken, first, second, PEOPLE, START)
    assert refused.value.kind == CONFLICT


def test_a_duty_that_nobody_has_cannot_be_swapped() -> None:
    with pytest.raises(Refused, match="Nobody has the duty") as refused:
        side_at(Roster(ZONE, (CHIEFS,)), Layer.SECOND, local(2026, 6, 9), PEOPLE, START, "mine")
    assert refused.value.kind != NOT_FOUND
