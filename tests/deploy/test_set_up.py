"""The two commands bring what a machine lacks, or say what to install."""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

Machine = Callable[..., dict[str, str]]


@pytest.fixture
def machine_without(tmp_path: Path) -> Machine:
    """The environment of a machine that has all the programs of this one but those named, and an empty home."""

    def make(*missing: str) -> dict[str, str]:
        programs = tmp_path / "programs"
        programs.mkdir()
        for folder in map(Path, os.environ["PATH"].split(os.pathsep)):
            for program in folder.iterdir() if folder.is_dir() else ():
                if program.name not in missing and not (programs / program.name).is_symlink():
                    (programs / program.name).symlink_to(program)
        home = tmp_path / "home"
        home.mkdir()
        return os.environ | {"PATH": str(programs), "HOME": str(home)}

    return make


def _set_up(script: str, *words: str, folder: Path = ROOT, machine: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run([f"deploy/setup/{script}", *words], cwd=folder, env=machine, capture_output=True, text=True, check=False)


def test_where_npm_is_missing_the_set_up_brings_it(tmp_path: Path, machine_without: Machine) -> None:
    clone = tmp_path / "clone"
    for name in ("deploy/setup", "requirements"):
        shutil.copytree(ROOT / name, clone / name)
    for name in ("package.json", "package-lock.json", "pyproject.toml"):
        shutil.copy(ROOT / name, clone / name)
    done = _set_up("npm_packages.sh", folder=clone, machine=machine_without("npm", "npx", "node", "nodejs"))
    assert done.returncode == 0, done.stderr
    assert "npm is not here" in done.stderr
    assert (clone / "node_modules/dkfds/package.json").exists()


def test_what_testing_needs_comes_from_the_distribution(tmp_path: Path, machine_without: Machine) -> None:
    machine = machine_without("apt-get", "sudo")
    asked = tmp_path / "asked"
    for name in ("apt-get", "sudo"):  # the distribution's own, standing in: they note what they were asked for
        program = Path(machine["PATH"]) / name
        program.write_text(f'#!/bin/sh\necho "{name} $*" >>"{asked}"\n[ {name} != sudo ] || [ "$2" = true ] || {{ shift; "$@"; }}\n')
        program.chmod(0o755)
    done = _set_up("system_packages.sh", "postgresql", "chromium-headless-shell", machine=machine)
    assert done.returncode == 0, done.stderr
    told = [line for line in asked.read_text().splitlines() if line.startswith("apt-get")]
    assert told == ["apt-get update", "apt-get install --yes --no-install-recommends postgresql chromium-headless-shell"]


def test_where_nothing_can_be_installed_the_remedy_is_said(machine_without: Machine) -> None:
    done = _set_up("system_packages.sh", "postgresql", machine=machine_without("apt-get"))
    assert done.returncode == 1
    assert "apt-get install --no-install-recommends postgresql" in done.stderr
