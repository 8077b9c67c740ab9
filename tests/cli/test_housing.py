"""`beredskab housing` as its users meet it."""

import hashlib
import shutil
from pathlib import Path

from actioncards.housing import HOUSING
from tests.cli.commands import beredskab

NOWHERE = "sqlite:///nowhere.db"


async def test_the_plans_are_right_and_their_contradictions_are_listed() -> None:
    checked = await beredskab(NOWHERE, "housing", "check", BEREDSKAB_LANGUAGE="da")
    assert (checked.code, checked.err) == (0, "")
    assert "4,44, linje 302" in checked.out
    assert "Korsløggen" in checked.out


async def test_a_wrong_plan_is_told_with_its_folder_file_and_line(tmp_path: Path) -> None:
    shutil.copytree(HOUSING / "tryghed_og_trivsel", tmp_path / "plans" / "one")
    file = tmp_path / "plans" / "one" / "plan.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("municipality:", "kommune:"), encoding="utf-8")
    checked = await beredskab(NOWHERE, "housing", "check", "--folder", str(tmp_path / "plans"))
    assert checked.code == 1
    assert "one/plan.yaml:" in checked.err


async def test_a_plan_is_shown_with_what_its_source_does_not_give() -> None:
    shown = await beredskab(NOWHERE, "housing", "show", "odense_2024_2028")
    assert shown.code == 0
    assert "Rising: 1195, linje 124" in shown.out
    assert "Not given: Stadionvej/Skjoldsparken: sigtede 15-29-årige" in shown.out
    unknown = await beredskab(NOWHERE, "housing", "show", "aalborg")
    assert (unknown.code, "odense_2024_2028" in unknown.err) == (1, True)


async def test_a_number_that_does_not_stand_in_the_source_is_told(tmp_path: Path) -> None:
    """Each number of a plan is held against its line of the text that the plan was taken from."""
    text = tmp_path / "source.txt"
    text.write_text("Der bor 1.195 beboere.\nTo arrangementer om året.\n", encoding="utf-8")
    folder = tmp_path / "plans" / "one"
    folder.mkdir(parents=True)
    digest = hashlib.sha256(text.read_bytes()).hexdigest()
    plan = f"""
key: one
title: One
municipality: Odense
source: {{title: A text, lines: 3, sha256: "{digest}", sections: [{{line: 1, title: all}}]}}
areas: {{rising: {{label: Rising, line: 1}}}}
comparisons: {{}}
focus_areas: {{f: {{label: F, line: 1}}}}
indicators:
  r: {{label: Beboere, unit: persons, direction: none, kind: context, line: 1, readings: [{{line: 1, values: {{rising: 1195}}}}]}}
activities:
  a: {{label: A, line: 2, focus_area: f, criteria: [{{text: om året, line: 2, number: 2}}]}}
"""
    (folder / "plan.yaml").write_text(plan, encoding="utf-8")
    arguments = ("housing", "check", "--folder", str(tmp_path / "plans"), "--source", str(text))
    assert "2 of 2" in (await beredskab(NOWHERE, *arguments)).out
    (folder / "plan.yaml").write_text(plan.replace("rising: 1195", "rising: 1194"), encoding="utf-8")
    checked = await beredskab(NOWHERE, *arguments[:3], str(shutil.copytree(tmp_path / "plans", tmp_path / "again")), *arguments[4:])
    assert (checked.code, "1194 does not stand in line 1" in checked.err) == (1, True)


async def test_a_file_of_figures_is_stored_whole_or_told_line_by_line(migrated_url: str, tmp_path: Path) -> None:
    """S4."""
    file = tmp_path / "ssp.csv"
    file.write_text("indikator;område;periode;værdi\nsigtede;Rising;2024;3,9\nsigtede;Rissing;2024;4,0\n", encoding="utf-8")
    refused = await beredskab(migrated_url, "housing", "import", "odense_2024_2028", str(file))
    assert (refused.code, "Line 3: There is no Rissing. Did you mean Rising?" in refused.err) == (1, True)
    assert "Figures stored: 0." in refused.out
    file.write_text("indikator;område;periode;værdi\nsigtede;Rising;2024;3,9\n", encoding="utf-8")
    assert "Figures stored: 1." in (await beredskab(migrated_url, "housing", "import", "odense_2024_2028", str(file))).out
    again = await beredskab(migrated_url, "housing", "import", "odense_2024_2028", str(file))
    assert (again.code, "has a figure already" in again.err) == (1, True)


async def test_a_plan_that_is_not_there_is_told_once_and_blames_no_line(migrated_url: str, tmp_path: Path) -> None:
    """I13."""
    file = tmp_path / "ok.csv"
    file.write_text("indikator;område;periode;værdi\nsigtede;Rising;2024;3,9\nsigtede;Ejerslykke;2024;3,9\n", encoding="utf-8")
    refused = await beredskab(migrated_url, "housing", "import", "nope", str(file), BEREDSKAB_LANGUAGE="da")
    assert refused.code == 1
    assert refused.err.startswith("Der er ingen helhedsplan nope.")
    assert len(refused.err.splitlines()) == 1
    file.write_text("indikator;område;periode;værdi\n", encoding="utf-8")
    refused = await beredskab(migrated_url, "housing", "import", "odense_2024_2028", str(file), BEREDSKAB_LANGUAGE="da")
    assert (refused.code, refused.err) == (1, "Filen har overskrifter, men ingen rækker. Vælg filen med tallene.\n")
