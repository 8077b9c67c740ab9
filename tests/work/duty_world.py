"""A service in this process whose clock stands where the test puts it: timers fire one by one, nothing is sent."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TypeVar

from sqlalchemy import select

from contacts.roster import Rotation
from flows.vocabulary import Layer
from service.bootstrap import Service, build
from service.domain.local_time import COPENHAGEN
from service.settings import Settings
from service.store import timers
from service.store.migrate import upgrade
from service.store.tables import DeliveryRow, NoticeTextRow, PersonRow, TimerRow
from service.work.duty_entering import enter_rotation
from service.work.timers import fire
from service.work.unit import Unit

T = TypeVar("T")


@dataclass(slots=True)
class SetClock:
    """Shows what it was set to."""

    moment: datetime

    def now(self) -> datetime:
        return self.moment


@dataclass(slots=True)
class DutyWorld:
    """The service, its clock, and the four people of its list: 1 to 4, the last without a telephone."""

    service: Service
    clock: SetClock

    async def do(self, work: Callable[[Unit], Awaitable[T]]) -> T:
        """One unit of work, now."""
        async with self.service.unit("user:1") as unit:
            return await work(unit)

    async def until(self, moment: datetime) -> list[str]:
        """Let everything that falls due until `moment` happen at its own time, and stand there; the kinds that fired, in order."""
        fired = []
        while True:
            async with self.service.reading() as unit:
                due = await timers.next_due(unit.session)
            if due is None or due > moment:
                break
            self.clock.moment = max(due, self.clock.moment)
            fired.append(await self.fire())
        self.clock.moment = max(moment, self.clock.moment)
        return fired

    async def fire(self) -> str:
        """Do what has been due longest; its kind."""
        async with self.service.unit("system") as unit:
            found = await timers.find_due(unit.session, unit.now)
            assert found is not None
            row = await unit.session.get_one(TimerRow, found[0])
            await fire(unit, *found)
            return row.kind

    async def sent(self) -> list[tuple[str, str, str]]:
        """Every message written: to whom, on what, in which words."""
        query = (
            select(PersonRow.name, DeliveryRow.medium, NoticeTextRow.body)
            .join(NoticeTextRow, NoticeTextRow.id == DeliveryRow.text_id)
            .join(PersonRow, PersonRow.id == DeliveryRow.person_id)
            .order_by(DeliveryRow.id)
        )
        async with self.service.reading() as unit:
            return [(name, medium, body) for name, medium, body in await unit.session.execute(query)]

    async def rotate(self, layer: Layer, *people: int, first_day: date = date(2026, 6, 1), at: time = time(8, 0)) -> None:
        """Enter a weekly rotation."""
        await self.do(lambda unit: enter_rotation(unit, Rotation(layer, people, first_day, at)))


def local(*parts: int) -> datetime:
    """A moment by Copenhagen's clock."""
    return datetime(*parts, tzinfo=COPENHAGEN)  # type: ignore[misc, arg-type]  # year, month, day ...


@asynccontextmanager
async def duty_world(url: str, now: datetime) -> AsyncIterator[DutyWorld]:
    """A fresh one at `now`."""
    await upgrade(url)
    clock = SetClock(now)
    service = build(Settings(_env_file=None, database_url=url, public_url="http://test"), clock=clock)  # type: ignore[call-arg]  # the model knows it
    async with service.unit("test") as unit:
        for number, name in enumerate(("Test Anemone", "Test Bellis", "Test Cikorie", "Test Dild"), start=1):
            mobile = f"+452012345{number}" if number < 4 else None
            email = f"{number}@example.invalid"
            unit.session.add(PersonRow(name=name, title="", organisation="SSP", mobile=mobile, email=email, language="en", active=True))
            await unit.session.flush()
    try:
        yield DutyWorld(service, clock)
    finally:
        await service.close()
