"""A copy made while the service runs can be restored, and a restore never overwrites anything."""

import asyncio
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from tests.harness.databases import Databases
from tests.harness.programs import postgres_folder

SCRIPT = Path(__file__).parents[2] / "deploy" / "backup.py"


async def run(url: str, *arguments: str | Path) -> tuple[int, str]:
    """The exit code and all output of the script, as an operator gets them."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, str(SCRIPT), *map(str, arguments)),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        env={"BEREDSKAB_DATABASE_URL": url, "POSTGRES_BIN": str(postgres_folder())},
    )
    output, _ = await process.communicate()
    assert process.returncode is not None
    return process.returncode, output.decode()


@pytest.fixture
async def live(database_url: str) -> AsyncIterator[AsyncConnection]:
    """A database with rows in two tables, and a connection to it that stays open as the service's would."""
    engine = create_async_engine(database_url)
    async with engine.connect() as connection:
        if engine.name == "sqlite":
            await connection.execute(text("PRAGMA journal_mode = WAL"))
        await connection.execute(text("CREATE TABLE seat (id INTEGER PRIMARY KEY, name TEXT)"))
        await connection.execute(text("CREATE TABLE person (id INTEGER PRIMARY KEY, seat INTEGER REFERENCES seat (id))"))
        await connection.execute(text("INSERT INTO seat VALUES (1, 'Forretningsudvalget: Sundhed, æøå')"))
        await connection.execute(text("INSERT INTO person VALUES (1, 1), (2, 1)"))
        await connection.commit()
        yield connection
    await engine.dispose()


async def _rows(url: str) -> list[tuple[str, int]]:
    engine = create_async_engine(url)
    query = "SELECT seat.name, count(*) FROM seat JOIN person ON person.seat = seat.id GROUP BY seat.name"
    try:
        async with engine.connect() as connection:
            return [(name, number) for name, number in await connection.execute(text(query))]
    finally:
        await engine.dispose()


async def test_a_copy_made_while_someone_writes_holds_what_was_committed(
    live: AsyncConnection, database_url: str, databases: Databases, tmp_path: Path
) -> None:
    await live.execute(text("INSERT INTO person VALUES (3, 1)"))  # not committed
    code, output = await run(database_url, "save", "--into", tmp_path / "copies")
    assert code == 0, output
    copy = Path(output.strip())
    assert copy.stat().st_mode & 0o077 == 0, "a copy holds personal data and is its owner's alone"
    await live.rollback()

    elsewhere = await databases.empty()
    code, output = await run(elsewhere, "restore", copy)
    assert code == 0, output
    assert await _rows(elsewhere) == [("Forretningsudvalget: Sundhed, æøå", 2)]
    await databases.drop(elsewhere)


async def test_a_restore_never_overwrites_a_database(live: AsyncConnection, database_url: str, tmp_path: Path) -> None:
    _, saved = await run(database_url, "save", "--into", tmp_path)
    await live.execute(text("INSERT INTO person VALUES (3, 1)"))
    await live.commit()
    code, output = await run(database_url, "restore", saved.strip())
    assert code == 1
    assert "exists" in output or "not empty" in output
    assert await _rows(database_url) == [("Forretningsudvalget: Sundhed, æøå", 3)]


async def test_only_the_newest_copies_are_kept(live: AsyncConnection, database_url: str, tmp_path: Path) -> None:
    suffix = "pgdump" if database_url.startswith("postgresql") else "sqlite"
    for hour in ("00", "01", "02"):
        (tmp_path / f"beredskab-20200101T{hour}0000Z.{suffix}").touch()
    code, output = await run(database_url, "save", "--into", tmp_path, "--keep", "2")
    assert code == 0, output
    assert sorted(tmp_path.iterdir()) == [tmp_path / f"beredskab-20200101T020000Z.{suffix}", Path(output.strip())]


@pytest.mark.parametrize(
    ("url", "arguments", "told"),
    [
        ("", ("save", "--into", "copies"), "BEREDSKAB_DATABASE_URL is not set"),
        ("sqlite+aiosqlite:////nowhere/x.sqlite", ("save", "--into", "copies"), "/nowhere/x.sqlite does not exist"),
        ("sqlite+aiosqlite:////nowhere/x.sqlite", ("restore", "missing.sqlite"), "missing.sqlite does not exist"),
        ("postgresql+asyncpg://a:secret@127.0.0.1:1/b", ("save", "--into", "copies"), "pg_dump failed"),
    ],
)
async def test_what_cannot_be_done_is_said_with_the_reason_and_without_the_password(
    url: str, arguments: tuple[str, ...], told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    code, output = await run(url, *arguments)
    assert code == 1
    assert told in output
    assert "secret" not in output
    assert "Traceback" not in output
    assert not list(tmp_path.glob("copies/*"))


async def test_a_folder_that_cannot_be_used_and_a_number_of_copies_that_would_leave_none_are_refused_in_a_line(
    live: AsyncConnection, database_url: str, tmp_path: Path
) -> None:
    kept = tmp_path / "copies"
    assert (await run(database_url, "save", "--into", kept))[0] == 0
    in_the_way = tmp_path / "file"
    in_the_way.write_text("not a folder", encoding="utf-8")
    for folder in (in_the_way, in_the_way / "below", Path("/proc/copies")):
        code, told = await run(database_url, "save", "--into", folder)
        assert (code, len(told.splitlines())) == (1, 1)
        assert "cannot be used" in told
    for number in ("0", "-1", "many"):
        code, told = await run(database_url, "save", "--into", kept, f"--keep={number}")
        assert code == 2
        assert "Traceback" not in told
    assert len(list(kept.iterdir())) == 1
