"""The README's commands run, in its order, in a fresh clone; its words are the code's words."""

import asyncio
import os
import re
import shutil
import signal
import subprocess
from collections.abc import Iterator
from enum import EnumType
from pathlib import Path

import pytest

from flows import vocabulary
from tests.harness.ports import free_port
from tests.harness.waiting import eventually

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```sh\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)
START, TEST, *REST = BLOCKS


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """What a newcomer has after `git clone`: the files under version control and nothing else."""
    folder = tmp_path_factory.mktemp("readme") / "beredskab"
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True).stdout.split("\0")
    for name in filter(None, names):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def test_the_first_two_commands_are_make_run_and_make_test() -> None:
    assert (START.strip(), TEST.strip()) == ("make run", "make test")


def test_make_test_is_what_the_checks_call(clone: Path) -> None:
    """`make test` would run this test again without end: here it is only asked what it would do."""
    plan = subprocess.run(["make", "--dry-run", "test"], cwd=clone, check=True, capture_output=True, text=True).stdout
    assert "-m pytest" in plan
    assert "make test" in (clone / ".ci/run").read_text()


async def test_every_other_command_works_in_a_fresh_clone(clone: Path) -> None:
    """`make run` in the background as a user would have it, then each block, in one shell, in order; any failure stops it."""
    port = free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("BEREDSKAB")} | {"PORT": str(port)}
    log = (clone.parent / "run.log").open("wb")
    run = await asyncio.create_subprocess_exec(
        *START.split(), cwd=clone, env=environment, stdin=asyncio.subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
    )
    try:
        await eventually(lambda: _answers(port, run), within_s=300, what="make run is ready")
        words = Path(log.name).read_text(encoding="utf-8")
        assert f"http://127.0.0.1:{port}" in words
        assert all(name in words for name in ("chefvagt", "partner", "sekretariat"))
        pipes = {"stdin": asyncio.subprocess.PIPE, "stdout": asyncio.subprocess.PIPE, "stderr": asyncio.subprocess.STDOUT}
        shell = await asyncio.create_subprocess_exec("bash", "-euo", "pipefail", cwd=clone, env=environment, **pipes)
        output, _ = await shell.communicate("\n".join(REST).encode())
        assert shell.returncode == 0, output.decode()[-4000:]
        assert (clone / "var/timeline.pdf").read_bytes().startswith(b"%PDF")
    finally:
        if run.returncode is None:
            os.killpg(run.pid, signal.SIGTERM)
        await run.wait()
        log.close()


async def _answers(port: int, run: asyncio.subprocess.Process) -> bool:
    assert run.returncode is None, "make run ended by itself"
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.write(b"GET /readyz HTTP/1.0\r\n\r\n")
    status = await reader.readline()
    writer.close()
    return b" 200 " in status


def test_the_word_list_names_the_vocabulary() -> None:
    """Every kind of word in `flows/vocabulary.py` is in the list, and the list names no word that the code lacks."""
    table = README.split("## Words")[1].split("## ")[0]
    listed = set(re.findall(r"`([A-Z]\w+)`", table))
    kinds = {name for name, thing in vars(vocabulary).items() if isinstance(thing, EnumType) and thing.__module__ == vocabulary.__name__}
    covered = {kind for kind in kinds for word in listed if kind.startswith(word)}
    assert kinds - covered == set()
    assert {word for word in listed if not any(kind.startswith(word) for kind in kinds)} == set()


def test_every_file_that_the_readme_points_to_is_there() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        assert (ROOT / target).exists(), target
