"""The paper for when everything is down, as PDF: A4, tagged and archivable, set by `templates/paper.typ`. Equal facts give equal bytes."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import typst

from service.domain.language import Speaker
from service.exports.paper_texts import content
from service.exports.printable import printable
from service.exports.timeline_pdf import FONTS

TEMPLATE: Final = Path(__file__).parent / "templates" / "paper.typ"


def paper_pdf(facts: Mapping[str, Any], speaker: Speaker) -> bytes:
    """The facts that `service.work.paper_facts` gathered, in the speaker's language."""
    text = json.dumps(_printable(content(facts, speaker)), ensure_ascii=False)
    try:
        return _typeset(text, strict=True)
    except typst.TypstError:
        return _typeset(text, strict=False)  # a paper that no archive standard vouches for is better than none that night


def _typeset(text: str, *, strict: bool) -> bytes:
    made = typst.compile(
        str(TEMPLATE),
        sys_inputs={"paper": text},
        font_paths=[str(FONTS)] if FONTS.is_dir() else [],
        ignore_system_fonts=True,
        pdf_standards=["ua-1", "a-2a"] if strict else [],
        timestamp=0,
    )
    assert isinstance(made, bytes)
    return made


def _printable(value: object) -> object:
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return {key: _printable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_printable(item) for item in value]
    return value
