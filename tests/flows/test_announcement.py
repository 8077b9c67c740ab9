"""What a clearance is of, who may give it, and in which order audiences are told (C1, F10)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.announcement import ANNOUNCEMENT, Wording, check_clearer, check_digest, digest, is_ended, is_enough, next_call, steps
from flows.sentences import Refused
from flows.vocabulary import AnnouncementState, AnnouncementTrigger

said = st.dictionaries(st.sampled_from(["sms", "email"]), st.tuples(st.none() | st.text(max_size=5), st.text(max_size=8)), max_size=2)
wordings = st.builds(Wording, st.sampled_from("abc"), st.sampled_from("xy"), said, said)


@given(st.lists(wordings, max_size=3), st.lists(wordings, max_size=3))
def test_two_digests_are_equal_only_for_the_same_words_audiences_and_channels(one: list[Wording], other: list[Wording]) -> None:
    """C1."""
    plain = [sorted(map(str, parts)) for parts in (one, other)]
    assert (digest(one) == digest(other)) == (plain[0] == plain[1] or _same(one, other))


def _same(one: list[Wording], other: list[Wording]) -> bool:
    def key(part: Wording) -> str:
        return str((part.audience, part.area, sorted(part.words.items()), sorted(part.correction.items())))

    return sorted(map(key, one)) == sorted(map(key, other))


def test_each_thing_that_goes_out_is_in_the_digest() -> None:
    """C1: words, subject, channel, audience, area, and the correction."""
    part = Wording("cks", "rising", {"sms": (None, "Hej")}, {"sms": (None, "Nej")})
    others = [
        replace(part, audience="press"),
        replace(part, area="vollsmose"),
        replace(part, words={"sms": (None, "Hej.")}),
        replace(part, words={"email": (None, "Hej")}),
        replace(part, words={"sms": ("", "Hej")}),
        replace(part, correction={"sms": (None, "Nej!")}),
    ]
    assert len({digest([one]) for one in (part, *others)}) == 7


def test_only_a_named_person_who_has_not_written_in_it_clears_the_words_that_stand() -> None:
    """C1."""
    check_clearer(may=True, writers=[1, 2], person=3)
    for may, person in ((False, 3), (True, 2)):
        with pytest.raises(Refused) as refused:
            check_clearer(may=may, writers=[1, 2], person=person)
        assert refused.value.kind == "not_allowed"
    with pytest.raises(Refused):
        check_digest("a", "b")
    assert is_enough([1, 1, 2], 2)
    assert not is_enough([1, 1], 2)


def test_an_audience_is_told_after_those_it_names() -> None:
    """F10."""
    assert steps({"cks": ("strategic",), "strategic": (), "press": ("cks", "strategic")}) == {"strategic": 0, "cks": 1, "press": 2}
    with pytest.raises(Refused):
        steps({"a": ("b",), "b": ("a",), "c": ()})


def test_reminders_come_at_their_times_and_end() -> None:
    start = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert next_call(start, (10, 5), 0) == start + timedelta(minutes=5)
    assert next_call(start, (10, 5), 1) == start + timedelta(minutes=10)
    assert next_call(start, (10, 5), 2) is None


def test_nothing_but_a_clearance_leads_to_a_release() -> None:
    """C1, I8."""
    before = {s for s in AnnouncementState if ANNOUNCEMENT.allows(s, AnnouncementTrigger.RELEASE)}
    assert before == {AnnouncementState.CLEARED}
    assert {s for s in AnnouncementState if ANNOUNCEMENT.allows(s, AnnouncementTrigger.CLEAR)} == {AnnouncementState.SUBMITTED}
    for state in AnnouncementState:
        if is_ended(state):
            assert not ANNOUNCEMENT.allows(state, AnnouncementTrigger.RELEASE)
            assert not ANNOUNCEMENT.allows(state, AnnouncementTrigger.EDIT)
