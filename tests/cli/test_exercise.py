"""`beredskab incident raise --exercise`: the same alarm as a drill (I9)."""

import json
from pathlib import Path

from actioncards import ODENSE
from tests.cli.commands import beredskab

ALARM = ("incident", "raise", "--area", "vollsmose", "--level", "red", "--cause", "skyderi", "--yes")


async def test_an_exercise_is_raised_listed_and_exported_as_one(migrated_url: str, tmp_path: Path) -> None:
    assert (await beredskab(migrated_url, "plan", "load")).code == 0
    assert (await beredskab(migrated_url, "contacts", "import", str(ODENSE / "invented_alert_list.csv"))).code == 0
    refused = await beredskab(migrated_url, *ALARM, "--scenario", "skyderi_fredag_aften")
    assert (refused.code, refused.err) == (1, "A scenario is for an exercise. Give --exercise too.\n")
    raised = await beredskab(migrated_url, *ALARM, "--exercise", "--scenario", "skyderi_fredag_aften")
    assert (raised.code, raised.out) == (0, "Exercise 1 (A) has begun.\n")
    listed = await beredskab(migrated_url, "incident", "list", BEREDSKAB_LANGUAGE="da")
    assert "ØVELSE" in listed.out
    file = tmp_path / "timeline.json"
    assert (await beredskab(migrated_url, "incident", "export", "1", "--output", str(file))).code == 0
    assert json.loads(file.read_text(encoding="utf-8"))["incident"]["mode"] == "exercise"
