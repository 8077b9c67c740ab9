"""A file is read as people save it, or refused with the reason; nothing that is sent in brings anything down."""

import io
import zipfile
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from contacts.importing import read_alert_list
from contacts.reading import read_table
from contacts.table import LARGEST_FILE, MOST_ROWS
from flows.sentences import TOO_LARGE, Refused
from tests.contacts.lists import DIRECTORY, HEADINGS, csv_of, xlsx_of

ROW = ("Prøve Bøgeblad", "20 12 34 56", "b@example.invalid", "fu", "politi", "", "")


def rows_of(data, name="liste.csv"):
    return [(row.line, row.cells) for row in read_table(data, name).rows]


def refused(data, name="liste.csv"):
    with pytest.raises(Refused) as caught:
        list(read_table(data, name).rows)
    assert caught.value.field == "file"
    return str(caught.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_excel_may_save_it_with_any_separator_and_any_letters(encoding, separator):
    data = csv_of(ROW).decode().replace(";", separator).encode(encoding)
    assert rows_of(data) == [(2, dict(zip(("name", "mobile", "email", "group", "seat"), ROW, strict=False)))]


def test_excels_own_separator_line_is_understood():
    assert rows_of(b"sep=;\r\n" + csv_of(ROW))[0][0] == 3


def test_a_line_break_inside_a_cell_and_empty_lines_do_not_shift_the_line_numbers():
    text = 'navn;titel;mobil;gruppe\r\n"Test\r\nAnemone";x;20123456;fu\r\n\r\n;;;\r\nPrøve;"a ""b"" c";20123457;fu\r\n'
    assert [(line, cells["name"]) for line, cells in rows_of(text.encode())] == [(2, "Test\r\nAnemone"), (6, "Prøve")]


def test_excel_may_have_made_numbers_of_the_numbers_and_moments_of_the_days():
    data = xlsx_of(
        ("Test Anemone", 20123456, "press", datetime(2026, 5, 4)),  # noqa: DTZ001 - a spreadsheet's days have no zone
        ("Prøve Bøgeblad", 4520123457.0, "press", "04.05.2026"),
        headings=("navn", "mobil", "gruppe", "bekræftet"),
    )
    reading = read_alert_list(data, "liste.xlsx", DIRECTORY)
    assert not reading.problems
    assert [(p.mobile, p.last_confirmed.isoformat()) for p in reading.people] == [
        ("+4520123456", "2026-05-04"),
        ("+4520123457", "2026-05-04"),
    ]


def test_what_a_file_is_is_told_by_its_content():
    assert rows_of(xlsx_of(ROW), "liste.csv")[0][0] == 2
    assert "neither CSV nor" in refused(csv_of(ROW), "liste.xlsx")


def test_a_heading_nobody_reads_is_shown_to_the_user():
    assert read_table(csv_of((*ROW, "x"), headings=(*HEADINGS, "bemærkning")), "l.csv").unread == ("bemærkning",)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \r\n ", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"%PDF-1.7 navn;mobil;gruppe", "neither CSV nor"),
        (b"\x89PNG\r\n\x1a\n", "neither CSV nor"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "password"),
        (b"PK\x03\x04 cut off", "damaged"),
        (b"navn;mobil;gruppe\r\nTest\x00;20123456;fu", "NUL"),
        ("navn;mobil;gruppe".encode("utf-16-le"), "NUL"),
        (b"\xff\xfe\x00", "cannot be read"),
        (b"navn;mobil;gruppe\r\n\x81;1;2", "cannot be read"),
        (b'navn;mobil;gruppe\r\n"Test;20123456;fu\r\nProeve;20123457;fu', "line 2"),
        (b"navn;mobil;gruppe;Navn", "twice"),
        (b"navn;gruppe", "lacks the columns mobil/mobile"),
        (b"hello", "navn/name"),
        (b";".join([b"navn"] * 100), "more than 60 columns"),
    ],
)
def test_a_file_that_is_no_list_is_refused_with_the_reason(data, reason):
    assert reason in refused(data)


