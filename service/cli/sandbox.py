"""`beredskab run`: everything needed to try the service, in one command."""

import asyncio
import os
import re
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final

from flows.sentences import CONFLICT, Refused, Sentence
from flows.vocabulary import Mode
from service.cli.running import checked_settings, in_service
from service.cli.serving import serve_until_stopped
from service.cli.speaking import said, say

if TYPE_CHECKING:
    from service.bootstrap import Service
    from service.settings import Settings

SIGN_INS: Final = "sandbox-sign-in.txt"
_USUAL: Final = "beredskab.db"
"""The embedded database that is there when no other is named; its file has the short name."""


def run() -> None:
    """Start the sandbox: migrate, load the plan and an invented alert list at the first run, and serve."""
    settings = checked_settings()
    if settings.mode is Mode.LIVE:
        raise Refused(
            "`beredskab run` is for the sandbox. In live mode run `beredskab migrate` and then `beredskab serve`.",
            field="mode",
            kind=CONFLICT,
        )
    asyncio.run(_migrated(settings.database_url))
    sign_ins = in_service(seeded, settings=settings)
    serve_until_stopped(settings, lambda serving: _welcome(serving, sign_ins))


async def _migrated(url: str) -> None:
    from service.store.engine import make_engine
    from service.store.schema import is_newest

    engine = make_engine(url, pool_size=1)
    try:
        done = await is_newest(engine)
    finally:
        await engine.dispose()
    if not done:
        from service.store.migrate import upgrade

        await upgrade(url)


async def seeded(service: "Service") -> dict[str, str]:
    """Fill a sandbox that is empty, and keep what its users sign in with beside its database; the passwords by user name."""
    from service.store.turns import FIRST_RUN, take_turn
    from service.work.first_run import seed

    file = sign_in_file(service.settings)
    async with service.unit("system") as unit:
        await take_turn(unit.session, FIRST_RUN)  # two that start at once on one database: the second finds what the first made
        given = await seed(unit, service.settings.plan, _read(file))
        await asyncio.to_thread(_write, file, given)  # before the commit: a password nobody was told would be of no use
    return given


def sign_in_file(settings: "Settings") -> Path:
    """Where the sandbox's passwords are kept, so that each start can print them: a file of the database's own.

    It lies beside an embedded database, else in `var/`; no other database in that folder has its name.
    """
    from sqlalchemy.engine import make_url

    url = make_url(settings.database_url)
    if url.get_backend_name() == "sqlite" and url.database:
        database = Path(url.database)
        return database.parent / (SIGN_INS if database.name == _USUAL else _named(database.name))
    where = sha256(f"{url.host}:{url.port}/{url.database}".encode()).hexdigest()[:8]
    return Path("var", _named(f"{re.sub(r'[^A-Za-z0-9_.-]', '-', url.database or '')[:40]}-{where}"))


def _named(database: str) -> str:
    return f"sandbox-sign-in-{database}.txt"


def _read(file: Path) -> dict[str, str]:
    if not file.exists():
        return {}
    lines = (line.split(maxsplit=1) for line in file.read_text(encoding="utf-8").splitlines())
    return {parts[0]: parts[1] for parts in lines if len(parts) == 2}


def _write(file: Path, sign_ins: dict[str, str]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        os.fchmod(handle, 0o600)
        out.writelines(f"{username} {password}\n" for username, password in sign_ins.items())


def _welcome(settings: "Settings", sign_ins: dict[str, str]) -> None:
    from service.work.first_run import ROLES, USERS

    say(Sentence("Beredskab is ready in sandbox mode at {address}", address=settings.public_url))
    say(Sentence("Messages land on simulated phones: nobody is warned. Sign in as:"))
    for username, role in USERS.items():
        known = sign_ins.get(username) or said(
            Sentence("(not known here; `beredskab user password {username}` sets one)", username=username)
        )
        say(f"  {username:<12} {known:<20} {said(ROLES[role])}")
    say(Sentence("Stop with Ctrl-C; the data stays."))
