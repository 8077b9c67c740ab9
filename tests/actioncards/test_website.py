"""What the pages say of the body behind them is data too: told with file and line when it is wrong, and no part of the plan."""

import pytest

from actioncards.loader import load
from actioncards.website import load_website
from tests.actioncards.folders import Folder

FILE = "website.yaml"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("compliance: partial", "compliance: nearly", "nearly is not possible here"),
        ("compliance: partial", "compliance: full", "do not follow the standard in full"),
        ("reviewed_on: 2026-11-22", "reviewed_on: 2026-02-30", "is not a date"),
        ("reviewed_on: 2026-11-22", "reviewed_on: 2025-11-22", "before it was made"),
        ("email: tilgaengelighed@example.dk", "email: nowhere", "no e-mail address"),
        ("email: tilgaengelighed@example.dk", "mail: tilgaengelighed@example.dk", "mail is not a key here"),
        ('"mailto:it-sikkerhed@example.dk"', "it-sikkerhed", "begins with mailto:"),
        ("owner: Odense Kommune", 'owner: "Kaldt 010203-1234"', "CPR"),
    ],
)
def test_a_slip_is_told_with_file_and_line(folder: Folder, old: str, new: str, said: str) -> None:
    line = folder.change(FILE, old, new)
    problems = folder.problems()
    assert any(problem.file == FILE and said in str(problem) for problem in problems), "\n".join(map(str, problems))
    assert any(problem.line in (line, 0) for problem in problems) or "is missing" in str(problems)


def test_it_may_be_left_out_and_never_changes_the_plan(folder: Folder) -> None:
    """U2: a new telephone number needs no signatures."""
    before = load(folder.path).fingerprint
    folder.change(FILE, "+45 00 00 00 00", "+45 00 00 00 01")
    assert load(folder.path).fingerprint == before
    assert load_website(folder.path) is not None
    (folder.path / FILE).unlink()
    assert load_website(folder.path) is None
    assert load(folder.path).fingerprint == before
