"""A plan folder that came as one file: a zip archive, unpacked no further than a plan can be large, and read as any folder is."""

import io
import tempfile
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import Final

from actioncards.files import LARGEST, MOST, TEMPLATES
from actioncards.loader import load
from actioncards.model import Plan
from actioncards.scenarios import FOLDER as SCENARIOS
from flows.sentences import TOO_LARGE, Refused

MOST_FILES: Final = 2 * MOST
LARGEST_WHOLE: Final = 8_000_000
"""Bytes of all files together, unpacked."""
_LONGEST_NAME: Final = 200
_NO_PLAN: Final = ("__MACOSX",)
_READ: Final = (".yaml", ".yml")


def load_archive(data: bytes) -> Plan:
    """The plan in a zip archive; `Refused` when it is no such archive, `PlanInvalid` with file and line when the plan is wrong.

    The files may lie at the top or in one folder. Only the plan's own YAML files are looked at: an alert list or scenarios beside
    them are left where they are.
    """
    files = _without_outer_folder(_unpacked(data))
    with tempfile.TemporaryDirectory(prefix="plan-") as place:
        folder = Path(place)
        (folder / TEMPLATES).mkdir()
        for path, content in files.items():
            (folder / path).write_bytes(content)
        return load(folder)


def _unpacked(data: bytes) -> dict[PurePosixPath, bytes]:
    found: dict[PurePosixPath, bytes] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            wanted = [one for one in archive.infolist() if not one.is_dir() and _is_read(one.filename)]
            if len(wanted) > MOST_FILES:
                raise Refused("The archive holds more than {most} files. Pack the plan's folder alone.", field="file", most=MOST_FILES)
            for one in wanted:
                found[PurePosixPath(one.filename)] = _content(archive, one, LARGEST_WHOLE - sum(map(len, found.values())))
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        raise Refused(
            "The file is no zip archive that can be read. Pack the plan's folder anew, without a password.", field="file"
        ) from error
    if not found:
        raise Refused("The archive holds no plan: there is no YAML file in it. Pack the plan's folder.", field="file")
    return found


def _content(archive: zipfile.ZipFile, one: zipfile.ZipInfo, room: int) -> bytes:
    with archive.open(one) as file:
        content = file.read(LARGEST + 2)  # one byte more than the loader takes: it says which file is too large
    if len(content) > room:
        raise Refused("What the archive holds is too large for a plan.", field="file", kind=TOO_LARGE)
    return content


def _is_read(name: str) -> bool:
    path = PurePosixPath(name)
    beside = {*_NO_PLAN, SCENARIOS} & {*path.parts[:-1]}
    return path.suffix in _READ and not beside and not path.name.startswith("._")


def _without_outer_folder(files: dict[PurePosixPath, bytes]) -> dict[str, bytes]:
    """The plan's own names: `plan.yaml`, `templates/texts.yaml`; `Refused` when a file lies elsewhere."""
    tops = {path.parts[0] for path in files}
    outer = len(tops) == 1 and all(len(path.parts) > 1 for path in files) and tops != {TEMPLATES}
    found: dict[str, bytes] = {}
    for path, content in files.items():
        parts = path.parts[1:] if outer else path.parts
        if ".." in parts or len(str(path)) > _LONGEST_NAME or len(parts) > 2 or (len(parts) == 2 and parts[0] != TEMPLATES):
            raise Refused(
                "A plan has no file in that place: {file}. Its files lie in one folder, its texts in templates beneath it.",
                field="file",
                file=str(path)[:100],
            )
        found["/".join(parts)] = content
    return found
