"""Each entry of the timeline is told in a sentence a person can read, whatever is in it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.domain.language import translations
from service.domain.timeline import JSON
from service.exports.kinds import SAID
from service.exports.sentences import Known, actor, describe, lines
from tests.exports.samples import NAMES, a_step

NAMED = Known(names=NAMES)


def danish(kind: str, data: dict[str, JSON], known: Known = NAMED) -> str:
    return translations().translate(describe(kind, data, known), "da")


def test_an_alarm_is_told_in_the_plans_own_words() -> None:
    data: dict[str, JSON] = {"level": "red", "area": "vollsmose", "cause": "skyderi"}
    assert danish("incident.alarm", data) == "Alarm på niveau Rødt: skyderi, Vollsmose."


def test_the_richest_sentence_that_the_facts_allow_is_told() -> None:
    assert danish("incident.level_changed", {"from": "red", "to": "yellow"}) == "Niveauet blev ændret fra Rødt til Gult."
    known = Known(NAMES, {"reason": "Roligt."})
    assert danish("incident.level_changed", {"from": "red", "to": "yellow"}, known) == "Niveauet blev ændret fra Rødt til Gult: Roligt."
    assert danish("incident.level_changed", {}) == "Niveauet blev ændret."


@pytest.mark.parametrize(
    ("count", "english", "dansk"),
    [(1, "Dispatch, 1 step.", "Dispatch, 1 punkt."), (2, "Dispatch, 2 steps.", "Dispatch, 2 punkter.")],
)
def test_one_is_counted_as_one_in_both_languages(count: int, english: str, dansk: str) -> None:
    told = describe("card.opened", {"group": "fu", "seat": "police", "title": "Dispatch", "count": count}, NAMED)
    assert translations().translate(told, "en") == f"Action card opened for FU, Politi: {english}"
    assert translations().translate(told, "da") == f"Actioncard åbnet for FU, Politi: {dansk}"


def test_a_seat_is_named_by_its_group_and_key() -> None:
    assert danish("seat.answered", {"group": "fu", "seat": "police", "person": 91}) == "FU, Politi har svaret ved Bo Eksempelsen."


def test_an_answer_says_what_when_and_how() -> None:
    data: dict[str, JSON] = {"person": 91, "kind": "on_my_way", "minutes": 10, "via": "sms"}
    assert danish("answer", data) == "Bo Eksempelsen: på vej, 10 minutter, på sms."


def test_the_name_a_person_had_then_goes_before_the_name_they_have_now() -> None:
    known = Known(NAMES, {"person:91": {"name": "Bo Prøve"}})
    assert danish("opt_in", {"person": 91}, known) == "Bo Prøve modtager igen beskeder."


def test_what_is_erased_is_said_to_be_erased() -> None:
    assert danish("log", {}, Known(erased=("text",))) == "(slettet)"
    assert danish("opt_in", {"person": 91}, Known(erased=("person:91",))) == "(slettet) modtager igen beskeder."


def test_a_person_nobody_named_is_told_by_number() -> None:
    assert danish("opt_in", {"person": 5}, Known()) == "person 5 modtager igen beskeder."


def test_an_unknown_kind_is_told_by_its_name() -> None:
    assert danish("some.new_kind", {"x": 1}) == "Begivenhed: some.new_kind."


def test_accepted_is_never_told_as_delivered() -> None:
    told = [
        translations().translate(line.sentence, "da") for line in lines("deliveries.recorded", {"steps": [a_step(1, "accepted", 1)]}, NAMED)
    ]
    assert told == ["Bo Eksempelsen, sms: modtaget af udbyderen"]


def test_recorded_deliveries_are_one_line_a_step_with_its_own_time() -> None:
    steps: list[JSON] = [a_step(1, "accepted", 1, "SM123"), a_step(2, "failed", 2, "30006"), [3, 93, "email", "accepted", None]]
    told = lines("deliveries.recorded", {"steps": steps}, NAMED)
    assert [translations().translate(line.sentence, "da") for line in told] == [
        "Bo Eksempelsen, sms: modtaget af udbyderen",
        "person 92, sms: mislykkedes (kode 30006)",
        "person 93, e-mail: modtaget af udbyderen",
    ]
    assert [line.at is None for line in told] == [False, False, True]
    assert danish("deliveries.recorded", {"steps": steps}) == "Beskeder på vej: 2 modtaget af udbyderen, 1 mislykkedes."


def test_dropped_messages_are_counted_and_say_why() -> None:
    assert (
        danish("deliveries.dropped", {"deliveries": [[1, 91, "sms"], [2, 91, "email"]], "why": "answered"})
        == "2 beskeder blev ikke sendt: personen har svaret."
    )


@pytest.mark.parametrize(
    ("who", "told"), [("system", "systemet"), ("user:17", "Vagtchef Aase Eksempel"), ("user:3", "bruger 3"), ("cron", "cron")]
)
def test_who_did_it_is_named(who: str, told: str) -> None:
    assert translations().translate(actor(who, NAMED), "da") == told


def recorded_kinds() -> Iterator[str]:
    for path in Path("service").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "record":
                yield from (a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str))


def test_every_kind_that_is_recorded_has_a_sentence() -> None:
    recorded = set(recorded_kinds())
    assert "incident.alarm" in recorded
    assert recorded <= SAID.keys()


@pytest.mark.parametrize("kind", sorted(SAID))
def test_every_kind_has_a_sentence_that_needs_no_facts(kind: str) -> None:
    assert "{" not in SAID[kind][-1].text
    assert danish(kind, {}, Known())


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
field_names = st.sampled_from(
    ["steps", "person", "seat", "group", "delivery", "deliveries", "kind", "via", "count", "text", "level", "from", "to"]
)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from([*SAID, "other"]),
    st.dictionaries(field_names, json_values, max_size=4),
    st.dictionaries(field_names, json_values, max_size=2),
)
def test_no_facts_can_make_an_entry_untellable(kind: str, data: dict[str, JSON], personal: dict[str, JSON]) -> None:
    known = Known(NAMES, personal)
    assert translations().translate(describe(kind, data, known), "da")
    assert lines(kind, data, known)
