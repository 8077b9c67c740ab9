"""The service as the web layer sees it: what `service.bootstrap` puts together, without knowing how."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Final, Protocol, TypeVar, cast

from sqlalchemy.exc import DBAPIError
from starlette.requests import HTTPConnection

from service.clock import Clock
from service.settings import Settings
from service.store.engine import Store
from service.work.unit import House, Unit


class Forward(Protocol):
    """The sandbox's time machine."""

    async def next_due(self) -> datetime | None:
        """The next moment at which anything falls due."""
        ...

    async def to(self, moment: datetime) -> datetime:
        """Let everything that falls due until `moment` happen; the clock then stands there."""
        ...


class Working(Protocol):
    """The background, as far as one asks whether it is there."""

    @property
    def alive(self) -> bool:
        """Whether it runs in this process."""
        ...


class Service(Protocol):
    """What a request may use."""

    @property
    def settings(self) -> Settings:
        """Every setting."""
        ...

    @property
    def store(self) -> Store:
        """The database."""
        ...

    @property
    def clock(self) -> Clock:
        """What time it is."""
        ...

    @property
    def house(self) -> House:
        """What is the same for every unit of work."""
        ...

    @property
    def channels(self) -> Sequence[object]:
        """The ways out."""
        ...

    @property
    def background(self) -> Working:
        """What happens without a request."""
        ...

    @property
    def fast_forward(self) -> Forward | None:
        """The sandbox's time machine; None in live mode."""
        ...

    def unit(self, actor: str) -> AbstractAsyncContextManager[Unit]:
        """One unit of work that writes."""
        ...

    def reading(self, actor: str = "reader") -> AbstractAsyncContextManager[Unit]:
        """A unit that only reads."""
        ...

    def running(self, *, work: bool = True) -> AbstractAsyncContextManager[None]:
        """While inside, the background works."""
        ...

    async def close(self) -> None:
        """Give everything back."""
        ...


def service_of(connection: HTTPConnection) -> Service:
    """The service that answers this request."""
    return cast(Service, connection.app.state.service)


T = TypeVar("T")

MOST_TRIES: Final = 4
_GIVEN_UP: Final = frozenset({"40P01", "40001"})
"""PostgreSQL's words for a transaction that it ended so that another could go on."""


async def in_unit(service: Service, actor: str, work: Callable[[Unit], Awaitable[T]]) -> T:
    """Do `work` in one unit of work and commit; again, from the start, when the database ended it in favour of another."""
    for _ in range(MOST_TRIES - 1):
        try:
            async with service.unit(actor) as unit:
                return await work(unit)
        except DBAPIError as error:
            if getattr(error.orig, "sqlstate", None) not in _GIVEN_UP:
                raise
    async with service.unit(actor) as unit:
        return await work(unit)
