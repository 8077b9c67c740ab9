"""What the checks look at: a plan as it was read, and where each thing of it was written."""

from collections.abc import Iterable
from dataclasses import dataclass

from actioncards.model import Plan
from actioncards.problems import Spot
from actioncards.reader import Path, Reader
from flows.sentences import Sentence


@dataclass(frozen=True)
class Subject:
    """A plan under examination.

    `template_paths` has the place of each of `plan.templates`; `whole` is False when something could not be read, so
    that what seems to be missing may only be misspelt.
    """

    plan: Plan
    reader: Reader
    template_paths: tuple[Path, ...]
    whole: bool

    def wrong(self, path: Path, text: str, /, *, allowed: Iterable[str] = (), instead_of: str | None = None, **params: object) -> None:
        """Note a problem with the value at `path`, in a sentence of `text`, unless the value was unreadable anyway."""
        if self.reader.is_sound(path):
            sentence = Sentence(text, **params)
            self.reader.findings.add(self.reader.spot_of(path), sentence, allowed=allowed, instead_of=instead_of)

    def known(self, path: Path, word: str, choices: Iterable[str], text: str, /, *, where: Path = (), **params: object) -> bool:
        """True when `word` is among `choices`; if not, that is noted, in a sentence of `text`.

        Nothing is noted when what holds the choices, at `where`, could not be read.
        """
        choices = tuple(choices)
        if word not in choices and (not where or self.reader.is_sound(where)):
            self.wrong(path, text, allowed=choices, instead_of=word, **params)
        return word in choices

    def spot(self, path: Path) -> Spot:
        """Where the value at `path` stands."""
        return self.reader.spot_of(path)
