"""Modules are short, named for what they hold, and take the time as an argument."""

import ast
from pathlib import Path
from statistics import median

from tests.architecture.sources import dotted, modules, text_of, tree_of

_CLOCKS = {
    *("datetime.now", "datetime.utcnow", "datetime.today", "date.today", "datetime.datetime.now", "datetime.datetime.utcnow"),
    *("datetime.datetime.today", "datetime.date.today", "time.time", "time.time_ns", "time.localtime", "time.gmtime"),
    *("func.now", "func.current_timestamp", "sqlalchemy.func.now", "sa.func.now"),
}
_SAYS_NOTHING = {"utils", "util", "helpers", "helper", "misc", "common", "tools"}
_IDENTIFIERS = (ast.Name, ast.arg, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Attribute, ast.keyword)


_WRITTEN_BY_ALEMBIC = ("migrations", "versions")


def _length(module: Path) -> int:
    return len(text_of(module).splitlines())


def test_no_module_is_longer_than_400_lines() -> None:
    ours = [module for module in modules() + modules("tests") if module.parts[:2] != _WRITTEN_BY_ALEMBIC]
    assert not {str(module): _length(module) for module in ours if _length(module) > 400}


def test_half_of_the_modules_are_shorter_than_150_lines() -> None:
    lengths = [_length(module) for module in modules() if module.name != "__init__.py"]
    assert median(lengths) < 150


def test_no_module_is_named_for_nothing() -> None:
    assert not [str(module) for module in modules() if _SAYS_NOTHING & {module.stem, *module.parts[:-1]}]


def test_one_file_reads_the_clock() -> None:
    readers = {
        f"{module}:{node.lineno} {dotted(node)}"
        for module in modules()
        if module != Path("service/clock.py")
        for node in ast.walk(tree_of(module))
        if isinstance(node, ast.Attribute) and dotted(node) in _CLOCKS
    }
    assert not readers


def test_every_name_in_the_code_is_plain_ascii() -> None:
    odd = {
        f"{module}:{node.lineno} {name}"
        for module in modules() + modules("tests")
        for node in ast.walk(tree_of(module))
        if isinstance(node, _IDENTIFIERS)
        for name in (getattr(node, field, None) for field in ("id", "arg", "name", "attr"))
        if name and not name.isascii()
    }
    assert not odd
