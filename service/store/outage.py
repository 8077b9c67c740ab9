"""Whether an error says that the database cannot be used now, and nothing about what was asked of it."""

from typing import Final

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

_STATES: Final = ("08", "25006", "28", "3D", "53", "57P", "58")
"""How the SQLSTATEs begin: the connection is lost, only reading is allowed (a standby), the user or the database is not known, too little
memory or too few connections, the server stops or starts, its disk fails."""


def is_outage(error: BaseException) -> bool:
    """Whether the database was away, starting, full or only to be read; an error in a statement of ours is none."""
    if isinstance(error, DBAPIError):
        return error.connection_invalidated or isinstance(error, InterfaceError | OperationalError) or _is_the_drivers(error.orig)
    return isinstance(error, PoolTimeout | ConnectionError) or _is_the_drivers(error)


def _is_the_drivers(error: BaseException | None) -> bool:
    """Before a connection stands the driver's errors come as they are; `InternalClientError` is how it tells of one lost in between."""
    return error is not None and (
        str(getattr(error, "sqlstate", None) or "").startswith(_STATES) or type(error).__name__ == "InternalClientError"
    )
