"""The one place that puts the service together; production and tests differ only in its arguments."""

import asyncio
import secrets
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from flows.vocabulary import Medium, Mode
from service.background.fast_forward import FastForward, stored_offset
from service.background.listener import listen_to_postgresql
from service.background.runner import TICK_SECONDS, Background
from service.channels.mail import sender_of
from service.channels.protocol import Channel
from service.channels.registry import Problem, find_channels
from service.clock import Clock, MovableClock, SystemClock
from service.domain.links import Links
from service.settings import Settings
from service.store.engine import Store, make_engine
from service.store.signals import Signals
from service.work.housing import load_early
from service.work.unit import House, Unit


@dataclass(slots=True)
class Service:
    """The service put together: what a web request, a command or a test needs to do anything."""

    settings: Settings
    store: Store
    clock: Clock
    house: House
    channels: Sequence[Channel]
    channel_problems: Sequence[Problem]
    background: Background
    fast_forward: FastForward | None

    @asynccontextmanager
    async def unit(self, actor: str) -> AsyncIterator[Unit]:
        """One unit of work that writes; the clock is read once, at its start."""
        async with self.store.write() as session:
            yield Unit(session, self.clock.now(), actor, self.house)

    @asynccontextmanager
    async def reading(self, actor: str = "reader") -> AsyncIterator[Unit]:
        """A unit that only reads."""
        async with self.store.read() as session:
            yield Unit(session, self.clock.now(), actor, self.house)

    @asynccontextmanager
    async def running(self, *, work: bool = True) -> AsyncIterator[None]:
        """While inside: the background works (when `work`), signals from other processes arrive, the sandbox's clock stands right."""
        await self.set_clock()
        tasks = [asyncio.create_task(listen_to_postgresql(self.store), name="listener")]
        tasks.append(asyncio.create_task(asyncio.to_thread(load_early, self.house), name="housing plans"))
        if work:
            tasks.append(asyncio.create_task(self.background.run(), name="background"))
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            for task in tasks:
                with suppress(asyncio.CancelledError):
                    await task

    async def set_clock(self) -> None:
        """In the sandbox, stand where the clock was last moved to; a process of its own would write into the past."""
        if isinstance(self.clock, MovableClock):
            self.clock.move_to_offset(timedelta(seconds=await stored_offset(self.store)))

    async def close(self) -> None:
        """Give back connections to providers and the database."""
        for channel in self.channels:
            await channel.aclose()
        await self.store.close()


def build(
    settings: Settings, *, clock: Clock | None = None, channels: Sequence[Channel] | None = None, tick_seconds: float = TICK_SECONDS
) -> Service:
    """Put the service together from its settings; tests may give a clock, channels and a tick of their own."""
    found = find_channels(settings) if channels is None else None
    ways = list(found.channels.values()) if found else list(channels or ())
    store = Store(make_engine(settings.database_url), Signals())
    the_clock = clock or (MovableClock() if settings.mode is Mode.SANDBOX else SystemClock())
    house = House(
        mode=settings.mode,
        public_url=settings.public_url,
        links=Links(settings.secret_key.get_secret_value().encode()),
        media=frozenset(c.medium for c in ways),
        salt=_salts().__next__,
        can_reply=_can_reply(settings, ways),
        lease=timedelta(seconds=settings.lease_seconds),
        housing=settings.housing.resolve(),
        scenarios=settings.plan.resolve(),
        organizer=_organizer(settings),
    )
    background = Background(store, the_clock, house, ways, tick_seconds)
    forward = FastForward(store, the_clock, background) if isinstance(the_clock, MovableClock) and settings.mode is Mode.SANDBOX else None
    return Service(settings, store, the_clock, house, ways, found.problems if found else (), background, forward)


def _organizer(settings: Settings) -> str:
    """The mail address that calendar entries come from; where no mail is sent, one of our own host."""
    if settings.mail_from:
        return sender_of(settings.mail_from)[1]
    return f"beredskab@{urlsplit(settings.public_url).hostname or 'localhost'}"


def _salts() -> Iterator[str]:
    """128 random bits each; drawn many at a time, since asking the system costs more than the digest that is made with one."""
    while True:
        drawn = secrets.token_bytes(16 * 256)
        for start in range(0, len(drawn), 16):
            yield urlsafe_b64encode(drawn[start : start + 16]).decode().rstrip("=")


def _can_reply(settings: Settings, channels: Sequence[Channel]) -> bool:
    """A sender *name* cannot be replied to: then the link is the only way to answer."""
    if settings.mode is Mode.SANDBOX:
        return True
    sender = settings.twilio_from or ""
    return any(c.medium is Medium.SMS for c in channels) and sender.startswith(("+", "MG"))
