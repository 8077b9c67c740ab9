"""The columns are found as people write their headings, and documented as they are."""

from pathlib import Path

import pytest

from contacts.columns import COLUMNS, column_table, recognised


@pytest.mark.parametrize("heading", ["rækkefølge", "RÆKKEFØLGE", "raekkefoelge", " Række følge ", "position", "Position"])
def test_a_heading_is_known_whatever_its_case_spaces_and_letters(heading):
    assert [column.key for column in recognised([heading]) if column] == ["position"]


def test_a_byte_order_mark_before_the_first_heading_does_not_hide_it():
    assert recognised(["\ufeffnavn"])[0] is COLUMNS[0]


def test_no_heading_means_two_columns():
    headings = [heading for column in COLUMNS for heading in (*column.danish, *column.english)]
    found = [(heading, column.key) for heading in headings for column in COLUMNS if column in recognised([heading])]
    assert len(found) == len(headings)
    assert all(heading in (*c.danish, *c.english) for heading, key in found for c in COLUMNS if c.key == key)


def test_the_documentation_names_every_heading():
    table = column_table()
    assert all(f"`{heading}`" in table for column in COLUMNS for heading in (*column.danish, *column.english))
    assert len(table.splitlines()) == len(COLUMNS) + 2


def test_the_page_about_the_file_holds_the_columns_as_they_are():
    assert column_table() in (Path(__file__).parents[2] / "docs" / "alert-list.md").read_text()
