"""What is wrong with a plan folder, in one place: where, what, and what is allowed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from flows.sentences import Sentence


@dataclass(frozen=True, order=True)
class Spot:
    """A place in a plan folder: file name relative to the folder, and line from 1; line 0 is the file as a whole."""

    file: str
    line: int


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong; `allowed` lists what could stand there instead, `nearest` the likeliest of it."""

    file: str
    line: int
    sentence: Sentence
    allowed: tuple[str, ...] = ()
    nearest: str | None = None

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """All there is to say about it, to be translated one by one and joined with blanks."""
        said = [self.sentence]
        if self.nearest:
            said.append(Sentence("Did you mean {nearest}?", nearest=self.nearest))
        if self.allowed:
            said.append(Sentence("Allowed: {allowed}.", allowed=", ".join(self.allowed)))
        return tuple(said)

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: " + " ".join(str(sentence) for sentence in self.sentences)


def shown(text: str) -> str:
    """What was written, short enough to stand in a sentence."""
    line = " ".join(text.split())
    return line if len(line) <= 60 else f"{line[:57]}..."


class PlanInvalid(Exception):
    """The plan folder cannot be used; `problems` holds everything that is wrong with it, in the order of the files."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class Findings:
    """Collects problems while a plan is read and checked."""

    def __init__(self) -> None:
        self._found: list[Problem] = []
        self._said: set[str] = set()

    def add(self, spot: Spot, sentence: Sentence, *, allowed: Iterable[str] = (), instead_of: str | None = None) -> None:
        """Note a problem at `spot`; with `instead_of`, the nearest of `allowed` is offered."""
        choices = tuple(allowed)
        near = get_close_matches(instead_of, choices, n=1, cutoff=0.5) if instead_of else []
        problem = Problem(spot.file, spot.line, sentence, choices, near[0] if near else None)
        if str(problem) not in self._said:
            self._said.add(str(problem))
            self._found.append(problem)

    def has(self, file: str, sentence: Sentence) -> bool:
        """True when the sentence is already said about some line of `file`."""
        return any(one.file == file and one.sentence == sentence for one in self._found)

    def __iter__(self) -> Iterator[Problem]:
        return iter(sorted(self._found, key=lambda problem: (problem.file, problem.line)))

    def __len__(self) -> int:
        return len(self._found)
