"""Calling the duty chief out: how an ALARM text is read, and how long everyone is left in peace between two rounds (F1, F2)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actioncards import ODENSE
from actioncards.loader import load
from flows.call_out import LONGEST_PAUSE, AreaUnclear, Called, is_call_out, pause_after, read
from flows.incident import INCIDENT, is_open
from flows.replies import Answer
from flows.replies import read as read_reply
from flows.sentences import Refused
from flows.vocabulary import IncidentState as S
from flows.vocabulary import IncidentTrigger as T
from service.work.call_out_sms import area_names

NAMES = area_names(load(ODENSE))


@pytest.mark.parametrize(
    ("text", "area", "said"),
    [
        ("ALARM VOLLSMOSE skyderi ved Bøgeparken", "vollsmose", "skyderi ved Bøgeparken"),
        ("alarm vollsmose: skyderi", "vollsmose", "skyderi"),
        ("Alarm! Korsløkken - slagsmål", "korsloekken", "slagsmål"),
        ("ALARM KORSLOEKKEN slagsmål", "korsloekken", "slagsmål"),
        ("ALARM Højemarksvej-kvarteret brand", "hoejemarksvej", "brand"),
        ("ALARM Stadionvej/Skjoldsparken uro", "stadionvej_skjoldsparken", "uro"),
        ("ALARM skjoldsparken uro", "stadionvej_skjoldsparken", "uro"),
        ("alarm skyderi i Vollsmose lige nu", "vollsmose", "skyderi i Vollsmose lige nu"),
        ("alarm skyderi ved Bøgeparken", "vollsmose", "skyderi ved Bøgeparken"),
        ("ALARM VOLLSMOSE flygter mod Rising", "vollsmose", "flygter mod Rising"),
        ("ALARM VOLLSMOSE", "vollsmose", ""),
        ("  alarm,\n vollsmose\n skud ", "vollsmose", "skud"),
    ],
)
def test_an_alarm_text_is_read_as_people_write(text: str, area: str, said: str) -> None:
    assert is_call_out(text)
    assert read(text, NAMES) == Called(area, said)


@pytest.mark.parametrize(
    ("text", "nearest"),
    [
        ("ALARM VOLSMOSE skyderi", "vollsmose"),
        ("ALARM Korslokken slagsmål", "korsloekken"),
        ("alarm risning uro", "rising"),
        ("alarm ejerslyke", "ejerslykke"),
    ],
)
def test_an_area_that_is_only_nearly_right_is_never_guessed(text: str, nearest: str) -> None:
    """Hard case 22."""
    found = read(text, NAMES)
    assert isinstance(found, AreaUnclear)
    assert found.nearest[0] == nearest
    assert len(found.nearest) <= 2


def test_two_areas_in_one_text_are_asked_about() -> None:
    assert read("ALARM uro i Rising og Vollsmose", NAMES) == AreaUnclear(("rising", "vollsmose"), "uro i Rising og Vollsmose")


def test_no_area_at_all_names_them_all() -> None:
    found = read("ALARM", NAMES)
    assert isinstance(found, AreaUnclear)
    assert found.nearest == tuple(NAMES)


@pytest.mark.parametrize("text", ["alarmen gik", "falsk alarm", "1", "ja", "alarmer", "", "ALARMVOLLSMOSE"])
def test_what_does_not_begin_with_the_word_alarm_is_no_call_out(text: str) -> None:
    assert not is_call_out(text)


@given(st.text(max_size=200))
def test_no_text_makes_the_reading_fail_and_no_call_out_is_an_answer(text: str) -> None:
    read(text, NAMES)
    if is_call_out(text):
        assert not isinstance(read_reply(text), Answer)


@given(st.integers(1, 10_000), st.floats(1, 60))
def test_everyone_is_called_again_ever_more_seldom_but_at_least_every_hour(number: int, first: float) -> None:
    pause = pause_after(number, first)
    assert first <= pause <= max(LONGEST_PAUSE, first)
    assert pause <= pause_after(number + 1, first)


def test_a_call_out_becomes_an_alarm_a_briefing_or_is_closed() -> None:
    """F1, F13."""
    assert INCIDENT.after(S.REPORTED, T.ALARM) is S.ALERTED
    assert INCIDENT.after(S.REPORTED, T.BRIEF) is S.BRIEFED
    assert INCIDENT.after(S.BRIEFED, T.BRIEF) is S.BRIEFED
    assert INCIDENT.after(S.BRIEFED, T.ALARM) is S.ALERTED
    assert INCIDENT.after(S.BRIEFED, T.CLOSE) is S.CLOSED
    assert not is_open(S.CLOSED)
    assert is_open(S.BRIEFED)


@pytest.mark.parametrize("trigger", [t for t in T if t is not T.LOG])
def test_a_closed_call_out_stays_closed(trigger: T) -> None:
    with pytest.raises(Refused):
        INCIDENT.after(S.CLOSED, trigger)


@pytest.mark.parametrize("trigger", [T.RAISE, T.LOWER, T.CORRECT, T.CALL_OFF, T.EVALUATE, T.FOLLOW])
def test_what_needs_a_level_is_refused_before_the_assessment(trigger: T) -> None:
    for state in (S.REPORTED, S.BRIEFED):
        with pytest.raises(Refused):
            INCIDENT.after(state, trigger)
