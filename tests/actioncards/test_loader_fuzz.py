"""Whatever a plan's files hold, the loader takes the plan or says what is wrong: nothing else ever happens."""

import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actioncards.loader import check, load
from actioncards.model import Plan
from tests.actioncards.folders import ODENSE, Folder, names_a_place

FILES = sorted(str(path.relative_to(ODENSE)) for path in ODENSE.rglob("*.yaml"))
MARKS = "- |: |{|}|[|]|'|\"|>|&a |*a|!!x |%|#|---|\t|\0|null|~|-1|0|1e9|{area}|{x}|true|yes|? |<<: |\u2028|\U0001f600"
BITS = st.one_of(st.sampled_from(["", " ", "\n", "|", *MARKS.split("|")]), st.text(max_size=12))


@st.composite
def spoilt(draw: st.DrawFn, text: str) -> str:
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 30)))
        text = text[:start] + draw(BITS) + text[end:]
    return text


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    return Folder(tmp_path_factory.mktemp("fuzz"))


def takes_or_tells(path: Path) -> None:
    problems = check(path)
    if problems:
        assert all(names_a_place(problem) for problem in problems)
    else:
        plan = load(path)
        assert Plan.from_json(plan.to_json()) == plan


@given(st.data(), st.sampled_from(FILES))
@settings(max_examples=150, deadline=None)
def test_a_spoilt_file_is_taken_or_told(shared: Folder, data: st.DataObject, file: str) -> None:
    whole = (ODENSE / file).read_text(encoding="utf-8")
    try:
        (shared.path / file).write_bytes(data.draw(spoilt(whole)).encode("utf-8", "surrogatepass"))
        takes_or_tells(shared.path)
    finally:
        shutil.copy(ODENSE / file, shared.path / file)


@given(st.binary(max_size=200), st.sampled_from(FILES))
@settings(max_examples=50, deadline=None)
def test_a_binary_file_is_told(shared: Folder, content: bytes, file: str) -> None:
    try:
        (shared.path / file).write_bytes(content)
        takes_or_tells(shared.path)
    finally:
        shutil.copy(ODENSE / file, shared.path / file)


@given(st.data(), st.sampled_from(FILES))
@settings(max_examples=80, deadline=None)
def test_lines_lost_or_doubled_are_taken_or_told(shared: Folder, data: st.DataObject, file: str) -> None:
    lines = (ODENSE / file).read_text(encoding="utf-8").splitlines(keepends=True)
    at = data.draw(st.integers(0, len(lines) - 1))
    doubled = data.draw(st.booleans())
    lines[at : at + 1] = [lines[at]] * (2 if doubled else 0)
    try:
        (shared.path / file).write_text("".join(lines), encoding="utf-8")
        takes_or_tells(shared.path)
    finally:
        shutil.copy(ODENSE / file, shared.path / file)
