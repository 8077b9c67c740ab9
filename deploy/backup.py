"""Copies the database to a file while the service runs, and makes a database from such a file.

    python deploy/backup.py save --into FOLDER [--keep N]
    python deploy/backup.py restore FILE

The database is the one in BEREDSKAB_DATABASE_URL. Needs the standard library; for PostgreSQL also `pg_dump`, `pg_restore`
and `psql`, of the server's version or newer.
"""

import argparse
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit, urlunsplit


class BackupError(Exception):
    """Why no copy was made or nothing was restored, and what to do."""


def database_url() -> str:
    """The address the service uses; `BackupError` when it is not set."""
    url = os.environ.get("BEREDSKAB_DATABASE_URL", "")
    if not url:
        raise BackupError("BEREDSKAB_DATABASE_URL is not set. Set it to the address the service uses.")
    return url


def sqlite_path(url: str) -> Path | None:
    """The file of an SQLite address, or None for another engine."""
    scheme, _, rest = url.partition("://")
    return Path(unquote(rest.partition("?")[0].removeprefix("/"))) if scheme.startswith("sqlite") else None


def postgres_address(url: str) -> tuple[str, dict[str, str]]:
    """The address as libpq reads it, and the environment that holds its password: an argument can be seen by everyone."""
    parts = urlsplit(url)
    where = parts.netloc.rpartition("@")[2]
    user = f"{quote(unquote(parts.username))}@" if parts.username else ""
    query = parts.query.replace("ssl=", "sslmode=") if "sslmode=" not in parts.query else parts.query
    secret = {"PGPASSWORD": unquote(parts.password)} if parts.password else {}
    return urlunsplit(("postgresql", user + where, parts.path or "/", query, "")), os.environ | secret


def _run(program: str, *arguments: str, environment: dict[str, str]) -> str:
    command = Path(os.environ["POSTGRES_BIN"], program) if "POSTGRES_BIN" in os.environ else program
    try:
        done = subprocess.run([command, *arguments], env=environment, check=True, capture_output=True, text=True)
    except FileNotFoundError:
        raise BackupError(f"{program} is not installed. On Debian: apt-get install postgresql-client") from None
    except subprocess.CalledProcessError as failed:
        raise BackupError(f"{program} failed: {failed.stderr.strip()}") from None
    return done.stdout


def _save_sqlite(source: Path, target: Path) -> None:
    if not source.exists():
        raise BackupError(f"{source} does not exist. Is BEREDSKAB_DATABASE_URL right, and is this its folder?")
    with closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)) as live, closing(sqlite3.connect(target)) as copy:
        live.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")  # one file, nothing beside it
        (verdict,) = copy.execute("PRAGMA integrity_check").fetchone()
    if verdict != "ok":
        raise BackupError(f"the copy of {source} is damaged: {verdict}")


def _save_postgres(url: str, target: Path) -> None:
    address, environment = postgres_address(url)
    _run("pg_dump", "--format=custom", "--no-owner", f"--file={target}", f"--dbname={address}", environment=environment)
    _run("pg_restore", "--list", str(target), environment=environment)


def save(url: str, folder: Path, *, now: datetime, keep: int | None = None) -> Path:
    """Write a copy into `folder`, checked before it gets its name, and return it; with `keep`, older copies are removed."""
    source = sqlite_path(url)
    suffix = "sqlite" if source else "pgdump"
    target = folder / f"beredskab-{now:%Y%m%dT%H%M%SZ}.{suffix}"
    unfinished = target.with_suffix(".unfinished")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        unfinished.unlink(missing_ok=True)
        unfinished.touch(mode=0o600)
    except OSError as wrong:
        raise BackupError(f"{wrong.filename} cannot be used: {wrong.strerror}. Name a folder that may be written to.") from wrong
    try:
        if source:
            _save_sqlite(source, unfinished)
        else:
            _save_postgres(url, unfinished)
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)
    copies = sorted(folder.glob(f"beredskab-*.{suffix}"))
    for old in copies[:-keep] if keep else []:
        old.unlink()
    return target


def restore(url: str, copy: Path) -> None:
    """Make the database of `url` from `copy`; `BackupError` when it is not empty, and nothing is changed then."""
    if not copy.exists():
        raise BackupError(f"{copy} does not exist.")
    target = sqlite_path(url)
    if (target is None) != (copy.suffix == ".pgdump"):
        raise BackupError(f"{copy.name} is a copy from the other engine than the one in BEREDSKAB_DATABASE_URL.")
    if target:
        _restore_sqlite(copy, target)
    else:
        _restore_postgres(copy, url)


def _restore_sqlite(copy: Path, target: Path) -> None:
    if any(Path(f"{target}{part}").exists() for part in ("", "-wal", "-shm")):
        raise BackupError(f"{target} exists. Stop the service and move it (and the -wal and -shm beside it) away first.")
    target.parent.mkdir(parents=True, exist_ok=True)
    _save_sqlite(copy, target)
    target.chmod(0o600)


def _restore_postgres(copy: Path, url: str) -> None:
    address, environment = postgres_address(url)
    count = "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace"
    if _run("psql", "--no-psqlrc", "--tuples-only", f"--command={count}", address, environment=environment).strip() != "0":
        raise BackupError("the database is not empty. Stop the service, create an empty database and name that one.")
    _run(
        *("pg_restore", "--single-transaction", "--exit-on-error", "--no-owner", f"--dbname={address}", str(copy)),
        environment=environment,
    )


def _at_least_one(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("at least one copy stays, the new one")
    return number


def main(arguments: list[str] | None = None) -> int:
    """Run the command; 0 when done, 1 with a sentence when not."""
    parser = argparse.ArgumentParser(description="Copy the database to a file, or make one from such a file.")
    commands = parser.add_subparsers(dest="command", required=True)
    saving = commands.add_parser("save", help="copy the database of BEREDSKAB_DATABASE_URL; the service may run")
    saving.add_argument("--into", type=Path, required=True, metavar="FOLDER")
    saving.add_argument("--keep", type=_at_least_one, metavar="N", help="how many copies stay, at least 1; without it, all")
    restoring = commands.add_parser("restore", help="make the empty database of BEREDSKAB_DATABASE_URL from a copy")
    restoring.add_argument("file", type=Path)
    given = parser.parse_args(arguments)
    os.umask(0o077)
    try:
        if given.command == "save":
            sys.stdout.write(f"{save(database_url(), given.into, now=datetime.now(UTC), keep=given.keep)}\n")
        else:
            restore(database_url(), given.file)
            sys.stdout.write("Restored. Next: beredskab migrate, then beredskab doctor.\n")
    except (BackupError, OSError, sqlite3.Error) as refused:
        sys.stderr.write(f"{refused}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
