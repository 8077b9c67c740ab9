import unicodedata

import pytest
import smsutil
from hypothesis import example, given
from hypothesis import strategies as st

from actioncards.sms import GSM_BASE, GSM_EXTENSION, Encoding, parts, plain

GSM = "".join(sorted(GSM_BASE | GSM_EXTENSION))
MIXED = st.one_of(
    st.text(st.sampled_from(GSM), min_size=1, max_size=700),
    st.text(st.sampled_from("æøåÆØÅab {}€[]"), min_size=1, max_size=400),
    st.text(st.sampled_from("ab€“\U0001f600"), min_size=1, max_size=300),
    st.text(st.characters(codec="utf-8", exclude_characters="\x1b"), min_size=1, max_size=300),
)


@given(MIXED)
@example("x" * 160)
@example("x" * 161)
@example("x" * 152 + "€" + "x" * 20)
@example("\U0001f600" * 35)
@example("x" * 66 + "\U0001f600" * 20)
def test_sizes_agree_with_an_independent_implementation(text: str) -> None:
    normal = unicodedata.normalize("NFC", text)
    theirs = smsutil.split(normal)
    ours = parts(text)
    assert ours.encoding is (Encoding.GSM7 if theirs.encoding == "gsm0338" else Encoding.UCS2)
    assert ours.units == theirs.total_bytes // (1 if ours.encoding is Encoding.GSM7 else 2)
    assert ours.parts == max(1, len(theirs.parts))


@pytest.mark.parametrize(
    ("text", "encoding", "units", "count"),
    [
        ("", Encoding.GSM7, 0, 1),
        ("æøåÆØÅ", Encoding.GSM7, 6, 1),
        ("a\u030a", Encoding.GSM7, 1, 1),
        ("€[]", Encoding.GSM7, 6, 1),
        ("å" * 160, Encoding.GSM7, 160, 1),
        ("å" * 161, Encoding.GSM7, 161, 2),
        ("å" * 306, Encoding.GSM7, 306, 2),
        ("å" * 307, Encoding.GSM7, 307, 3),
        ("“" * 70, Encoding.UCS2, 70, 1),
        ("“" * 71, Encoding.UCS2, 71, 2),
        ("\x1b", Encoding.UCS2, 1, 1),
    ],
)
def test_a_text_takes_as_many_parts_as_the_standard_says(text: str, encoding: Encoding, units: int, count: int) -> None:
    size = parts(text)
    assert (size.encoding, size.units, size.parts) == (encoding, units, count)


def test_the_characters_that_double_the_price_are_named() -> None:
    assert parts("»Uro« \N{EN DASH} ved torvet…").forced_by == ("»", "«", "\N{EN DASH}", "…")
    assert parts("helt almindelig æøå").forced_by == ()


@pytest.mark.parametrize("character", "\u2013\u2014\u2018\u2019“”„…•\u00a0\u2009\u2011»«")
def test_typographic_characters_have_a_plain_replacement(character: str) -> None:
    assert parts(plain(f"a{character}b")).encoding is Encoding.GSM7


@given(st.text(st.characters(codec="utf-8")))
def test_plain_keeps_every_character_that_a_text_message_can_hold(text: str) -> None:
    kept = unicodedata.normalize("NFC", text)
    if not parts(text).forced_by:
        assert plain(text) == kept
