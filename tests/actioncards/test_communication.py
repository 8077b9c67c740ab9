"""The rules of outward communication as data: told with file and line when they cannot be kept (C1, C4, F9-F11)."""

import pytest

from actioncards.announcing import Written, framed
from actioncards.loader import load
from actioncards.model import Plan
from flows.sentences import Refused
from flows.vocabulary import Medium, Tier
from tests.actioncards.folders import Folder

FILE = "communication.yaml"
FACTS = {
    "area": "Rising",
    "cause": "skyderi",
    "time": "21.14",
    "level": "rødt",
    "level_word": "RØD ALARM",
    "sender": "SSP",
    "link": "https://b",
}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("persons: 1", "persons: 0", "0 is not between 1 and 5"),
        ("valid_minutes: 120", "valid_minutes: 0", "0 is not between"),
        ("seats: [politi, boern_unge,", "seats: [politi, bornunge,", "no seat bornunge"),
        ("seat: ssp, after", "seat: sspp, after", "no seat sspp"),
        ("when_lapsed: finish", "when_lapsed: wait", "wait is not possible here"),
        ("min_gap_minutes: 10", "min_gap_minutes: -1", "-1 is not between"),
        ("min_gap_minutes: 10", "min_gab_minutes: 10", "min_gab_minutes is not a key here"),
        ("groups: [cks]", "groups: [ckss]", "no group ckss"),
        ("frame: cks\n", "frame: ck\n", "no frame ck"),
        ("after: [strategic]", "after: [strategisk]", "no audience strategisk"),
        ("media: [email, sms]", "media: [voice]", "goes out by sms or email"),
        ("lines: cks", "lines: ckss", "no audience ckss"),
        ('sms: "FORTROLIGT {area}: {outward_text}"', 'sms: "FORTROLIGT {area}"', "must hold {outward_text}"),
        ('sms: "ORIENTERING {area}: {outward_text}"', 'sms: "ORIENTERING {outward_text} {link}"', "Only cks has links"),
        ('sms: "ORIENTERING {area}: {outward_text}"', 'sms: "ORIENTERING {reported_by}: {outward_text}"', "cannot name reported_by"),
        (
            "levels: [red]\n    text: Der har været en alvorlig hændelse. Bliv",
            "levels: [blue]\n    text: Der har været en alvorlig hændelse. Bliv",
            "no level blue",
        ),
        ("causes: [demonstration,", "causes: [demo,", "No level has the cause demo"),
        ("    text: Politiet er til stede i {area}.", "    text: Politiet er til stede i {what_happened}.", "may not carry what_happened"),
        ("    text: Politiet er til stede i {area}.", "    text: Politiet er “til stede” i {area}.", "makes a text message take more"),
        ("tier: civil\n    groups: [press]", "tier: tactical\n    groups: [press]", "press is of the civil tier"),
    ],
)
def test_what_cannot_be_kept_is_told_with_its_place(folder: Folder, old: str, new: str, said: str) -> None:
    line = folder.change(FILE, old, new)
    problems = [p for p in folder.problems() if said in str(p)]
    assert problems, "\n".join(map(str, folder.problems()))
    assert problems[0].file == FILE
    assert abs(problems[0].line - line) <= 6


def test_audiences_that_wait_for_each_other_are_told(folder: Folder) -> None:
    """F10."""
    folder.change(
        FILE, "    groups: [ssp_board, housing_board, parties]", "    groups: [ssp_board, housing_board, parties]\n    after: [cks]"
    )
    assert any("wait for each other" in str(p) for p in folder.problems())


def test_a_plan_without_rules_announces_nothing(folder: Folder) -> None:
    (folder.path / FILE).unlink()
    folder.write(
        "fields.yaml",
        "\n".join(line.split(", ground:")[0] + ("}" if ", ground:" in line else "") for line in folder.text("fields.yaml").split("\n")),
    )
    plan = load(folder.path)
    with pytest.raises(Refused):
        assert plan.outward


def test_every_field_above_the_civil_tier_has_a_legal_ground(odense: Plan) -> None:
    """C4: as settings, for the municipality's lawyers to decide."""
    assert all(field.ground in odense.outward.grounds for field in odense.fields.values() if field.tier is not Tier.CIVIL)
    laws = {ground.law for ground in odense.outward.grounds.values()}
    assert {"retsplejeloven § 115", "almenboligloven § 63 d", None} == laws
    assert [ground.key for ground in odense.outward.grounds.values() if not ground.shares] == ["nobody"]


def test_the_most_precise_text_is_offered(odense: Plan) -> None:
    rules = odense.outward
    found = [
        rules.starter(*where)
        for where in (("red", "drab", "residents"), ("yellow", "uro", "residents"), ("yellow", "demonstration", "residents"))
    ]
    assert [one.key for one in found if one] == ["residents_red", "residents", "residents_demonstration"]


def test_words_are_said_in_the_audiences_frame_and_what_may_not_be_passed_on_only_to_those_who_get_it(odense: Plan) -> None:
    """F11, C4."""
    written = Written("Bliv inde i {area}.", "Ring til os.", "Det var forkert.")
    cks, correction = framed(odense, odense.outward.audience("cks"), written, FACTS)
    assert cks[Medium.SMS][1] == "MÅ DELES: Bliv inde i Rising.\nKUN TIL DIG: Ring til os.\nhttps://b"
    assert correction[Medium.SMS][1].startswith("RETTELSE, MÅ DELES: Det var forkert.")
    residents, _ = framed(odense, odense.outward.audience("residents"), written, FACTS)
    assert "Ring til os" not in str(residents)
    for text in ("{what_happened}", "{reported_by}", "{reply}", "{nonsense}"):
        with pytest.raises(Refused):
            framed(odense, odense.outward.audience("residents"), Written(text, "", "x"), FACTS)
    strange = framed(odense, odense.outward.audience("residents"), Written("Et {tegn her", "", "x"), FACTS)
    assert "{tegn her" in strange[0][Medium.SMS][1]
