"""Nothing points up, nothing goes round, and nothing is used that was not asked for."""

import re
import subprocess
import sys
import tomllib
from graphlib import CycleError, TopologicalSorter
from importlib.metadata import packages_distributions

import grimp
import pytest
from importlinter.cli import lint_imports

from tests.architecture.sources import ROOMS, ROOT, imported_by, modules

# What a declared library hands out as part of its own interface, and who does.
_PART_OF = {"starlette": "fastapi", "pydantic": "fastapi", "markupsafe": "jinja2"}


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _declared() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return {_normal(re.split(r"[\[<>=!~; ]", line, maxsplit=1)[0]) for line in project["dependencies"]}


def test_no_room_imports_a_room_above_it(capsys: pytest.CaptureFixture[str]) -> None:
    status = lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True)
    assert status == 0, capsys.readouterr().out


def test_no_module_imports_itself_by_a_detour() -> None:
    graph = grimp.build_graph(*ROOMS, cache_dir=None, exclude_type_checking_imports=True)
    arrows = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
    try:
        TopologicalSorter(arrows).prepare()
    except CycleError as round_trip:
        pytest.fail(f"imports go round: {' > '.join(round_trip.args[1])}")


def test_every_library_a_room_imports_is_declared() -> None:
    known = {_normal(name) for name in _declared()}
    owners = packages_distributions()
    undeclared = []
    for module in modules():
        for name in {name.partition(".")[0] for name in imported_by(module)}:
            if name in sys.stdlib_module_names or name in ROOMS:
                continue
            distributions = {_normal(owner) for owner in owners.get(name, [name])} | {_PART_OF.get(name, name)}
            if not distributions & known:
                undeclared.append(f"{module}: {name}")
    assert not undeclared


def test_the_flows_know_the_standard_library_and_transitions_alone() -> None:
    strangers = {
        f"{module}: {name}"
        for module in modules("flows")
        for name in imported_by(module)
        if name.partition(".")[0] not in {*sys.stdlib_module_names, "flows", "transitions"}
    }
    assert not strangers


def test_a_room_never_imports_the_tests() -> None:
    assert not [str(module) for module in modules() if any(name.partition(".")[0] == "tests" for name in imported_by(module))]


def test_what_is_slow_to_load_and_seldom_wanted_is_not_loaded_at_the_start() -> None:
    """The service is ready within five seconds; workbooks and migrations wait until somebody has one."""
    load = "import sys, service.web.app, service.bootstrap, service.cli.starting; print({'openpyxl', 'alembic'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", load], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