def test_a_name_that_is_no_list_is_refused():
    assert ".xlsx" in refused(csv_of(ROW), "liste.pdf")
    assert ".xlsx" in refused(csv_of(ROW), "")


def test_fifty_megabytes_are_refused_before_they_are_looked_at():
    with pytest.raises(Refused, match="50 MB") as caught:
        read_table(bytes(50 * 1024**2), "liste.csv")
    assert caught.value.kind == TOO_LARGE


def test_too_many_rows_are_refused():
    data = b"navn;mobil;gruppe\n" + b"a;1;f\n" * (MOST_ROWS + 1)
    assert len(data) < LARGEST_FILE
    assert "200000 rows" in refused(data)


def test_a_zip_bomb_is_refused_by_its_table_of_contents():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in ("[Content_Types].xml", "xl/workbook.xml"):
            with archive.open(part, "w") as bomb:
                for _ in range(101):
                    bomb.write(bytes(1024**2))
    assert len(out.getvalue()) < 1024**2
    assert "unpacks" in refused(out.getvalue(), "liste.xlsx")


def test_an_archive_that_is_no_workbook_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("liste.csv", csv_of(ROW))
    assert "archive" in refused(out.getvalue(), "liste.xlsx")


def test_a_row_far_down_in_a_workbook_does_not_make_it_read_for_ever():
    assert "200000 rows" in refused(changed_sheet(xlsx_of(ROW), b'<row r="2"', b'<row r="900000000"'), "liste.xlsx")


def test_entities_that_multiply_are_refused():
    bomb = b"<!DOCTYPE x [<!ENTITY a '" + b"a" * 100_000 + b"'>]>"
    data = changed_sheet(xlsx_of(ROW), b"<worksheet", bomb + b"<worksheet", (b"<t>", b"<t>" + b"&a;" * 2_000))
    assert "damaged" in refused(data, "liste.xlsx")


def test_the_sheet_that_people_see_is_read():
    book = Workbook()
    book.active.sheet_state = "hidden"
    book.create_sheet("Liste").append(HEADINGS)
    book["Liste"].append(ROW)
    out = io.BytesIO()
    book.save(out)
    assert rows_of(out.getvalue(), "liste.xlsx")[0][1]["name"] == "Prøve Bøgeblad"


def changed_sheet(data, old, new, more=(b"</", b"</")):
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.namelist():
            content = source.read(part)
            if part == "xl/worksheets/sheet1.xml":
                assert old in content
                content = content.replace(old, new)
                assert more[0] in content
                content = content.replace(*more)
            target.writestr(part, content)
    return out.getvalue()


def only_refused(data, name):
    try:
        read_alert_list(data, name, DIRECTORY)
    except Refused as caught:
        reason = str(caught)
    else:
        reason = "taken"
    assert reason


@given(st.binary(max_size=300), st.sampled_from(["a.csv", "a.xlsx"]), st.sampled_from([b"", b"PK\x03\x04", b"navn;mobil;gruppe\n"]))
def test_any_bytes_give_a_list_or_a_refusal(data, name, start):
    only_refused(start + data, name)


@given(st.data())
def test_any_damage_to_a_workbook_gives_a_list_or_a_refusal(data):
    whole = bytearray(WORKBOOK)
    for at in data.draw(st.lists(st.integers(0, len(whole) - 1), min_size=1, max_size=6)):
        whole[at] = data.draw(st.integers(0, 255))
    only_refused(bytes(whole[: data.draw(st.integers(0, len(whole)))]), "liste.xlsx")


@given(st.lists(st.tuples(*[st.text(max_size=12) for _ in HEADINGS]), max_size=4))
def test_any_text_in_the_cells_gives_a_list_or_a_refusal(rows):
    only_refused("\n".join(";".join(row) for row in (HEADINGS, *rows)).encode("utf-8", "replace"), "a.csv")


WORKBOOK = xlsx_of(ROW, ROW)
