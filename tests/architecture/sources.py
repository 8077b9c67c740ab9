"""The project's own files, read once for the tests of its shape."""

import ast
import subprocess
from functools import cache
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
ROOMS: Final = ("service", "actioncards", "flows", "contacts", "migrations")


@cache
def tracked_files() -> tuple[Path, ...]:
    """Every file under version control, and every new one that is not ignored; relative to the project's root."""
    listed = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    names = (Path(name) for name in listed.stdout.split("\0") if name)
    return tuple(sorted(name for name in names if (ROOT / name).is_file()))


@cache
def text_of(name: Path) -> str:
    """What stands in a tracked file; a file that is no text is read as far as it is."""
    return (ROOT / name).read_text(encoding="utf-8", errors="replace")


def modules(*folders: str) -> list[Path]:
    """The Python files of these top-level folders, the rooms when none is named."""
    return [name for name in tracked_files() if name.suffix == ".py" and name.parts[0] in (folders or ROOMS)]


@cache
def tree_of(name: Path) -> ast.Module:
    """The syntax tree of one module."""
    return ast.parse(text_of(name), filename=str(name))


def imported_by(name: Path) -> set[str]:
    """The dotted names of all modules that one module imports."""
    found: set[str] = set()
    for node in ast.walk(tree_of(name)):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module)
    return found


def dotted(node: ast.AST) -> str:
    """`a.b.c` for a chain of attributes, and what there is of it for anything else."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""
