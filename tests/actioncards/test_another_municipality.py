"""A second municipality is a folder of data: other levels, other groups, other words, no change of code."""

from actioncards.loader import load
from actioncards.model import Step
from flows.vocabulary import Medium, NoticeKind, Tier
from tests.actioncards.folders import Folder


def test_a_plan_with_a_level_of_its_own_loads(folder: Folder) -> None:
    text = folder.text("levels.yaml")
    third = text[text.index("yellow:") :]
    for old, new in (
        ("yellow:", "blue:"),
        ("rank: 1", "rank: 0"),
        ("GULT VARSEL", "BLÅ BESKED"),
        ("diamond", "circle"),
    ):
        third = third.replace(old, new)
    folder.write("levels.yaml", text + "\n" + third)
    plan = load(folder.path)
    assert list(plan.levels) == ["red", "yellow", "blue"]
    assert plan.level("blue").word.da == "BLÅ BESKED"
    assert plan.template("blue", NoticeKind.CALL_OFF, Tier.CIVIL, Medium.SMS).text.startswith("AFMELDT")


def test_a_plan_with_areas_groups_and_seats_of_its_own_loads(folder: Folder) -> None:
    for old, new in (("ssp_board", "styregruppe"), ("boligsocialt_hus", "sekretariat")):
        for file in ("groups.yaml", "levels.yaml", "organisations.yaml", "cards.yaml", "communication.yaml", "plan.yaml"):
            folder.write(file, folder.text(file).replace(old, new))
    folder.change("cards.yaml", "areas: [vollsmose]", "areas: [gellerup]")
    folder.write("areas.yaml", "gellerup:\n  label: Gellerup\ntoveshoej:\n  label: Toveshøj\n")
    plan = load(folder.path)
    steps = {one.group.key: one.step for one in plan.audience("red", "toveshoej")}
    assert steps["styregruppe"] is Step.AT_ONCE
    assert steps["housing_board"] is Step.BY_TASK


def test_a_text_for_one_level_only_is_taken(folder: Folder) -> None:
    folder.write(
        "templates/red_only.yaml",
        "- {kind: alarm, levels: [red], tiers: [tactical], media: [sms], text: '{level_word} NU {area} {link}'}\n",
    )
    plan = load(folder.path)
    assert "NU" in plan.template("red", NoticeKind.ALARM, Tier.TACTICAL, Medium.SMS).text
    assert "NU" not in plan.template("yellow", NoticeKind.ALARM, Tier.TACTICAL, Medium.SMS).text
