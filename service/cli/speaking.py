"""What the command line says, and in which language."""

import os
import sys
from collections.abc import Mapping
from typing import Final

from flows.sentences import Sentence

_LOCALE: Final = ("LC_ALL", "LC_MESSAGES", "LANG")


def language(environment: Mapping[str, str] = os.environ) -> str:
    """`BEREDSKAB_LANGUAGE`, or Danish when the terminal's language is; else English."""
    chosen = environment.get("BEREDSKAB_LANGUAGE") or next((environment[name] for name in _LOCALE if environment.get(name)), "")
    return "da" if chosen.casefold().startswith("da") else "en"


def said(sentence: Sentence) -> str:
    """The sentence in the command line's language."""
    spoken = language()
    if spoken == "en" and not sentence.params:
        return sentence.text
    from service.domain.language import translations

    return translations().translate(sentence, spoken)


def say(text: str | Sentence = "") -> None:
    """A line on standard output."""
    print(said(text) if isinstance(text, Sentence) else text, flush=True)


def complain(text: str | Sentence) -> None:
    """A line on standard error."""
    print(said(text) if isinstance(text, Sentence) else text, file=sys.stderr, flush=True)
