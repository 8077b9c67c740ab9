"""What no file holds, and what no test does."""

import ast
import re
from pathlib import Path

from tests.architecture.sources import dotted, modules, text_of, tracked_files, tree_of

# The machine that installs says where packages come from; written in two halves, so that this file holds none either.
_INDEXES = [
    *(("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("npmjs", "com"), ("yarnpkg", "com"), ("anaconda", "org")),
    *(("docker", "io"), ("docker", "com"), ("ghcr", "io"), ("quay", "io"), ("gcr", "io"), ("deb.debian", "org"), ("crates", "io")),
]
_ONE_MACHINE = re.compile(r"(?<![\w.:*/-])/(work|home|root|Users)/\w")
_LEFT_OPEN = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X|HA" + r"CK)\b")
_NOT_RUN = {"skip", "skipif", "xfail", "importorskip"}


def _holding(pattern: re.Pattern[str], names: tuple[Path, ...]) -> list[str]:
    return [
        f"{name}:{number}: {line.strip()[:120]}"
        for name in names
        for number, line in enumerate(text_of(name).splitlines(), start=1)
        if pattern.search(line)
    ]


def test_no_file_names_a_host_that_packages_come_from() -> None:
    hosts = re.compile("|".join(rf"\b{re.escape(name)}\.{suffix}\b" for name, suffix in _INDEXES), re.IGNORECASE)
    assert not _holding(hosts, tracked_files())


def test_the_locks_hold_hashes_and_no_address() -> None:
    locks = [name for name in tracked_files() if name.parts[0] == "requirements" and name.suffix == ".txt"]
    assert {lock.stem for lock in locks} == {"uv", "node", "run", "dev"}
    for lock in locks:
        pins = re.findall(r"^(\S+==\S+)(.*\\\n    --hash=sha256:)?", text_of(lock), re.MULTILINE)
        assert pins, lock
        assert not [pin for pin, hashed in pins if not hashed], lock
    assert not _holding(re.compile(r"https?://|--(extra-)?index-url|--find-links"), (*locks, Path("package-lock.json")))
    assert '"integrity"' in text_of(Path("package-lock.json"))


def test_what_testing_installs_holds_what_running_installs() -> None:
    run, dev = (set(re.findall(r"^\S+==\S+", text_of(Path(f"requirements/{name}.txt")), re.MULTILINE)) for name in ("run", "dev"))
    assert run <= dev


def test_no_file_names_a_folder_of_one_machine() -> None:
    assert not _holding(_ONE_MACHINE, tracked_files())


def test_no_page_writes_a_name_small() -> None:
    """`capitalize` writes all but the first letter small, "CKS" and "Vollsmose" too: a page says `begun`."""
    assert not _holding(re.compile(r"\|\s*(capitalize|title)\b"), tuple(name for name in tracked_files() if name.suffix == ".html"))


def test_nothing_is_left_for_later_in_the_text() -> None:
    assert not _holding(_LEFT_OPEN, tuple(modules() + modules("tests", "deploy")))


def test_every_test_is_run_and_none_is_empty() -> None:
    faults = []
    for module in modules("tests"):
        for node in ast.walk(tree_of(module)):
            if isinstance(node, ast.Attribute) and node.attr in _NOT_RUN and dotted(node).startswith("pytest."):
                faults.append(f"{module}:{node.lineno} {dotted(node)}")
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_") and _is_empty(node):
                faults.append(f"{module}:{node.lineno} {node.name} is empty")
    assert not faults


def _is_empty(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return all(isinstance(line, ast.Pass) or isinstance(getattr(line, "value", None), ast.Constant) for line in function.body)


def test_no_test_sleeps_or_stands_in_for_our_own_code() -> None:
    faults = []
    tests = [module for module in modules("tests") if module.name.startswith(("test_", "conftest"))]  # a slow stand-in may sleep
    tests = [module for module in tests if module.parent.name != "background"]  # its loop's time is virtual: no sleep there takes any
    for module in tests:
        for node in ast.walk(tree_of(module)):
            if isinstance(node, ast.Call) and dotted(node.func).endswith(("time.sleep", "asyncio.sleep")) and not _is_zero(node):
                faults.append(f"{module}:{node.lineno} sleeps")
            if isinstance(node, ast.Import | ast.ImportFrom) and "mock" in ast.unparse(node):
                faults.append(f"{module}:{node.lineno} mocks")
    assert not faults


def _is_zero(call: ast.Call) -> bool:
    return bool(call.args) and isinstance(call.args[0], ast.Constant) and call.args[0].value == 0
