"""Set a document by its typst template: archivable (PDF/UA-1 and PDF/A-2a) where it can be, and set in any case."""

import json
from collections.abc import Collection
from pathlib import Path
from typing import Any, Final

import typst

from service.exports.printable import printable

TEMPLATES: Final = Path(__file__).parent / "templates"
FONTS: Final = Path(__file__).parents[2] / "node_modules" / "dkfds" / "src" / "fonts" / "IBMPlexSans" / "complete" / "ttf"
"""The design system's font where it is installed; else the typesetter's own is used."""


def typeset(name: str, content: object, *, as_they_are: Collection[str] = (), fonts: Path = FONTS) -> bytes:
    """`content` by the template `name`, which reads it as its input `content`; equal contents give equal bytes.

    What cannot be printed is replaced, but for the values of the keys `as_they_are`: pictures.
    """
    text = json.dumps(_printable(content, as_they_are), ensure_ascii=False)
    try:
        return _compiled(name, text, fonts, strict=True)
    except typst.TypstError:
        # A document that no archive standard vouches for is better than none on the night it is asked for.
        return _compiled(name, text, fonts, strict=False)


def _compiled(name: str, text: str, fonts: Path, *, strict: bool) -> bytes:
    made = typst.compile(
        str(TEMPLATES / f"{name}.typ"),
        sys_inputs={"content": text},
        font_paths=[str(fonts)] if fonts.is_dir() else [],
        ignore_system_fonts=True,
        pdf_standards=["ua-1", "a-2a"] if strict else [],
        timestamp=0,
    )
    assert isinstance(made, bytes)
    return made


def _printable(value: object, as_they_are: Collection[str]) -> Any:
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return {key: item if key in as_they_are else _printable(item, as_they_are) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_printable(item, as_they_are) for item in value]
    return value
