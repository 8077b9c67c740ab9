"""The programs of the distribution that testing needs. Run as a module, it prints the Debian packages that are missing."""

import os
import shutil
from ctypes.util import find_library
from pathlib import Path

_POSTGRES_FOLDERS = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql*/bin", "/usr/local/opt/postgresql*/bin")
_BROWSERS = ("chromium-headless-shell", "chrome-headless-shell", "headless_shell")


class ProgramMissing(Exception):
    """A program that testing needs is not installed; the text says what to install."""

    def __init__(self, what: str, package: str, variable: str) -> None:
        super().__init__(
            f"{what} is not installed, and the tests are not skipped without it. Run `make test`, which installs it, or "
            f"(as root) `apt-get install {package}`, or name its place in {variable}."
        )


def _newest(pattern: str) -> list[Path]:
    folders = Path("/").glob(pattern.lstrip("/"))
    return sorted(folders, key=lambda folder: [int(part) for part in folder.as_posix().split("/") if part.isdigit()], reverse=True)


def postgres_folder() -> Path:
    """The folder with `initdb` and `postgres`, from `POSTGRES_BIN`, the distribution's places or PATH; `ProgramMissing` without one."""
    named = os.environ.get("POSTGRES_BIN")
    candidates = [Path(named)] if named else [folder for pattern in _POSTGRES_FOLDERS for folder in _newest(pattern)]
    on_path = None if named else shutil.which("initdb")
    if on_path:
        candidates.append(Path(on_path).resolve().parent)
    for folder in candidates:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise ProgramMissing("PostgreSQL", "postgresql", "POSTGRES_BIN")


def browser_path() -> Path:
    """The headless browser, from `CHROMIUM` or PATH; `ProgramMissing` without one."""
    named = os.environ.get("CHROMIUM")
    found = [named] if named and Path(named).exists() else [shutil.which(name) for name in _BROWSERS]
    for path in found:
        if path:
            return Path(path)
    raise ProgramMissing("A headless Chromium", "chromium-headless-shell", "CHROMIUM")


def missing_packages() -> list[str]:
    """Names of the Debian packages that hold what is not here yet."""
    missing = []
    for find, package in ((postgres_folder, "postgresql"), (browser_path, "chromium-headless-shell")):
        try:
            find()
        except ProgramMissing:
            missing.append(package)
    if os.uname().sysname == "Linux" and not find_library("atomic"):
        missing.append("libatomic1")  # Playwright's driver is linked to it
    return missing


if __name__ == "__main__":
    print(*missing_packages())
