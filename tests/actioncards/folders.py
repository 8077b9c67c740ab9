"""The shipped plan in a folder of the test's own, to be spoilt."""

import re
import shutil
from pathlib import Path

from actioncards.loader import check
from actioncards.problems import Problem

ODENSE = Path(__file__).parents[2] / "actioncards" / "odense"


class Folder:
    """A copy of the Odense plan; `change` replaces words in a file and tells the line where they stood."""

    def __init__(self, place: Path) -> None:
        self.path = place / "plan"
        shutil.copytree(ODENSE, self.path)

    def text(self, file: str) -> str:
        return (self.path / file).read_text(encoding="utf-8")

    def write(self, file: str, text: str) -> None:
        (self.path / file).write_text(text, encoding="utf-8")

    def change(self, file: str, old: str, new: str) -> int:
        text = self.text(file)
        assert old in text, f"{file} does not hold {old!r}"
        self.write(file, text.replace(old, new, 1))
        return text[: text.index(old)].count("\n") + 1

    def problems(self) -> list[Problem]:
        return check(self.path)

    def only_problem(self) -> Problem:
        problems = self.problems()
        assert len(problems) == 1, "\n".join(map(str, problems))
        return problems[0]

    def files(self) -> list[str]:
        return sorted(str(path.relative_to(self.path)) for path in self.path.rglob("*.yaml"))


def names_a_place(problem: Problem) -> bool:
    return bool(re.fullmatch(r"[\w./ -]+:\d+: .+", str(problem).replace("\n", " ")))
