"""A bad row is told with its line and stops no other; nothing is taken by half unless the user says so (P6, I12, I13)."""

from datetime import date

import pytest

from contacts.importing import read_alert_list
from contacts.person import Person, Place
from flows.sentences import Refused
from tests.contacts.lists import DIRECTORY, HEADINGS, csv_of, read_csv, xlsx_of

GOOD = ("Test Anemone", "20123456", "a@example.invalid", "fu", "politi", "", "")


def problem(*rows, headings=HEADINGS):
    """The one problem of a list whose first row is good."""
    reading = read_csv(*rows, headings=headings)
    assert len(reading.problems) == 1, reading.problems
    return reading.problems[0]


def test_a_row_is_a_person_in_a_place():
    assert read_csv(GOOD).people == (
        Person("Test Anemone", mobile="+4520123456", email="a@example.invalid", places=(Place("fu", "politi"),)),
    )


def test_one_person_over_several_rows_and_ways_of_writing_is_one_with_several_places():
    reading = read_csv(
        GOOD,
        ("Prøve Bøgeblad", "20123457", "", "fu", "politi", "1", ""),
        ("TEST ANEMONE", "+45 20 12 34 56", "", "SSP-bestyrelsen", "SSP Odense", "2", ""),
        ("Test Anemone", "0045 20123456", "A@example.invalid", "cks", "", "", "Korsløkkeparken"),
    )
    assert not reading.problems
    first, second = reading.people
    assert first.places == (Place("fu", "politi"), Place("board", "ssp", 2), Place("cks", None, 0, "korsloekken"))
    assert second.places == (Place("fu", "politi", 1),)


def test_a_poisonous_number_stops_nobody_else():
    """Hard case 16."""
    reading = read_csv(GOOD, ("Prøve Bøgeblad", "2012345O", "", "press", "", "", ""), ("Test Iris", "20123458", "", "press", "", "", ""))
    assert [(p.line, p.column) for p in reading.problems] == [(3, "mobile")]
    with pytest.raises(Refused, match="line 3"):
        reading.accepted(skip_bad_rows=False)
    assert [person.name for person in reading.accepted(skip_bad_rows=True)] == ["Test Anemone", "Test Iris"]


def test_a_problem_is_told_by_the_heading_that_the_file_has():
    own = ("Fulde navn", "Mobil nr.", "Gruppe", "Plads", "Sidst bekræftet")
    rows = [("Test Gal", "112", "fu", "politi", "i går"), ("Test Iris", "20123456", "fu", "politi", ""), ("X", "20123457", "fu", "", "")]
    reading = read_csv(*rows, headings=own)
    told = {p.column: reading.heading(p.column, "da") for p in reading.problems}
    assert told == {"mobile": "Mobil nr.", "last_confirmed": "Sidst bekræftet", "seat": "Plads"}
    assert reading.heading("position", "da") == "rækkefølge", "a column that the file does not have is called what it would be"
    [differ] = read_csv(rows[1], ("Test Rose", *rows[1][1:]), headings=own).problems
    assert "differ in Fulde navn." in str(differ.sentence)


def test_without_problems_nothing_need_be_said():
    reading = read_csv(GOOD)
    assert reading.accepted(skip_bad_rows=False) == reading.people


def test_a_file_with_no_good_row_is_never_taken():
    with pytest.raises(Refused, match="No row"):
        read_csv(("x", "1", "", "fu", "politi", "", "")).accepted(skip_bad_rows=True)
    with pytest.raises(Refused, match="no rows"):
        read_csv()


def test_all_that_is_wrong_in_a_row_is_told_at_once():
    reading = read_csv(("", "112", "a@b", "fo", "", "x", ""))
    assert [p.column for p in reading.problems] == ["mobile", "email", "position", "group", "name"]
    assert {p.line for p in reading.problems} == {2}


@pytest.mark.parametrize(
    ("group", "seat", "area", "column", "nearest"),
    [
        ("forretningsudvalg", "politi", "", "group", "Forretningsudvalget"),
        ("xyzzy", "politi", "", "group", None),
        ("fu", "polti", "", "seat", "Politi"),
        ("fu", "", "", "seat", None),
        ("cks", "", "volsmose", "area", "Vollsmose"),
        ("cks", "", "", "area", None),
    ],
)
def test_an_unknown_word_is_told_with_what_is_allowed_and_the_nearest(group, seat, area, column, nearest):
    found = problem(
        GOOD, ("Prøve", "20123457", "", group, seat, "1", area) if column == "seat" else ("Prøve", "20123457", "", group, seat, "", area)
    )
    assert (found.line, found.column, found.nearest) == (3, column, nearest)
    assert found.allowed
    assert (nearest or found.allowed[0]) in str(found.sentence)


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (("Prøve", "20123457", "", "cks", "politi", "", "vollsmose"), "seat"),
        (("Prøve", "20123457", "", "cks", "", "1", "vollsmose"), "position"),
        (("Prøve", "20123457", "", "fu", "politi", "1", "vollsmose"), "area"),
        (("Prøve", "20123457", "", "ingen", "politi", "", ""), "seat"),
        (("Prøve", "20123457", "", "", "", "", ""), "group"),
        (("Prøve", "", "", "press", "", "", ""), "mobile"),
        (("", "20123457", "", "press", "", "", ""), "name"),
        (("Prøve", "+46 8 465 004 12", "", "press", "", "", ""), "mobile"),
        (("Prøve", "20123457", "a@b", "press", "", "", ""), "email"),
        (("Prøve", "20123457", "", "fu", "politi", "21", ""), "position"),
        (("Prøve", "20123457", "", "fu", "politi", "-1", ""), "position"),
        (("Prøve", "20123457", "", "fu", "politi", "1,5", ""), "position"),
        (("x" * 201, "20123457", "", "press", "", "", ""), "name"),
        (("Prøve\x07", "20123457", "", "press", "", "", ""), "name"),
        (("=1+1", "20123457", "", "press", "", "", ""), "name"),
    ],
)
def test_a_cell_that_cannot_be_right_is_told_with_line_and_column(row, column):
    found = problem(GOOD, row)
    assert (found.line, found.column) == (3, column)


