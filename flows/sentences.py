"""Sentences for people, written in English here and translated at the edge.

Every sentence that a person may read is a `Sentence`: an English text with named fields. The Danish stands in
`service/locale/da/*.po` under the English text, so that no room below `service` knows a language.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, init=False)
class Sentence:
    """One translatable sentence: `text` with `{named}` fields, and their values.

    One that counts has a second text: `text` is for one thing, `plural` for all other numbers, and the field `by` is the
    number that decides.
    """

    text: str
    plural: str | None
    by: str
    params: dict[str, object]

    def __init__(self, text: str, plural: str | None = None, by: str = "count", /, **params: object) -> None:
        object.__setattr__(self, "text", text)
        object.__setattr__(self, "plural", plural)
        object.__setattr__(self, "by", by)
        object.__setattr__(self, "params", params)

    @property
    def fitting(self) -> str:
        """The English that fits the number."""
        return self.text if self.plural is None or self.params.get(self.by) == 1 else self.plural

    def filled(self, **params: object) -> "Sentence":
        """The same sentence with these values."""
        return Sentence(self.text, self.plural, self.by, **params)

    def __str__(self) -> str:
        return self.fitting.format(**{name: _plain(value) for name, value in self.params.items()})


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

    def __init__(
        self, text: str, plural: str | None = None, by: str = "count", /, *, field: str | None = None, kind: str = INVALID, **params: object
    ) -> None:
        self.sentence = Sentence(text, plural, by, **params)
        self.field = field
        self.kind = kind
        super().__init__(str(self.sentence))
