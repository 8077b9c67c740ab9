"""Every table is complete: each (state, trigger) pair leads somewhere or is refused with a sentence (I13)."""

import re
from enum import StrEnum

import pytest

from flows.announcement import ANNOUNCEMENT
from flows.delivery import DELIVERY, REACHED, UNSENT, WITH_PROVIDER
from flows.incident import INCIDENT, change_level, is_open
from flows.sentences import CONFLICT, Refused, Sentence
from flows.table import Flow
from flows.task import TASK
from flows.vocabulary import DeliveryState, IncidentState, IncidentTrigger, TaskState, TaskTrigger
from flows.words import said
from service.domain.language import DANISH, translations

TABLES: list[Flow] = [INCIDENT, DELIVERY, TASK, ANNOUNCEMENT]
PAIRS = [
    pytest.param(flow, state, trigger, id=f"{state}-{trigger}") for flow in TABLES for state in flow.states for trigger in flow.triggers
]


@pytest.mark.parametrize(("flow", "state", "trigger"), PAIRS)
def test_a_pair_leads_somewhere_or_is_refused_with_a_sentence(flow: Flow, state: StrEnum, trigger: StrEnum) -> None:
    if flow.allows(state, trigger):
        assert flow.after(state, trigger) in set(flow.states)
        return
    with pytest.raises(Refused) as refused:
        flow.after(state, trigger)
    assert refused.value.kind == CONFLICT
    danish = translations().translate(refused.value.sentence, DANISH)
    assert danish != str(refused.value.sentence)
    assert not re.search(r"'\w+_\w+'|\bnote\b|\bit\b", danish), danish


@pytest.mark.parametrize("flow", TABLES, ids=lambda flow: flow.name)
def test_every_state_can_be_reached(flow: Flow) -> None:
    seen, new = {flow.initial}, {flow.initial}
    while new:
        new = {flow.after(s, t) for s in new for t in flow.triggers if flow.allows(s, t)} - seen
        seen |= new
    assert seen == set(flow.states)


@pytest.mark.parametrize("flow", TABLES, ids=lambda flow: flow.name)
def test_the_flowchart_shows_every_state(flow: Flow) -> None:
    drawn = flow.mermaid()
    assert all(state.value in drawn for state in flow.states)


def test_a_closed_incident_never_runs_again() -> None:
    for state in (IncidentState.CALLED_OFF, IncidentState.EVALUATED):
        assert not is_open(state)
        for trigger in IncidentTrigger:
            if INCIDENT.allows(state, trigger):
                assert not is_open(INCIDENT.after(state, trigger))


def test_a_delivery_never_moves_back_but_to_be_sent_once_more() -> None:
    rank = {state: number for number, states in enumerate((UNSENT, WITH_PROVIDER, REACHED)) for state in states}
    for state in DeliveryState:
        for trigger in DELIVERY.triggers:
            if state in rank and DELIVERY.allows(state, trigger) and (after := DELIVERY.after(state, trigger)) in rank:
                assert rank[after] >= rank[state] or trigger in ("retry", "release")


def test_a_task_ends_once_and_only_one_that_was_done_can_be_opened_again() -> None:
    for state in set(TaskState) - {TaskState.OPEN}:
        possible = {trigger for trigger in TASK.triggers if TASK.allows(state, trigger)}
        assert possible == ({TaskTrigger.REOPEN} if state is TaskState.DONE else set())


def test_raising_and_lowering_say_who_stays_who_comes_and_who_goes() -> None:
    """L4."""
    change = change_level(old_rank=1, new_rank=2, old_groups=["fu", "cks"], new_groups=["fu", "parties"])
    assert (change.trigger, change.kept, change.added, change.dropped) == (IncidentTrigger.RAISE, ("fu",), ("parties",), ("cks",))
    with pytest.raises(Refused):
        change_level(old_rank=1, new_rank=1, old_groups=[], new_groups=[])


def test_a_sentence_says_its_fields() -> None:
    assert str(Sentence("{a} and {b}", a=1, b="two")) == "1 and two"


@pytest.mark.parametrize(("flow", "state", "trigger"), PAIRS)
def test_a_refusal_proposes_only_what_somebody_can_do(flow: Flow, state: StrEnum, trigger: StrEnum) -> None:
    if flow.allows(state, trigger):
        return
    with pytest.raises(Refused) as refused:
        flow.after(state, trigger)
    proposed = refused.value.sentence.params["possible"]
    assert not isinstance(proposed, list) or not [one for one in proposed if one in [said(trigger) for trigger in flow.by_itself]]