@pytest.mark.parametrize("number", ["010190-1234", "0101901234", "010190 1234", "01 01 90 12 34", "101901234"])
@pytest.mark.parametrize("column", range(len(HEADINGS)))
def test_a_cpr_number_in_any_cell_is_refused_and_not_repeated(number, column):
    row = list(GOOD)
    row[column] = number
    found = problem(row)
    assert "CPR" in str(found.sentence)
    assert "1234" not in str(found.sentence)


def test_a_cpr_number_in_a_column_nobody_reads_is_refused_too():
    found = problem((*GOOD, "cpr 010190-1234"), headings=(*HEADINGS, "bemærkning"))
    assert "CPR" in str(found.sentence)


def test_a_telephone_number_abroad_is_no_cpr_number():
    reading = read_csv(("Test", "20123456", "+30 2101234567", "press"), headings=("navn", "mobil", "telefon", "gruppe"))
    assert reading.people[0].phone == "+302101234567"


def test_a_formula_in_a_workbook_is_told_with_its_line():
    reading = read_alert_list(xlsx_of(GOOD, ("=A2", "20123457", "", "press", "", "", "")), "l.xlsx", DIRECTORY)
    assert [(p.line, p.column) for p in reading.problems] == [(3, "name")]
    assert "formula" in str(reading.problems[0].sentence)


def test_a_cell_too_many_is_told():
    assert "more cells" in str(problem((*GOOD, "", "x")).sentence)


def test_rows_of_one_person_that_contradict_each_other_are_told_with_both_lines():
    found = problem(GOOD, ("Test Anemone", "20123456", "b@example.invalid", "board", "ssp", "", ""))
    assert (found.line, found.other_line, found.column) == (3, 2, "email")
    assert "2 and 3" in str(found.sentence)


def test_the_line_that_said_it_is_the_one_that_is_named():
    without = ("Test Anemone", "20123456", "", "press", "", "", "")
    found = problem(without, GOOD, ("Test Anemone", "20123456", "b@example.invalid", "board", "ssp", "", ""))
    assert (found.line, found.other_line) == (4, 3)


def test_two_people_at_one_position_of_a_seat_are_told_with_both_lines():
    found = problem(GOOD, ("Prøve Bøgeblad", "20123457", "", "fu", "politi", "indehaver", ""))
    assert (found.line, found.other_line, found.column) == (3, 2, "position")


def test_nobody_is_their_own_deputy():
    found = problem(GOOD, (*GOOD[:5], "stedfortræder", ""))
    assert (found.line, found.other_line) == (3, 2)


def test_the_same_row_twice_is_taken_once():
    assert read_csv(GOOD, GOOD).people == read_csv(GOOD).people


@pytest.mark.parametrize(
    ("written", "position"),
    [
        ("", 0),
        ("0", 0),
        ("Indehaver", 0),
        ("holder", 0),
        ("1", 1),
        ("2.", 2),
        ("Stedfortræder", 1),
        ("2. stedfortræder", 2),
        ("deputy 3", 3),
    ],
)
def test_a_position_is_read_as_people_write_it(written, position):
    assert read_csv((*GOOD[:5], written, "")).people[0].places == (Place("fu", "politi", position),)


def test_the_day_it_was_confirmed_is_a_day_that_has_been():
    def read(day):
        data = csv_of((*GOOD, day), headings=(*HEADINGS, "sidst bekræftet"))
        return read_alert_list(data, "l.csv", DIRECTORY, today=date(2026, 11, 22))

    assert [read(day).people[0].last_confirmed for day in ("2026-11-22", "4/5/2026", "")] == [date(2026, 11, 22), date(2026, 5, 4), None]
    for day in ("2026-11-23", "31-02-2026", "4/5/26", "i går", "1999-01-01"):
        assert [p.column for p in read(day).problems] == ["last_confirmed"]


def test_the_newest_confirmation_of_a_person_counts_and_one_invented_is_enough():
    headings = (*HEADINGS, "bekræftet", "opfundet", "sprog")
    reading = read_csv(
        (*GOOD, "2026-05-04", "nej", ""),
        ("", "", "", "", "", "", ""),
        (*GOOD[:3], "press", "", "", "", "2026-05-05", "ja", "engelsk"),
        headings=headings,
    )
    (person,) = reading.people
    assert (person.last_confirmed, person.invented, person.language) == (date(2026, 5, 5), True, "en")


def test_how_far_it_has_come_is_told():
    told = []
    rows = [(f"Test {i}", f"2012{i:04d}".replace("0", "1"), "", "press", "", "", "") for i in range(1200)]
    read_alert_list(csv_of(*rows), "l.csv", DIRECTORY, progress=told.append)
    assert told == [500, 1000, 1200]
