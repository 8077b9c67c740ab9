"""Everything the room says can be said in Danish, with the same facts in it."""

import ast
import re
from pathlib import Path

from babel.messages.pofile import read_po

from contacts import phone, rows
from service.domain.language import english, translated

ROOT = Path(__file__).parents[2]
FIELDS = re.compile(r"\{\w+\}")
SAID_ELSEWHERE = {"The text holds a CPR number. Remove it: CPR numbers are never stored or sent."}
"""The words of `flows`, which has its own catalogue."""


def said():
    found = {*phone._LENGTHS.values(), *rows._NEAR.values(), *rows._UNLIKE.values()}
    for file in (ROOT / "contacts").glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if (
                isinstance(node, ast.Call)
                and getattr(node.func, "id", "") in ("Sentence", "Refused")
                and isinstance(node.args[0], ast.Constant)
            ):
                found.add(node.args[0].value)
    return found - SAID_ELSEWHERE


def test_every_sentence_has_its_danish_and_no_danish_is_left_over():
    with (ROOT / "service/locale/da/contacts.po").open("rb") as file:
        danish = {english(message): translated(message) for message in read_po(file, locale="da") if message.id}
    assert set(danish) == said()
    for text, forms in danish.items():
        for sentence in forms:
            assert sentence
            assert set(FIELDS.findall(sentence)) == set(FIELDS.findall(text)), text
