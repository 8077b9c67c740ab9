"""The background: senders, parts, timers and leases, woken by signals and by a tick."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from flows.vocabulary import Medium
from service.background.ending import goes_on
from service.background.outage import Outage
from service.background.paper import typeset_newest
from service.background.pulse import Pulse
from service.background.results import Results
from service.background.sender import Sender
from service.channels.protocol import Channel
from service.clock import Clock
from service.domain.outcomes import Outcome
from service.store import due, inbox, timers
from service.store.engine import Store
from service.store.outage import is_outage
from service.store.signals import DUE
from service.work import deliveries, parts
from service.work.idempotency import forget_old
from service.work.inbox import process
from service.work.inbox import set_aside as set_row_aside
from service.work.strays import drop_strays
from service.work.timers import LATER, fire, set_aside
from service.work.unit import House, Unit

log = structlog.get_logger(__name__)

TICK_SECONDS = 0.5
PAPER_SECONDS = 5
"""How soon a paper that was made is typeset: nobody waits for it."""


class Background:
    """Everything that happens without a request. Rows say what is due; the scheduler only says *look*."""

    def __init__(self, store: Store, clock: Clock, house: House, channels: Sequence[Channel], tick_seconds: float = TICK_SECONDS) -> None:
        self._store, self._clock, self._house, self._channels = store, clock, house, channels
        self._tick_seconds = tick_seconds
        self._results = Results(self._record)
        by_medium: dict[Medium, Channel] = {}
        for channel in channels:
            by_medium.setdefault(channel.medium, channel)
        self.alive = False
        """Whether it runs in this process."""
        self._pulse = Pulse(time.monotonic)
        self._outage = Outage()
        self._senders = [
            Sender(store, clock, house, c, self._results, self._pulse, self._outage, time.monotonic) for c in by_medium.values()
        ]

    async def run(self) -> None:
        """Run until cancelled."""
        scheduler = AsyncIOScheduler(timezone="UTC")
        scheduler.add_job(self._tick, "interval", seconds=self._tick_seconds, max_instances=1, coalesce=True, misfire_grace_time=None)
        scheduler.add_job(self._forget, "interval", hours=1, max_instances=1, coalesce=True, misfire_grace_time=None)
        scheduler.add_job(self._typeset, "interval", seconds=PAPER_SECONDS, max_instances=1, coalesce=True, misfire_grace_time=None)
        scheduler.start()
        self.alive = True
        try:
            async with asyncio.TaskGroup() as recording:
                recorder = recording.create_task(self._results.run())
                try:
                    while goes_on():
                        try:
                            await self._work()
                        except Exception:
                            # Whatever broke, nobody may be left unwarned: the loops begin again from the rows.
                            log.exception("the background broke; starting it again")
                            await asyncio.sleep(TICK_SECONDS)
                finally:  # after the last message under way has its answer, so that this is recorded too
                    recorder.cancel()
        finally:
            self.alive = False
            scheduler.shutdown(wait=False)

    def silent(self) -> list[str]:
        """The loops that have not gone around for a minute, by name: they are stuck."""
        return self._pulse.silent()

    async def _work(self) -> None:
        async with asyncio.TaskGroup() as group:
            for sender in self._senders:
                group.create_task(sender.run())
            group.create_task(self._repeat("parts", self._write_part))
            group.create_task(self._repeat("timers", self._fire))
            group.create_task(self._repeat("leases", self._take_back))
            group.create_task(self._repeat("inbox", self._process_left_over))

    async def _tick(self) -> None:
        self._store.signals.publish([DUE])

    async def _repeat(self, name: str, work: Callable[[], Awaitable[bool]]) -> None:
        """Do `work` until it finds nothing, then wait to be woken. A failure is logged and never ends the loop."""
        with self._store.signals.listen(DUE) as woken:
            while goes_on():
                self._pulse.beat(name)
                woken.clear()
                found = False
                try:
                    with self._outage.noted(name):
                        found = await work()
                except Exception:
                    log.exception("background work failed; going on", work=name)
                    await asyncio.sleep(TICK_SECONDS)
                if not found:
                    await woken.wait()

    async def _record(self, outcomes: Sequence[Outcome]) -> None:
        async with self._store.write() as session:
            await deliveries.record_outcomes(Unit(session, self._clock.now(), "system", self._house), outcomes)

    async def _write_part(self) -> bool:
        async with self._store.write() as session:
            return await parts.continue_writing(Unit(session, self._clock.now(), "system", self._house))

    async def _take_back(self) -> bool:
        async with self._store.write() as session:
            unit = Unit(session, self._clock.now(), "system", self._house)
            return await deliveries.take_back(unit) + await drop_strays(unit) > 0

    async def _forget(self) -> None:
        with self._outage.noted("forget"):
            async with self._store.write() as session:
                await forget_old(Unit(session, self._clock.now(), "system", self._house))

    async def _typeset(self) -> None:
        with self._outage.noted("paper"):
            await typeset_newest(self._store)

    async def _process_left_over(self) -> bool:
        """What was stored raw and never processed: its process ended in between (I11)."""
        row_id = None
        try:
            async with self._store.write() as session:
                row_id = await inbox.oldest_open(session)
                if row_id is not None:
                    await process(Unit(session, self._clock.now(), "system", self._house), row_id)
        except Exception as error:
            if is_outage(error):
                raise
            log.exception("something a provider sent could not be processed; it is set aside", row=row_id)
            if row_id is not None:
                async with self._store.write() as session:
                    await set_row_aside(Unit(session, self._clock.now(), "system", self._house), row_id, repr(error))
        return row_id is not None

    async def _fire(self) -> bool:
        async with self._store.read() as session:
            found = await timers.find_due(session, self._clock.now(), LATER)
        if found is None:
            return False
        try:
            async with self._store.write() as session:
                await fire(Unit(session, self._clock.now(), "system", self._house), *found)
        except Exception as error:
            if is_outage(error):
                raise
            log.exception("a timer could not be done; it is tried again later", timer=found[0])
            async with self._store.write() as session:
                await set_aside(Unit(session, self._clock.now(), "system", self._house), found[0], repr(error))
        return True

    async def quiet(self) -> bool:
        """Whether nothing is due, under way or waiting to be recorded: the moment at which the clock may be moved."""
        if not self._results.idle:
            return False
        async with self._store.read() as session:
            return not await due.anything(session, self._clock.now())
