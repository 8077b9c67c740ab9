"""An SMS read as the answer to an invitation; never guessed (hard cases 10-12)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.meeting_replies import MeetingAnswer, read
from flows.vocabulary import Rsvp


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("1", MeetingAnswer(Rsvp.JOINING)),
        (" 2 ", MeetingAnswer(Rsvp.DEPUTY)),
        ("3.", MeetingAnswer(Rsvp.CANNOT)),
        ("A1", MeetingAnswer(Rsvp.JOINING, "A")),
        ("b 3", MeetingAnswer(Rsvp.CANNOT, "B")),
        ("Jeg deltager!", MeetingAnswer(Rsvp.JOINING)),
        ("ja", MeetingAnswer(Rsvp.JOINING)),
        ("Min stedfortræder kommer", MeetingAnswer(Rsvp.DEPUTY)),
        ("stedfortra\u0308der", None),
        ("A nej tak", MeetingAnswer(Rsvp.CANNOT, "A")),
        ("I cannot", MeetingAnswer(Rsvp.CANNOT)),
        ("deltager ikke", MeetingAnswer(Rsvp.CANNOT)),
        ("ok", None),
        ("set", None),
        ("på vej", None),
        ("4", None),
        ("12", None),
        ("1 10", None),
        ("👍", None),
        ("", None),
    ],
)
def test_what_is_read(text: str, answer: MeetingAnswer | None) -> None:
    assert read(text) == answer


@given(st.text())
def test_no_text_is_more_than_unclear(text: str) -> None:
    assert read(text) is None or isinstance(read(text), MeetingAnswer)
