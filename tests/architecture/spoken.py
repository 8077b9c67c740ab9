"""Finds every English sentence that code and templates can say to a person."""

import ast
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.extract import extract

ROOT = Path(__file__).parents[2]
ROOMS = ("service", "actioncards", "contacts", "flows")
TEMPLATES = (".html", ".txt", ".j2", ".jinja", ".xml")
TEMPLATE_KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2)}

SAY = frozenset({"Sentence", "Refused", "_", "gettext"})
"""Calls whose first argument is the sentence."""
PASS_ON = frozenset({"wrong", "known", "_found", "required_text"})
"""Calls that are given a sentence among their arguments and say it when they must."""
TABLES = frozenset({"meaning", "_LENGTHS", "_NEAR", "_UNLIKE"})
"""Names that sentences are kept under, to be said elsewhere."""


def said() -> dict[str, str]:
    """Each sentence, and where it first stands."""
    found: dict[str, str] = {}
    for path, tree in _modules():
        for text, line in _sentences(tree):
            found.setdefault(text, f"{path.relative_to(ROOT)}:{line}")
    for path in _templates():
        for line, message, _, _ in extract(
            "jinja2.ext:babel_extract", BytesIO(path.read_bytes()), TEMPLATE_KEYWORDS, options={"trimmed": "true"}
        ):
            text = message if isinstance(message, str) else message[0]
            if text:
                found.setdefault(text, f"{path.relative_to(ROOT)}:{line}")
    return found


def written_anywhere() -> set[str]:
    """Every text in the code, said or not: what a sentence can still be made from."""
    return {
        node.value for _, tree in _modules() for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def _modules() -> Iterator[tuple[Path, ast.Module]]:
    for path in sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py")):
        yield path, ast.parse(path.read_text(encoding="utf-8"))


def _templates() -> list[Path]:
    found = (path for room in ROOMS for path in (ROOT / room).rglob("*"))
    return sorted(path for path in found if path.suffix in TEMPLATES and "templates" in path.parts)


def _sentences(tree: ast.Module) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", None) or getattr(node.func, "id", "")
            if name in SAY:
                yield from _texts(node.args[:1])
            elif name in PASS_ON:
                yield from ((text, line) for text, line in _texts(node.args) if " " in text)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if node.value is not None and any(isinstance(target, ast.Name) and target.id in TABLES for target in targets):
                yield from ((text, line) for text, line in _texts(list(ast.walk(node.value))) if " " in text)


def _texts(nodes: list[ast.expr] | list[ast.AST]) -> Iterator[tuple[str, int]]:
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value, node.lineno
        elif isinstance(node, ast.IfExp):
            yield from _texts([node.body, node.orelse])
