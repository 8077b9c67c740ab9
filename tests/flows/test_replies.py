"""Replies as people write them: the right answer or a question back, and never the provider's own words (hard cases 10-12)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.replies import HELP_WORDS, OPT_IN_WORDS, OPT_OUT_WORDS, Answer, OptIn, OptOut, Unclear, read
from flows.vocabulary import AnswerKind

SEEN, COMING, CANNOT = AnswerKind.SEEN, AnswerKind.ON_MY_WAY, AnswerKind.CANNOT

ANSWERS = {
    **dict.fromkeys(
        ["1", " 1 ", "1.", "1!", "ja", "JA", "Ja tak", "ja, tak!", "JA TAK.", "ok", "OK 👍", "Forstået", "forstaaet", "Forsta\u030aet"],
        Answer(SEEN),
    ),
    **dict.fromkeys(["Modtaget", "set", "1️⃣", "\n1\n", "\u00a01"], Answer(SEEN)),
    **dict.fromkeys([" 2 ", "2", "på vej", "Jeg er på vej", "kommer", "På vej!"], Answer(COMING)),
    **dict.fromkeys(["2 10", "2, 10 min", "på vej 10 min", "på vej, 10 minutter", "2 10m"], Answer(COMING, minutes=10)),
    **dict.fromkeys(["3", "nej", "Nej tak", "kan ikke", "Kan desværre ikke"], Answer(CANNOT)),
    **dict.fromkeys(["A1", "a 1", "a1", "A 1.", " a1 ", "A ja", "A: Forstået"], Answer(SEEN, "A")),
    **dict.fromkeys(["B2", "b 2", "B på vej"], Answer(COMING, "B")),
    **dict.fromkeys(["b 2 10 min", "B2 10"], Answer(COMING, "B", 10)),
    **dict.fromkeys(["i 1", "I1"], Answer(SEEN, "I")),
}
UNCLEAR = [
    "",
    " ",
    "A1 B2",
    "12",
    "4",
    "0",
    "👍",
    "hvem er du?",
    "ja nej",
    "måske",
    "2 700",
    "1 10",
    "A",
    "AB1",
    "1 2",
    "f",
    "F",
    "F1 og så",
    "ja stop",
]


@pytest.mark.parametrize(("text", "answer"), ANSWERS.items())
def test_an_answer_is_read_as_people_write_it(text: str, answer: Answer) -> None:
    assert read(text) == answer


@pytest.mark.parametrize("text", UNCLEAR)
def test_what_cannot_be_read_is_asked_back(text: str) -> None:
    assert read(text) == Unclear()


def test_an_f_is_no_failure() -> None:
    """Hard case 12: one system ignored every reply that began with f."""
    assert read("Forstået") == Answer(SEEN)
    assert read("F1") == Answer(SEEN, "F")


words = st.sampled_from(sorted(OPT_OUT_WORDS | OPT_IN_WORDS | HELP_WORDS))
around = st.text(" \t\n.,!?*\"'-()", max_size=4)


@given(word=words, before=around, after=around, how=st.sampled_from([str.upper, str.lower, str.title, str.swapcase]))
def test_a_providers_word_is_never_an_answer(word: str, before: str, after: str, how: "type") -> None:
    """Hard case 11."""
    reply = read(f"{before}{how(word)}{after}")
    assert not isinstance(reply, Answer)
    assert isinstance(reply, OptOut) == (word in OPT_OUT_WORDS)
    assert isinstance(reply, OptIn) == (word in OPT_IN_WORDS)


@given(word=words, code=st.sampled_from(["A", "b "]), digit=st.sampled_from(["", " 1"]))
def test_a_providers_word_with_something_around_it_is_no_answer_either(word: str, code: str, digit: str) -> None:
    assert not isinstance(read(f"{code} {word}{digit}"), Answer)


@given(st.text())
def test_no_text_makes_the_reading_fail(text: str) -> None:
    assert isinstance(read(text), Answer | OptOut | OptIn | Unclear)


@given(st.text(alphabet="abi123 .måpvej0ØøÅå\u017fß\u0307\u200d\ud83d\udc4d", max_size=30))
def test_no_text_that_is_nearly_an_answer_makes_the_reading_fail(text: str) -> None:
    reply = read(text)
    if isinstance(reply, Answer):
        assert reply.minutes is None or (reply.kind is COMING and 0 < reply.minutes <= 600)
        assert reply.code is None or (len(reply.code) == 1 and reply.code.isascii() and reply.code.isupper())
