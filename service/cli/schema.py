"""`beredskab migrate`: the database's schema, up to the newest version or to another."""

import asyncio
from typing import Annotated

import typer

from flows.sentences import Sentence
from service.cli.running import checked_settings
from service.cli.speaking import say

app = typer.Typer(help="Bring the database to the newest schema; `up` and `down` to another version.", invoke_without_command=True)

Version = Annotated[str, typer.Argument(metavar="VERSION", help="A version's number; `head` is the newest, `base` an empty database.")]


@app.callback()
def migrate(context: typer.Context) -> None:
    """Bring the database to the newest schema."""
    if context.invoked_subcommand is None:
        up("head")


@app.command()
def up(version: Version = "head") -> None:
    """Bring the database up to VERSION, the newest one when it is left out."""
    from service.store.migrate import upgrade

    settings = checked_settings()
    asyncio.run(upgrade(settings.database_url, version))
    _tell(settings.database_url)


@app.command()
def down(version: Version) -> None:
    """Take the database back to VERSION; what only later versions can hold is lost."""
    from service.store.migrate import downgrade

    settings = checked_settings()
    asyncio.run(downgrade(settings.database_url, version))
    _tell(settings.database_url)


def _tell(url: str) -> None:
    from service.store.engine import make_engine
    from service.store.schema import version_of

    async def version() -> str | None:
        engine = make_engine(url, pool_size=1)
        try:
            return await version_of(engine)
        finally:
            await engine.dispose()

    found = asyncio.run(version())
    say(Sentence("The database is at version {version}.", version=found) if found else Sentence("The database is empty."))
