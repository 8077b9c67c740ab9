"""Personal links: they open what they were made for and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.sentences import NOT_FOUND, Refused
from service.domain.links import Links

LINKS = Links(b"a secret of this test's own")
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LOOK_ALIKES = {"0": "Oo0", "1": "IiLl1"}
numbers = st.integers(1, 2**40)
purposes = st.sampled_from(["answer", "task"])


@given(purpose=purposes, incident=numbers, subject=numbers)
def test_a_link_leads_where_it_was_made_for(purpose: str, incident: int, subject: int) -> None:
    token = LINKS.token(purpose, incident, subject)
    assert LINKS.read(purpose, token) == (incident, subject)
    assert LINKS.read(purpose, token.lower()) == (incident, subject)


@given(incident=numbers, subject=numbers, data=st.data())
def test_letters_that_look_alike_are_taken_for_each_other(incident: int, subject: int, data: st.DataObject) -> None:
    token = LINKS.token("answer", incident, subject)
    read_aloud = "".join(data.draw(st.sampled_from(LOOK_ALIKES.get(letter, letter))) for letter in token)
    assert LINKS.read("answer", read_aloud) == (incident, subject)


@given(incident=numbers, subject=numbers, data=st.data())
def test_any_changed_letter_is_refused(incident: int, subject: int, data: st.DataObject) -> None:
    token = LINKS.token("answer", incident, subject)
    at = data.draw(st.integers(0, len(token) - 1).filter(lambda i: token[i] != "-"))
    other = data.draw(st.sampled_from(LETTERS).filter(lambda letter: letter != token[at]))
    refused(token[:at] + other + token[at + 1 :])


@given(st.text(max_size=60) | st.text("0123456789abcdefIOL-\u0131ß\u017f", max_size=60))
def test_no_text_makes_the_reading_fail(text: str) -> None:
    refused(text)


def test_a_link_for_one_purpose_is_no_link_for_another_and_no_other_secret_makes_it() -> None:
    token = LINKS.token("answer", 7, 9)
    with pytest.raises(Refused):
        LINKS.read("task", token)
    with pytest.raises(Refused):
        Links(b"another secret").read("answer", token)


def refused(token: str) -> None:
    with pytest.raises(Refused) as told:
        LINKS.read("answer", token)
    assert told.value.kind == NOT_FOUND
