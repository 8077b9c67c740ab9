"""Scenarios are read as strictly as the plan: file, line, what is wrong and what is allowed."""

from dataclasses import replace
from pathlib import Path

import pytest

from actioncards import ODENSE
from actioncards.loader import load
from actioncards.model import Plan
from actioncards.problems import PlanInvalid, Problem
from actioncards.scenario import Act, Begins, Scenario
from actioncards.scenarios import find, load_scenario, problems_of, scenario_keys
from actioncards.sizes import sms_sizes
from actioncards.sms import parts
from flows.sentences import Refused
from flows.vocabulary import Mode

SHOOTING = "scenarios/skyderi_fredag_aften.yaml"


@pytest.fixture(scope="module")
def plan() -> Plan:
    return load(ODENSE)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "scenarios").mkdir()
    (tmp_path / SHOOTING).write_text((ODENSE / SHOOTING).read_text(encoding="utf-8"), encoding="utf-8")
    return tmp_path


def spoilt(folder: Path, plan: Plan, old: str, new: str) -> tuple[list[Problem], int]:
    """What is said after the change, and the line where it was made."""
    file = folder / SHOOTING
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return problems_of(folder, plan), text[: text.index(old)].count("\n") + 1


def test_the_shipped_scenarios_fit_the_shipped_plan(plan: Plan) -> None:
    assert problems_of(ODENSE, plan) == []
    assert {scenario.begins for one in find(ODENSE, plan) if (scenario := one.scenario)} == set(Begins)


@pytest.mark.parametrize(
    ("old", "new", "said", "allowed"),
    [
        ("seat: boern_unge", "seat: boern_ungge", "no seat boern_ungge", "boern_unge"),
        ("{group: parties, seat: fab}", "{group: partys, seat: fab}", "no group partys", "parties"),
        ("area: vollsmose", "area: volsmose", "no area volsmose", "vollsmose"),
        ("cause: skyderi", "cause: skyderie", "no cause skyderie", "skyderi"),
        ("level: yellow", "level: gult", "no level gult", "yellow"),
        ("act: meeting", "act: moede", "moede is not possible here", "meeting"),
        ("minutes: 3", "minuts: 3", "minuts is not a key here", "minutes"),
        ("minutes: 75", "minutes: 175", "when the exercise is over", ""),
        ("    log: Politiet melder, at stedet", "    lag: Politiet melder, at stedet", "lag is not a key here", "log"),
        ("ends_minutes: 120", "ends_minutes: mange", "not a whole number", ""),
        ("reported_by: fyns_politi", "reported_by: fynspoliti", "no organisation fynspoliti", "fyns_politi"),
    ],
)
def test_a_mistake_is_told_with_its_file_and_line_and_what_is_allowed(
    folder: Path, plan: Plan, old: str, new: str, said: str, allowed: str
) -> None:
    problems, line = spoilt(folder, plan, old, new)
    found = next(problem for problem in problems if said in str(problem.sentence))
    assert (found.file, found.line) == (SHOOTING, line)
    assert not allowed or allowed in found.allowed


def test_a_text_is_counted_with_the_exercises_word_and_a_link(folder: Path, plan: Plan) -> None:
    """I9: the same text that fits in two messages without the word does not fit with it."""
    room = next(length for length in range(400, 0, -1) if parts("x" * length + "\n" + "x" * plan.fields["link"].longest).parts <= 2)
    old = "En beboer fortæller, at en gruppe unge samles bag biblioteket. Hvem tager kontakt?"
    problems, _ = spoilt(folder, plan, old, "x" * room)
    assert any("text messages" in str(problem.sentence) for problem in problems)
    assert spoilt(folder, plan, "x" * room, "x" * (room - len("ØVELSE ")))[0] == []


def test_a_wrong_scenario_hides_no_other(folder: Path, plan: Plan) -> None:
    (folder / "scenarios" / "tom.yaml").write_text("", encoding="utf-8")
    found = {one.key: one for one in find(folder, plan)}
    assert found["skyderi_fredag_aften"].scenario is not None
    assert found["tom"].problems
    with pytest.raises(PlanInvalid):
        load_scenario(folder, "tom", plan)


def test_a_scenario_that_is_not_there_is_refused_with_those_that_are(folder: Path, plan: Plan) -> None:
    assert scenario_keys(folder) == ("skyderi_fredag_aften",)
    for key in ("ukendt", "../skyderi_fredag_aften", ""):
        with pytest.raises(Refused) as refused:
            load_scenario(folder, key, plan)
        assert "skyderi_fredag_aften" in str(refused.value.sentence)


def test_a_scenario_is_kept_as_it_was(folder: Path, plan: Plan) -> None:
    scenario = load_scenario(folder, "skyderi_fredag_aften", plan)
    assert Scenario.from_data(scenario.to_data()) == scenario
    assert {inject.expect.act for inject in scenario.injects} >= {Act.MEETING, Act.UPDATE, Act.LEVEL, None}


def test_the_plan_check_counts_every_text_message_with_the_longest_word_for_a_mode(plan: Plan) -> None:
    """I9: an exercise's word that is longer than the sandbox's is reckoned with."""
    longer = replace(plan, modes={**plan.modes, Mode.EXERCISE: "ØVELSE ØVELSE"})
    for one, other in zip(sms_sizes(plan), sms_sizes(longer), strict=True):
        assert other.longest.units - one.longest.units == len("ØVELSE ØVELSE") - len("SANDKASSE")
