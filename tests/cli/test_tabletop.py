"""`beredskab tabletop`: an exercise in seconds, the same each time it is played with the same seed (I7, I9)."""

import json
from pathlib import Path

from actioncards import ODENSE
from tests.cli.commands import Outcome, beredskab

NOWHERE = "sqlite:///nowhere.db"
SCENARIO = "uro_efter_demonstration"


async def played(file: Path, *more: str) -> Outcome:
    return await beredskab(NOWHERE, "tabletop", SCENARIO, "--json", str(file), *more, BEREDSKAB_LANGUAGE="da")


async def test_a_tabletop_prints_its_timeline_and_writes_one_that_verifies_the_same_for_each_seed(tmp_path: Path) -> None:
    """F1, F2, F5, F7, L4 against a virtual clock; nothing is left in any database."""
    first, again, other = (tmp_path / name for name in ("first.json", "again.json", "other.json"))
    told = await played(first, "--seed", "7")
    assert (told.code, told.err) == (0, "")
    assert told.out.startswith("ØVELSE - ")
    for said in ("Indspil: En person er stukket med kniv", "Niveauet blev ændret fra gult til rødt", "Afmeldt"):
        assert said in told.out, said
    verified = await beredskab(NOWHERE, "timeline", "verify", str(first))
    assert verified.code == 0, verified.err
    await played(again, "--seed", "7")
    assert first.read_bytes() == again.read_bytes()
    await played(other, "--seed", "8")
    assert first.read_bytes() != other.read_bytes()
    document = json.loads(first.read_text(encoding="utf-8"))
    assert document["incident"]["mode"] == "exercise"
    kinds = {entry["kind"] for entry in document["entries"]}
    assert {"callout.made", "exercise.begun", "exercise.inject", "incident.alarm", "incident.level_changed", "incident.called_off"} <= kinds
    assert not Path("nowhere.db").exists()


async def test_a_scenario_with_an_unknown_seat_is_refused_with_file_and_line(tmp_path: Path) -> None:
    file = tmp_path / "min_egen.yaml"
    text = (ODENSE / "scenarios" / f"{SCENARIO}.yaml").read_text(encoding="utf-8")
    file.write_text(text.replace("seat: by_kultur", "seat: by_og_kultur"), encoding="utf-8")
    refused = await beredskab(NOWHERE, "tabletop", str(file))
    line = text[: text.index("seat: by_kultur")].count("\n") + 1
    assert refused.code == 1
    assert refused.err.startswith(f"scenarios/min_egen.yaml:{line}: The group fu has no seat by_og_kultur.")
    assert "by_kultur" in refused.err
    danish = await beredskab(NOWHERE, "tabletop", str(file), BEREDSKAB_LANGUAGE="da")
    assert f":{line}: Gruppen fu har ingen plads by_og_kultur." in danish.err
    missing = await beredskab(NOWHERE, "tabletop", "ukendt")
    assert (missing.code, missing.out) == (1, "")
    assert SCENARIO in missing.err


async def test_a_scenario_beside_the_plan_is_checked_with_it(tmp_path: Path) -> None:
    assert (await beredskab(NOWHERE, "plan", "check")).code == 0
    folder = tmp_path / "plan"
    _copied(folder)
    file = folder / "scenarios" / f"{SCENARIO}.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("area: korsloekken", "area: korsløkken"), encoding="utf-8")
    checked = await beredskab(NOWHERE, "plan", "check", str(folder))
    assert checked.code == 1
    assert checked.err.startswith(f"scenarios/{SCENARIO}.yaml:")
    assert "korsloekken" in checked.err


def _copied(folder: Path) -> None:
    for file in ODENSE.rglob("*"):
        if file.is_file():
            (folder / file.relative_to(ODENSE)).parent.mkdir(parents=True, exist_ok=True)
            (folder / file.relative_to(ODENSE)).write_bytes(file.read_bytes())
