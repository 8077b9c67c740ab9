"""The command line as its users meet it: arguments in; exit code and two streams out."""

import asyncio
import contextlib
import io
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from service.__main__ import main


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a command ended and what it said."""

    code: int
    out: str
    err: str


async def beredskab(url: str, *arguments: str, stdin: str = "", **settings: str) -> Outcome:
    """Run one command on the database at `url`; English, unless `settings` say otherwise."""
    return await asyncio.to_thread(_run, {"BEREDSKAB_DATABASE_URL": url, "BEREDSKAB_LANGUAGE": "en"} | settings, list(arguments), stdin)


def _run(settings: dict[str, str], arguments: list[str], stdin: str) -> Outcome:
    out, err = io.StringIO(), io.StringIO()
    with _environment(settings), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), _typed(stdin):
        try:
            main(arguments)
            code = 0
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 0 if end.code is None else 1
    return Outcome(code, out.getvalue(), err.getvalue())


@contextlib.contextmanager
def _environment(settings: dict[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    for name in list(os.environ):
        if name.startswith("BEREDSKAB_") or name == "PORT":
            del os.environ[name]
    os.environ.update(settings)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


@contextlib.contextmanager
def _typed(text: str) -> Iterator[None]:
    before, sys.stdin = sys.stdin, io.StringIO(text)
    try:
        yield
    finally:
        sys.stdin = before
