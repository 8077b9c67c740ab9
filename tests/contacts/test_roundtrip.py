"""What is exported comes back the same, opens right in Excel, and runs nothing there."""

import csv
import io
from datetime import date

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from contacts.columns import COLUMNS
from contacts.email import checked_email
from contacts.escaping import neutralised, restored
from contacts.importing import read_alert_list
from contacts.person import Person, Place, matching
from contacts.phone import can_receive_sms
from contacts.spelling import tidied
from contacts.workbook import to_xlsx
from contacts.writing import to_csv
from flows.free_text import checked_text
from flows.sentences import Refused
from tests.contacts.lists import DIRECTORY
from tests.contacts.test_phone import EXAMPLES, danish

ATTACKS = ("=cmd|' /C calc'!A0", "+1+1", "-1", "@SUM(A1)", "'=x", "''+y", "'plain", "\uff1d1", "+45 20 12 34 56", "#N/A", 'x;y"z')


def harmless(text):
    try:
        return bool(checked_text(text, field="name"))
    except Refused:
        return False


def kept(text):
    """A text as the store holds it: checked and tidied."""
    return tidied(text)


words = st.one_of(
    st.text(max_size=30), st.sampled_from(ATTACKS), st.sampled_from("=+-@'").flatmap(lambda c: st.text(max_size=5).map(c.__add__))
)
names = words.map(kept).filter(harmless).filter(lambda text: text not in ("#N/A",))
titles = words.map(kept).filter(lambda text: not text or (harmless(text) and text != "#N/A"))
foreign = [number for number in EXAMPLES if can_receive_sms(number)]
mobiles = st.one_of(danish.map("+45".__add__), st.sampled_from(foreign))
emails = st.from_regex(r"[a-z0-9_'+=-]{1,8}@[a-z]{1,8}\.(?:dk|invalid)", fullmatch=True)
fixed = st.sampled_from([("fu", "politi"), ("fu", "boern_unge"), ("board", "politi"), ("board", "ssp")])
seats = st.builds(lambda at, position: Place(*at, position), fixed, st.integers(0, 20))
opens = st.builds(lambda area: Place("cks", None, 0, area), st.sampled_from(["vollsmose", "korsloekken"])) | st.just(Place("press"))


@st.composite
def people(draw):
    free = draw(st.lists(seats, unique=True, max_size=6))
    found = []
    for mobile in draw(st.lists(st.none() | mobiles, min_size=1, max_size=4)):
        own, seen = [], set()
        for place in [free.pop() for _ in range(draw(st.integers(0, len(free))))]:
            if (place.group, place.seat) not in seen:
                seen.add((place.group, place.seat))
                own.append(place)
        own += draw(st.lists(opens, unique=True, max_size=2))
        email = draw(emails if mobile is None else st.none() | emails)
        found.append(
            Person(
                name=draw(names),
                title=draw(titles),
                organisation=draw(titles),
                mobile=mobile,
                phone=draw(st.none() | mobiles),
                email=email,
                language=draw(st.sampled_from(["da", "en"])),
                last_confirmed=draw(st.none() | st.dates(date(2000, 1, 1), date(2026, 11, 22))),
                invented=draw(st.booleans()),
                places=tuple(own),
            )
        )
    assume(all(p.email is None or checkable(p.email) for p in found))
    assume(len(matching(found)) == len(found))
    return tuple(found)


def checkable(email):
    try:
        return checked_email(email, field="email") == email
    except Refused:
        return False


@given(people(), st.sampled_from(["da", "en"]))
def test_a_list_written_as_csv_reads_back_the_same(alert_list, language):
    reading = read_alert_list(to_csv(alert_list, language=language), "liste.csv", DIRECTORY)
    assert reading.problems == ()
    assert reading.accepted(skip_bad_rows=False) == alert_list


@settings(max_examples=40)
@given(people(), st.sampled_from(["da", "en"]))
def test_a_list_written_as_a_workbook_reads_back_the_same(alert_list, language):
    reading = read_alert_list(to_xlsx(alert_list, language=language), "liste.xlsx", DIRECTORY)
    assert reading.problems == ()
    assert reading.accepted(skip_bad_rows=False) == alert_list


@given(words)
def test_a_neutralised_cell_is_harmless_and_comes_back(text):
    written = neutralised(text)
    assert restored(written) == text
    assert not written.startswith(("=", "-", "@", "\t"))


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_cell_of_an_export_is_a_formula(attack):
    person = Person(attack, title=attack, mobile="+4520123456", places=(Place("press"),))
    data = to_csv([person])
    cells = list(csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))[1]
    phone = cells[3]
    assert phone == "+45 20 12 34 56"
    assert not any(cell.startswith(("=", "-", "@", "\uff1d")) or (cell.startswith("+") and cell != phone) for cell in cells)
    sheet = load_workbook(io.BytesIO(to_xlsx([person]))).active
    assert {cell.data_type for row in sheet.iter_rows(min_row=2) for cell in row} <= {"s", "n"}


def test_danish_excel_opens_the_export_right():
    data = to_csv([Person("Prøve Bøgeblad", mobile="+4520123456", places=(Place("press"),))])
    assert data.startswith(b"\xef\xbb\xbfnavn;titel;organisation;mobil;")
    assert "Prøve Bøgeblad".encode() in data
    assert data.count(b"\r\n") == 2


def test_an_export_has_every_column_in_either_language():
    assert to_csv([], language="en").decode("utf-8-sig").strip().split(";") == [column.heading("en") for column in COLUMNS]
