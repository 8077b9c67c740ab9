"""Passwords: argon2 digests, worked out away from the event loop and outside any transaction."""

import asyncio
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from flows.sentences import Refused

SHORTEST: Final = 12
LONGEST: Final = 200
"""Characters."""

# OWASP's first choice for argon2id: signing in stays quick on a small machine while an alarm is being sent.
_HASHER: Final = PasswordHasher(time_cost=1, memory_cost=47_104, parallelism=1)
# Two at a time: each takes 46 MB, and a flood of wrong passwords must not take the alarm's memory or its threads.
_THREADS: Final = ThreadPoolExecutor(2, thread_name_prefix="password")


async def hashed(password: str, *, username: str = "") -> str:
    """The digest to store; `Refused` (field `password`) for one too short, too long or the user name itself."""
    plain = _plain(password)
    if len(plain) < SHORTEST:
        raise Refused("The password must have at least {shortest} characters.", field="password", shortest=SHORTEST)
    if len(plain) > LONGEST:
        raise Refused("The password may have at most {longest} characters.", field="password", longest=LONGEST)
    if username and plain.casefold() == username:
        raise Refused("The password must not be the user name.", field="password")
    return await digest(plain)


async def digest(secret: str) -> str:
    """The digest of any secret, such as a PIN whose form has been checked already."""
    return await asyncio.get_running_loop().run_in_executor(_THREADS, _HASHER.hash, secret)


async def is_right(stored: str | None, password: str) -> bool:
    """Whether `password` belongs to the `stored` digest. Without one it does not, and finding that out takes just as long."""
    return await asyncio.get_running_loop().run_in_executor(_THREADS, _is_right, stored, _plain(password)[:LONGEST])


def is_outdated(digest: str) -> bool:
    """Whether the digest was made with weaker settings than today's."""
    return _HASHER.check_needs_rehash(digest)


def _is_right(digest: str | None, plain: str) -> bool:
    try:
        right = _HASHER.verify(digest or _nobodys(), plain)
    except (Argon2Error, InvalidHashError):
        return False
    return right and digest is not None


@cache
def _nobodys() -> str:
    return _HASHER.hash("a password that nobody has")


def _plain(password: str) -> str:
    """One spelling of what was typed: phones and keyboards compose `å` differently; half a surrogate cannot be written at all."""
    return unicodedata.normalize("NFC", password).encode("utf-8", "replace").decode()
