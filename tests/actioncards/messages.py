"""Every sentence that the room can say, read from its source."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOM = Path(__file__).parents[2] / "actioncards"
SAYING = {"Sentence", "Refused", "wrong", "known", "_found"}


def sentences() -> set[str]:
    return {text for file in ROOM.glob("*.py") for text in _said(ast.parse(file.read_text(encoding="utf-8")))}


def _said(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _name(node.func) in SAYING:
            for argument in node.args:
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str) and " " in argument.value:
                    yield argument.value


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""
