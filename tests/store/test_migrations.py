"""The schema comes up from nothing and goes down again, keeps every row on the way, and is what the code believes it is."""

from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, event, inspect, text

from flows.sentences import CONFLICT, Refused
from service.store.engine import make_engine
from service.store.migrate import EMPTY, downgrade, upgrade, without_foreign_keys
from service.store.schema import newest_version, require_newest, version_of, versions_folder
from service.store.tables import Base


async def _look(url: str, look: Any) -> Any:
    engine = make_engine(url, pool_size=1)
    try:
        async with engine.begin() as connection:
            return await connection.run_sync(look)
    finally:
        await engine.dispose()


def _tables(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names()) - {"alembic_version"}


def _differences(connection: Connection) -> list[Any]:
    context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
    return list(compare_metadata(context, Base.metadata))


async def test_the_schema_comes_up_from_nothing_and_goes_down_to_nothing(database_url: str) -> None:
    for _ in range(2):
        await upgrade(database_url)
        assert await _look(database_url, _tables) == set(Base.metadata.tables)
        await downgrade(database_url, EMPTY)
        assert await _look(database_url, _tables) == set()


async def test_the_tables_in_the_code_and_in_the_database_agree(migrated_url: str) -> None:
    assert await _look(migrated_url, _differences) == []


async def test_each_partial_index_is_partial_in_the_database_too(migrated_url: str) -> None:
    def partial(connection: Connection) -> set[str]:
        found = inspect(connection)
        return {
            str(index["name"])
            for table in found.get_table_names()
            for index in found.get_indexes(table)
            if f"{connection.dialect.name}_where" in index.get("dialect_options", {})
        }

    wanted = {
        index.name
        for table in Base.metadata.tables.values()
        for index in table.indexes
        if index.dialect_options["sqlite"]["where"] is not None
    }
    assert "ix_delivery_queued" in wanted
    assert await _look(migrated_url, partial) == wanted


async def test_migrating_what_is_migrated_changes_nothing(migrated_url: str) -> None:
    await upgrade(migrated_url)
    engine = make_engine(migrated_url)
    assert await version_of(engine) == newest_version()
    await require_newest(engine)
    await engine.dispose()


def test_the_numbers_of_the_versions_are_their_order() -> None:
    """The newest version is told by the files' names alone, so these must say what the migrations say."""
    chain = ScriptDirectory(str(versions_folder().parent))
    assert chain.get_current_head() == newest_version()
    numbers = [script.revision for script in chain.walk_revisions()]
    assert numbers == sorted(numbers, reverse=True)


async def test_a_database_that_was_never_migrated_is_told_with_the_remedy(database_url: str) -> None:
    engine = make_engine(database_url)
    with pytest.raises(Refused, match="beredskab migrate") as refused:
        await require_newest(engine)
    assert refused.value.kind == CONFLICT
    await engine.dispose()


async def test_a_database_of_another_version_is_told_with_both(migrated_url: str) -> None:
    await _look(migrated_url, lambda connection: connection.execute(text("UPDATE alembic_version SET version_num = '9999'")))
    engine = make_engine(migrated_url)
    with pytest.raises(Refused, match=rf"9999.*{newest_version()}"):
        await require_newest(engine)
    await engine.dispose()
    with pytest.raises(Refused, match="Known versions are"):
        await upgrade(migrated_url)


async def test_an_unknown_version_is_refused_and_nothing_changes(migrated_url: str) -> None:
    with pytest.raises(Refused, match="Known versions are 0001"):
        await downgrade(migrated_url, "0815")
    assert await _look(migrated_url, _tables) == set(Base.metadata.tables)


async def test_the_children_of_a_rebuilt_table_survive(sqlite_databases: Any) -> None:
    """SQLite changes a column by copying the table and dropping the old one: with foreign keys on, the places would go with it."""
    url = await sqlite_databases.migrated()
    engine = make_engine(url, pool_size=1)
    event.listen(engine.sync_engine, "connect", without_foreign_keys)
    async with engine.begin() as connection:
        await connection.execute(
            text("INSERT INTO person (id, name, title, organisation, language, invented, active) VALUES (1, 'Test', '', '', 'da', 1, 1)")
        )
        await connection.execute(text("INSERT INTO place (person_id, group_key, position) VALUES (1, 'fu', 0)"))
    async with engine.begin() as connection:
        await connection.run_sync(_rebuild)
        assert await _count(connection) == 1
    await engine.dispose()
    await sqlite_databases.drop(url)


async def _count(connection: Any) -> int:
    found = await connection.scalar(text("SELECT count(*) FROM place"))
    assert isinstance(found, int)
    return found


def _rebuild(connection: Connection) -> None:
    operations = Operations(MigrationContext.configure(connection, opts={"render_as_batch": True}))
    with operations.batch_alter_table("person", recreate="always") as batch:
        batch.alter_column("title", nullable=True)
