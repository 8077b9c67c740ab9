from dataclasses import FrozenInstanceError, replace

import pytest

from actioncards.model import Alert, Plan, Step
from actioncards.wording import OLDER_WORDS
from flows.sentences import NOT_FOUND, Refused
from flows.vocabulary import Medium, NoticeKind, Tier


def test_a_running_incident_can_keep_the_plan_it_began_with(odense: Plan) -> None:
    stored = odense.to_json()
    assert Plan.from_json(stored) == odense
    assert Plan.from_json(stored).fingerprint == odense.fingerprint
    assert Plan.from_json(stored).to_json() == stored


def test_any_change_of_the_plan_changes_its_fingerprint(odense: Plan) -> None:
    assert replace(odense, version="2").fingerprint != odense.fingerprint
    assert replace(odense, templates=odense.templates[1:]).fingerprint != odense.fingerprint
    assert len(odense.fingerprint) == 64


@pytest.mark.parametrize("text", ["", "{}", "[]", "null", "1", '{"key": 1}', '{"key": "x", "title": "y"}', '"x"'])
def test_what_is_not_a_stored_plan_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        Plan.from_json(text)


def test_a_plan_cannot_be_changed_while_it_is_used(odense: Plan) -> None:
    with pytest.raises(FrozenInstanceError):
        odense.version = "2"  # type: ignore[misc]  # the point of the test
    with pytest.raises(TypeError):
        odense.areas["x"] = odense.areas["rising"]  # type: ignore[index]  # the point of the test


def test_what_the_plan_does_not_have_is_refused_by_name(odense: Plan) -> None:
    for ask in (
        lambda: odense.area("nowhere"),
        lambda: odense.level("blue"),
        lambda: odense.group("nobody"),
        lambda: odense.seat("fu", "nobody"),
        lambda: odense.cause("red", "nothing"),
        lambda: odense.organisation("nobody"),
        lambda: odense.audience("red", "nowhere"),
        lambda: odense.template("red", NoticeKind.TASK, Tier.CIVIL, Medium.SMS),
    ):
        with pytest.raises(Refused) as refused:
            ask()
        assert refused.value.kind == NOT_FOUND


def test_a_text_for_one_level_goes_before_the_text_for_all(odense: Plan) -> None:
    common = odense.template("red", NoticeKind.ALARM, Tier.TACTICAL, Medium.SMS)
    special = replace(common, level="red", text="x {link}")
    plan = replace(odense, templates=(*odense.templates, special))
    assert plan.template("red", NoticeKind.ALARM, Tier.TACTICAL, Medium.SMS) == special
    assert plan.template("yellow", NoticeKind.ALARM, Tier.TACTICAL, Medium.SMS) == common


def test_an_incident_keeps_its_cause_when_its_level_is_lowered(odense: Plan) -> None:
    assert odense.cause("yellow", "skyderi").label.da == "skyderi"


def test_nothing_goes_outward_at_once_in_any_audience(odense: Plan) -> None:
    for level in odense.levels:
        for area in odense.areas:
            for one in odense.audience(level, area):
                assert (one.step is Step.AFTER_CLEARANCE) == one.group.outward
                assert one.group.key != odense.duty_chief.group


def test_a_plan_stored_before_an_alert_had_words_of_its_own_still_has_some(odense: Plan) -> None:
    older = {alert: text for alert, text in odense.alerts.items() if alert not in OLDER_WORDS}
    stored = Plan.from_json(replace(odense, alerts=older).to_json())
    assert {alert: stored.alert(alert) for alert in Alert} == older | {new: older[old] for new, old in OLDER_WORDS.items()}
    assert all(odense.alert(new) != odense.alert(old) for new, old in OLDER_WORDS.items())
