"""A plan that came as a zip archive is the plan of its folder, and nothing else is taken from an archive."""

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actioncards import ODENSE
from actioncards.archive import LARGEST_WHOLE, load_archive
from actioncards.differences import Difference, differences
from actioncards.files import LARGEST
from actioncards.loader import load
from actioncards.problems import PlanInvalid
from flows.sentences import Refused


def packed(files: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()


def odense(outer: str = "") -> dict[str, bytes]:
    return {f"{outer}{path.relative_to(ODENSE)}": path.read_bytes() for path in sorted(ODENSE.rglob("*")) if path.is_file()}


SMALL = packed({"plan.yaml": b"key: odense", "levels.yaml": b"red: {}"})


@pytest.mark.parametrize("outer", ["", "odense/"])
def test_the_archive_of_a_folder_is_the_folders_plan(outer: str) -> None:
    """With the alert list that lies beside it, and what a Mac puts into every archive."""
    more = {"__MACOSX/odense/._plan.yaml": b"\0", f"{outer}.DS_Store": b"\0"}
    assert load_archive(packed(odense(outer) | more)).fingerprint == load(ODENSE).fingerprint


def test_what_is_wrong_is_named_by_file_and_line() -> None:
    files = odense("odense/")
    lines = files["odense/levels.yaml"].decode().splitlines()
    number = next(n for n, line in enumerate(lines) if "update_cadence_minutes" in line)
    lines[number] = lines[number].replace("update_cadence_minutes", "update_cadence_minuts")
    files["odense/levels.yaml"] = "\n".join(lines).encode()
    with pytest.raises(PlanInvalid) as invalid:
        load_archive(packed(files))
    assert ("levels.yaml", number + 1) in {(problem.file, problem.line) for problem in invalid.value.problems}


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"list.csv": b"name"}, "there is no YAML file in it"),
        ({"a/plan.yaml": b"", "b/plan.yaml": b""}, "no file in that place"),
        ({"plan.yaml": b"", "../levels.yaml": b""}, "no file in that place"),
        ({"/etc/plan.yaml": b"", "/etc/x/y/levels.yaml": b""}, "no file in that place"),
        ({f"{'a' * 250}.yaml": b""}, "no file in that place"),
        ({f"templates/{number}.yaml": b"" for number in range(201)}, "more than 200 files"),
        ({f"{number}.yaml": b" " * LARGEST for number in range(LARGEST_WHOLE // LARGEST + 1)}, "too large"),
    ],
    ids=["no plan", "two folders", "above", "absolute", "long name", "many", "large"],
)
def test_an_archive_that_is_no_plan_is_refused(files: dict[str, bytes], said: str) -> None:
    with pytest.raises(Refused, match=said):
        load_archive(packed(files))


@given(at=st.integers(0, 3000), some=st.binary(min_size=1, max_size=20), whole=st.booleans())
def test_no_bytes_break_it(at: int, some: bytes, whole: bool) -> None:
    try:
        load_archive(some if whole else SMALL[:at] + some + SMALL[at + 1 :])
    except (Refused, PlanInvalid):
        return


def test_an_archive_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    load_archive(packed(odense()))
    assert not list(tmp_path.iterdir())


def test_a_difference_is_told_by_its_place_wherever_it_stands() -> None:
    plan = load(ODENSE)
    red = replace(plan.level("red"), update_cadence_minutes=77)
    changed = replace(plan, levels={"red": red, "yellow": plan.level("yellow")}, templates=tuple(reversed(plan.templates)))
    assert differences(plan, changed) == [Difference("levels.red.update_cadence_minutes", "60", "77")]
    fewer = replace(plan, areas={key: area for key, area in plan.areas.items() if key != "rising"})
    assert all(d.place.startswith("areas.rising.") for d in differences(plan, fewer))
    assert all(d.new is None for d in differences(plan, fewer))
    assert all(d.old is None for d in differences(fewer, plan))
    assert not differences(plan, plan)
