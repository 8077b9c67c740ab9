"""Check one text of a plan by itself, while somebody writes it: by the rules that the loader holds a whole folder to (C4, I8)."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from actioncards.check_texts import check_template
from actioncards.model import Plan, Template
from actioncards.reader import Path, Reader
from actioncards.subject import Subject
from flows.sentences import Sentence


class _Sound(Reader):
    """Nothing was read from a file, so nothing in it can be unreadable."""

    def __init__(self) -> None:
        """No document."""

    def is_sound(self, path: Path) -> bool:  # noqa: ARG002 - the reader's own shape
        """Always."""
        return True

    def is_whole(self, path: Path) -> bool:  # noqa: ARG002 - the reader's own shape
        """Always."""
        return True


@dataclass(frozen=True)
class _Alone(Subject):
    found: list[tuple[str, Sentence]] = field(default_factory=list)

    def wrong(
        self,
        path: Path,
        text: str,
        /,
        *,
        allowed: Iterable[str] = (),
        instead_of: str | None = None,  # noqa: ARG002 - the loader's own shape
        **params: object,
    ) -> None:
        """Note it at the template's own field, with what may be written instead."""
        self.found.append((str(path[-1]), Sentence(text, **params)))
        if names := ", ".join(allowed):
            self.found.append((str(path[-1]), Sentence("Allowed: {allowed}.", allowed=names)))


def faults_of_text(plan: Plan, template: Template) -> list[tuple[str, Sentence]]:
    """What is wrong with the template in that plan, each with its field, `text` or `subject`."""
    subject = _Alone(plan, _Sound(), (), whole=True)
    check_template(subject, ("text",), template)
    return subject.found
