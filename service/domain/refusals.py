"""A refusal of several places at once: a form or a file is corrected in one go, not one field at a time (I13)."""

from collections.abc import Sequence

from flows.sentences import INVALID, Refused, Sentence


class RefusedFields(Refused):
    """`Refused` with every wrong place: `(field, sentence)`."""

    def __init__(self, text: str, /, *, errors: Sequence[tuple[str, Sentence]], kind: str = INVALID, **params: int | str) -> None:
        super().__init__(text, kind=kind, field=None)
        self.sentence = Sentence(text, **params)
        self.errors = tuple(errors)
