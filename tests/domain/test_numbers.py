"""Numbers as data owners write them are read, or asked about; a period is one that is over (S4, I10)."""

import contextlib
import io
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from actioncards.housing.figures import Unit
from flows.sentences import Refused, Sentence
from service.domain.language import translations
from service.domain.numbers import number_in, refuse_share
from service.domain.periods import due_of, first_day_after, period_in, quarter_before, quarter_in
from service.domain.sheets import rows_of

NOW = datetime(2026, 11, 22, 7, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("4,44", Unit.PERCENT, "4.44"),
        ("4.44 %", Unit.PERCENT, "4.44"),
        ("4,448", Unit.PERCENT, "4.448"),
        ("1.195", Unit.PERSONS, "1195"),
        ("5.888", Unit.PERSONS, "5888"),
        ("384.262,50", Unit.KRONER, "384262.50"),
        ("1.234.567", Unit.KRONER, "1234567"),
        ("0", Unit.PERCENT, "0"),
        ("100", Unit.PERCENT, "100"),
    ],
)
def test_a_number_is_read_as_its_writer_meant_it(text: str, unit: Unit, value: str) -> None:
    assert number_in(text, unit) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "unit", "says"),
    [
        ("140", Unit.PERCENT, "from 0 to 100"),
        ("-1", Unit.PERSONS, "below zero"),
        ("1,195", Unit.PERSONS, "two ways"),
        ("12,5", Unit.PERSONS, "whole numbers"),
        ("13", Unit.GRADE, "from -3 to 12"),
        ("384.262", Unit.KRONER, "two ways"),
        ("ca. 12", Unit.PERCENT, "is no number"),
        ("1e9", Unit.COUNT, "is no number"),
        ("", Unit.COUNT, "is no number"),
        ("٣", Unit.COUNT, "is no number"),
    ],
)
def test_what_cannot_be_or_could_be_two_things_is_asked_about(text: str, unit: Unit, says: str) -> None:
    with pytest.raises(Refused, match=says):
        number_in(text, unit)


@given(st.text(max_size=20), st.sampled_from(list(Unit)))
def test_no_text_makes_anything_but_a_number_or_a_question(text: str, unit: Unit) -> None:
    with contextlib.suppress(Refused):
        assert number_in(text, unit).is_finite()


def test_a_share_is_asked_for_as_a_percentage() -> None:
    with pytest.raises(Refused, match=r"4\.4"):
        refuse_share(Decimal("0.044"), Unit.PERCENT, "Andel")
    refuse_share(Decimal("4.4"), Unit.PERCENT, "procent")


@pytest.mark.parametrize(
    ("text", "unit", "danish", "english"),
    [
        ("140,5", Unit.PERCENT, "140,5 kan ikke passe", "140.5 cannot be"),
        ("1,195", Unit.PERSONS, "Skriv 1195 eller 1,1950.", "Write 1195 or 1.1950."),
    ],
)
def test_a_number_is_told_with_the_decimal_mark_of_the_readers_language(text: str, unit: Unit, danish: str, english: str) -> None:
    with pytest.raises(Refused) as refused:
        number_in(text, unit)
    assert danish in translations().speaker("da").say(refused.value.sentence)
    assert english in translations().speaker("en").say(refused.value.sentence)


def test_a_share_is_asked_for_as_a_percentage_without_zeros_at_its_end() -> None:
    with pytest.raises(Refused) as refused:
        refuse_share(Decimal("0.45"), Unit.PERCENT, "andel")
    assert translations().speaker("da").say(refused.value.sentence) == "0,45 er sendt som en andel af én. Skriv det i procent: 45."


def test_a_period_must_be_over_on_copenhagens_clock() -> None:
    assert period_in("2026-K3", NOW) == "2026-Q3"
    for text in ("2026", "2026-Q4", "2026-11", "2027"):
        with pytest.raises(Refused, match="not over yet"):
            period_in(text, NOW)
    midnight = datetime(2026, 12, 31, 23, 0, tzinfo=UTC)
    assert period_in("2026", midnight) == "2026"
    with pytest.raises(Refused, match="is no quarter"):
        quarter_in("2026")


def test_a_quarter_is_due_a_fortnight_after_it_ended_at_noon() -> None:
    assert first_day_after("2026-Q4") == date(2027, 1, 1)
    assert first_day_after("2026-09") == date(2026, 10, 1)
    assert due_of("2026-Q3") == datetime(2026, 10, 15, 10, 0, tzinfo=UTC)
    assert due_of("2026-Q4") == datetime(2027, 1, 15, 11, 0, tzinfo=UTC)
    assert quarter_before(NOW) == "2026-Q3"
    assert quarter_before(datetime(2026, 1, 5, tzinfo=UTC)) == "2025-Q4"


COLUMNS = {"thing": ("indikator",), "value": ("værdi",)}
REQUIRED = {"thing": Sentence("indicator"), "value": Sentence("value")}


@pytest.mark.parametrize("data", [b"", b"\x00\x01", b"PK\x03\x04nonsense", b"indikator\nx\n", b"a" * 2_000_001])
@pytest.mark.parametrize("name", ["a.csv", "a.xlsx", "a.exe"])
def test_a_file_that_is_no_such_table_is_refused_and_never_breaks(data: bytes, name: str) -> None:
    with pytest.raises(Refused) as refused:
        rows_of(data, name, COLUMNS, REQUIRED)
    assert refused.value.field == "file"


def _workbook(*rows: list[object], formats: Mapping[str, str] = MappingProxyType({})) -> bytes:
    book, data = Workbook(), io.BytesIO()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    for cell, shown in formats.items():
        sheet[cell].number_format = shown
    book.save(data)
    return data.getvalue()


def test_a_cell_that_excel_shows_as_a_percentage_or_a_day_is_read_as_it_is_shown() -> None:
    rows = (["Indikator", "Værdi"], ["x", 0.448], ["y", 1], ["z", 0.07], ["u", 44.8], ["v", 3], ["w", date(2026, 1, 1)])
    formats = {"B2": "0.0%", "B3": "0%", "B4": "0.00 %", "B5": '0.0" %"', "B6": "General"}
    read = rows_of(_workbook(*rows, formats=formats), "a.xlsx", COLUMNS, REQUIRED)
    assert [row.cells["value"] for row in read] == ["44.8%", "100%", "7%", "44.8", "3", "2026-01-01"]
    assert number_in(read[0].cells["value"], Unit.PERCENT) == Decimal("44.8")


def test_a_workbook_with_odd_cells_is_read_or_refused() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["Indikator", "Værdi"], ["x", 1e308], ["y", date(2026, 1, 1)], ["z", True], [None, None]):
        sheet.append(row)
    data = io.BytesIO()
    book.save(data)
    assert [row.line for row in rows_of(data.getvalue(), "a.xlsx", COLUMNS, REQUIRED)] == [2, 3, 4]
