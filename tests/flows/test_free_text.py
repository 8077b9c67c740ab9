"""A CPR number is refused everywhere; telephone numbers are not mistaken for one (C3, I8)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.free_text import checked_text, contains_cpr, without_cpr
from flows.sentences import Refused

days = st.integers(0, 50_000).map(lambda n: date(1900, 1, 1) + timedelta(n))
tails = st.integers(0, 9999).map("{:04d}".format)
between = st.sampled_from(["-", "", " ", "\u2013", " - ", "\u00a0"])
words = st.text("abc æøå.,:;()\n", max_size=10)


@given(day=days, tail=tails, gap=between, before=words, after=words)
def test_a_cpr_number_is_found_however_it_is_written(day: date, tail: str, gap: str, before: str, after: str) -> None:
    text = f"{before}{day:%d%m%y}{gap}{tail}{after}"
    assert contains_cpr(text)
    assert tail not in without_cpr(text)
    assert not contains_cpr(without_cpr(text))
    with pytest.raises(Refused, match="CPR"):
        checked_text(text, field="text")


@given(day=st.integers(0, 99), month=st.integers(0, 99), year=st.integers(0, 99), tail=tails)
def test_what_is_no_real_date_is_no_cpr_number(day: int, month: int, year: int, tail: str) -> None:
    real = any(_exists(century + year, month, day) for century in (1900, 2000))
    assert contains_cpr(f"{day:02d}{month:02d}{year:02d}-{tail}") == real


def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


@given(st.integers(0, 99_999_999))
def test_a_danish_telephone_number_is_no_cpr_number(number: int) -> None:
    eight = f"{number:08d}"
    pairs = " ".join(eight[i : i + 2] for i in (0, 2, 4, 6))
    for written in (eight, f"+45{eight}", f"+45 {eight}", f"+45 {pairs}", f"0045{eight}", f"0045 {eight}", f"tlf. {pairs}"):
        assert not contains_cpr(written), written


@given(st.integers(1, 999).filter(lambda code: code != 45), st.integers(10**9, 10**10 - 1))
def test_a_foreign_telephone_number_is_no_cpr_number(code: int, number: int) -> None:
    for written in (f"+{code}{number}", f"+{code} {number}"):
        assert not contains_cpr(written), written


@pytest.mark.parametrize("text", ["32012345678", "20123456789012", "sag 2026-0101701234567", "3112993"])
def test_ten_digits_within_a_longer_number_are_no_cpr_number(text: str) -> None:
    assert not contains_cpr(text)


@pytest.mark.parametrize("text", ["nul\x00", "\x1b[31m", "half \ud800 pair", "\x7f"])
def test_a_control_character_is_refused_with_its_field(text: str) -> None:
    with pytest.raises(Refused) as refused:
        checked_text(text, field="reason")
    assert refused.value.field == "reason"


def test_lines_and_tabs_are_no_control_characters() -> None:
    assert checked_text("  to\nlinjer\tog mere \r\n", field="text") == "to\nlinjer\tog mere"


def test_too_long_a_text_says_how_long_it_may_be() -> None:
    with pytest.raises(Refused, match="at most 5"):
        checked_text("123456", field="text", longest=5)
