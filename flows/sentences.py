"""Sentences for people, written in English here and translated at the edge.

Every sentence that a person may read is a `Sentence`: an English text with named fields. The Danish stands in
`service/locale/da/*.po` under the English text, so that no room below `service` knows a language.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, init=False)
class Sentence:
    """One translatable sentence: `text` with `{named}` fields, and their values."""

    text: str
    params: dict[str, object]

    def __init__(self, text: str, /, **params: object) -> None:
        object.__setattr__(self, "text", text)
        object.__setattr__(self, "params", params)

    def __str__(self) -> str:
        return self.text.format(**{name: _plain(value) for name, value in self.params.items()})


def _plain(value: object) -> object:
    """A list reads as its members, one after the other."""
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else value


INVALID: Final = "invalid"
NOT_ALLOWED: Final = "not_allowed"
NOT_FOUND: Final = "not_found"
CONFLICT: Final = "conflict"
GONE: Final = "gone"
TOO_LARGE: Final = "too_large"
TOO_MANY: Final = "too_many"


class Refused(Exception):
    """A request that the rules say no to: what was wrong, where, and what to do (promise I13).

    `sentence` tells it to the reader; `field` names the place in what was sent, when there is one; `kind` is one of this
    module's constants and decides the HTTP status at the edge. Nothing has been changed when it is raised.
    """

    def __init__(self, text: str, /, *, field: str | None = None, kind: str = INVALID, **params: object) -> None:
        self.sentence = Sentence(text, **params)
        self.field = field
        self.kind = kind
        super().__init__(str(self.sentence))
