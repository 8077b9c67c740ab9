"""How every command runs: settings first, then the service, and each way of failing as one clear line."""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, TypeVar

from actioncards.problems import PlanInvalid
from flows.sentences import Refused, Sentence
from service.cli.speaking import complain, said

if TYPE_CHECKING:
    from service.bootstrap import Service
    from service.settings import Settings

REFUSED: Final = 1
WRONG_SETTINGS: Final = 2

T = TypeVar("T")


@contextmanager
def explained() -> Iterator[None]:
    """End the program with a sentence, and no traceback, for whatever the user can mend. Exit 2 is for settings, 1 for all else."""
    try:
        yield
    except Refused as refused:
        problems = getattr(refused, "problems", None)
        for sentence in problems or (refused.sentence,):
            complain(sentence)
        sys.exit(WRONG_SETTINGS if problems else REFUSED)
    except PlanInvalid as invalid:
        for problem in invalid.problems:
            complain(f"{problem.file}:{problem.line}: " + " ".join(map(said, problem.sentences)))
        sys.exit(REFUSED)
    except Exception as error:
        sentence = explanation(error)
        if sentence is None:
            raise
        complain(sentence)
        sys.exit(REFUSED)


def explanation(error: BaseException) -> Sentence | None:
    """What the user can do about an error of the database or of a file; None when it is a fault of ours."""
    if isinstance(error, OSError) and error.filename is not None:
        return Sentence("{file} cannot be used: {reason}.", file=error.filename, reason=error.strerror)
    cause = getattr(error, "orig", None) or error
    if isinstance(error, OSError) or _is_the_databases(error):
        reason = str(cause).strip().splitlines()[0].rstrip(".") if str(cause).strip() else type(cause).__name__
        return Sentence("The database cannot be used: {reason}. Check BEREDSKAB_DATABASE_URL, or run `beredskab doctor`.", reason=reason)
    return None


def _is_the_databases(error: BaseException) -> bool:
    """Whether the database or its address is at fault; a command that has not loaded a database has no such error."""
    if "sqlalchemy" not in sys.modules:
        return False
    from sqlalchemy.exc import ArgumentError, DatabaseError

    from service.store.outage import is_outage

    return is_outage(error) or type(error) in (ArgumentError, DatabaseError) or type(error).__module__.startswith("asyncpg.")


def checked_settings() -> "Settings":
    """The settings; `WrongSettings` ends the command with exit code 2."""
    from service.settings import read_settings

    return read_settings()


def in_service(work: "Callable[[Service], Awaitable[T]]", *, settings: "Settings | None" = None) -> T:
    """Do `work` with the service put together, on a database that is migrated, and give everything back."""
    from service.bootstrap import build
    from service.store.schema import require_newest

    chosen = settings or checked_settings()

    async def run() -> T:
        service = build(chosen)
        try:
            await require_newest(service.store.engine)
            await service.set_clock()
            return await work(service)
        finally:
            await service.close()

    return asyncio.run(run())


def actor() -> str:
    """Who the timeline and the list's versions say has used the command line: the machine's user."""
    import getpass

    try:
        return f"cli:{getpass.getuser()}"
    except (KeyError, OSError):
        return "cli"
