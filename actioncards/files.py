"""The files of a plan folder: read whole, as UTF-8, or said to be wrong."""

from pathlib import Path
from typing import Final

from actioncards.nodes import Node, nodes
from actioncards.problems import Findings, Spot
from flows.sentences import Sentence

MAIN: Final = "plan.yaml"
PARTS: Final = {name: f"{name}.yaml" for name in ("organisations", "areas", "levels", "groups", "fields")}
OPTIONAL: Final = {"cards": "cards.yaml", "communication": "communication.yaml"}
"""Parts that a plan can do without."""
WEBSITE: Final = "website.yaml"
"""What the pages say of the body behind them; no part of the plan."""
TEMPLATES: Final = "templates"
LARGEST: Final = 1_000_000
MOST: Final = 100


class Files:
    """Reads the files of one folder, and notes in `findings` what cannot be read."""

    def __init__(self, folder: Path, findings: Findings) -> None:
        self._folder = folder
        self._findings = findings

    def node(self, name: str) -> Node | None:
        """The document in the file `name`; None when it cannot be read."""
        text = self._text(name)
        return None if text is None else nodes(text, name, self._findings)

    def has(self, name: str) -> bool:
        """Whether the folder holds a file of that name: one that may be left out is only read when it is there."""
        return name in self._names(".")

    def _text(self, name: str) -> str | None:
        try:
            with (self._folder / name).open("rb") as file:
                data = file.read(LARGEST + 1)
        except FileNotFoundError:
            self._refuse(name, Sentence("The file is missing."))
            return None
        except (OSError, ValueError):
            self._refuse(name, Sentence("The file cannot be opened. Look at its permissions."))
            return None
        return self._decoded(name, data)

    def _decoded(self, name: str, data: bytes) -> str | None:
        if len(data) > LARGEST:
            self._refuse(name, Sentence("The file is larger than {largest} bytes.", largest=LARGEST))
        elif b"\0" in data:
            self._refuse(name, Sentence("The file is not text."), data[: data.index(b"\0")])
        else:
            try:
                return data.decode("utf-8-sig")
            except UnicodeDecodeError as wrong:
                self._refuse(name, Sentence("The file is not UTF-8. Save it as UTF-8."), data[: wrong.start])
        return None

    def _refuse(self, name: str, sentence: Sentence, before: bytes | None = None) -> None:
        """Note what is wrong with a file, at the line after what stands `before` it."""
        line = 0 if before is None else before.count(b"\n") + 1
        self._findings.add(Spot(name, line), sentence)

    def templates(self) -> list[str]:
        """The names of the template files, sorted; at most `MOST`."""
        names = self._names(TEMPLATES)
        found = sorted(f"{TEMPLATES}/{name}" for name in names if name.endswith(".yaml"))
        if not found:
            self._findings.add(Spot(TEMPLATES, 0), Sentence("There are no template files (templates/*.yaml)."))
        if len(found) > MOST:
            self._findings.add(Spot(TEMPLATES, 0), Sentence("There are more than {most} template files.", most=MOST))
        return found[:MOST]

    def refuse_others(self) -> None:
        """Note YAML files that nothing reads: most likely a misspelt name."""
        known = (MAIN, *PARTS.values(), *OPTIONAL.values(), WEBSITE)
        for name in sorted(self._names(".")):
            if name.endswith((".yaml", ".yml")) and name not in known:
                self._findings.add(Spot(name, 0), Sentence("No plan has a file of this name."), allowed=known, instead_of=name)
        for name in sorted(self._names(TEMPLATES)):
            if name.endswith(".yml"):
                self._findings.add(Spot(f"{TEMPLATES}/{name}", 0), Sentence("Let the name end with .yaml."))

    def _names(self, folder: str) -> list[str]:
        try:
            return [path.name for path in (self._folder / folder).iterdir()]
        except (OSError, ValueError):
            return []
