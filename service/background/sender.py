"""Send what is due on one channel: claim, hand over, record (I2-I6)."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime

import structlog

from service.background.ending import goes_on
from service.background.outage import Outage
from service.background.outgoing import Words, outgoing, words_of
from service.background.pace import Pace
from service.background.pulse import Pulse
from service.background.results import Results
from service.background.translate import outcome_of_error, outcome_of_receipt
from service.channels.errors import ChannelError, RateLimited, Uncertain
from service.channels.protocol import Channel, Outgoing
from service.clock import Clock
from service.domain.outcomes import Outcome
from service.store.engine import Store
from service.store.outbox import Claim, claim
from service.store.signals import DUE
from service.work.unit import House

log = structlog.get_logger(__name__)

Handed = tuple[Claim, Words, datetime]
"""A message handed over: it leaves before that moment, or not at all and its lease ends."""

KEPT_TEXTS = 500
OPEN = 6
"""Messages under way or answered but not yet on record, at most, for each connection: what may go out twice after a crash (I3)."""
AHEAD_SECONDS = 0.06
"""Seconds of work handed over before a connection is free for it: with a quick provider, none stands idle while the database writes."""
GATHER_SECONDS = 0.002
GATHER_LOOKS = 20
"""A free connection waits so often so long for others to come free, so that many are handed over by one statement."""


class Sender:
    """Empties the outbox of one medium into one channel."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        house: House,
        channel: Channel,
        results: Results,
        pulse: Pulse,
        outage: Outage,
        monotonic: Callable[[], float],
    ) -> None:
        self._store, self._clock, self._house, self._channel, self._results = store, clock, house, channel, results
        self._pulse, self._outage = pulse, outage
        self._pace = Pace(channel.rate, channel.concurrency, monotonic)
        self._texts: dict[int, Words] = {}
        self._freed = asyncio.Event()
        self._handed: asyncio.Queue[Handed] = asyncio.Queue()
        self._under_way = self._unrecorded = 0

    async def run(self) -> None:
        """Send until cancelled; what has been handed over by then is sent."""
        connections = [asyncio.create_task(self._send()) for _ in range(self._channel.concurrency)]
        try:
            await self._claim()
        finally:
            await self._handed.join()
            for connection in connections:
                connection.cancel()

    async def _claim(self) -> None:
        """Take as many as there are free connections, and a moment's work more (I3), and send them."""
        with self._store.signals.listen(DUE) as woken:
            while goes_on():
                self._pulse.beat(self._channel.name)
                permits = await self._pace.take(await self._room())
                woken.clear()  # before looking: what is committed while we look sets it again
                found = 0
                try:
                    with self._outage.noted(self._channel.name):
                        found = await self._claim_some(permits)
                except Exception:
                    log.exception("claiming failed; going on, and the leases of what was claimed will end", channel=self._channel.name)
                    await asyncio.sleep(1)
                finally:
                    self._pace.unused(permits - found)
                if not found:
                    await woken.wait()

    async def _claim_some(self, permits: int) -> int:
        now = self._clock.now()
        async with self._store.single() as session:
            claims = await claim(session, self._channel.medium, permits, now, self._house.lease)
        await self._learn_words(claims)
        self._under_way += len(claims)
        for claimed in claims:
            self._handed.put_nowait((claimed, self._texts[claimed.text_id], now + self._house.lease / 2))
        return len(claims)

    async def _room(self) -> int:
        """How many may be sent now: with a quick provider as many as there are connections, or what comes free within a moment."""
        while not self._free():
            self._freed.clear()
            await self._freed.wait()
        for _ in range(0 if self._channel.rate else GATHER_LOOKS):
            if self._free() >= self._channel.concurrency:
                break
            await asyncio.sleep(GATHER_SECONDS)
        return self._free()

    def _free(self) -> int:
        most = self._channel.concurrency
        ahead = min(2 * most, int(self._pace.speed * AHEAD_SECONDS))
        return max(0, min(most + ahead - self._under_way, OPEN * most - self._under_way - self._unrecorded))

    def _recorded(self) -> None:
        self._unrecorded -= 1
        self._freed.set()

    async def _learn_words(self, claims: Sequence[Claim]) -> None:
        wanted = {c.text_id for c in claims}
        missing = wanted - self._texts.keys()
        if not missing:
            return
        if len(self._texts) > KEPT_TEXTS:
            self._texts = {key: words for key, words in self._texts.items() if key in wanted}
        async with self._store.read() as session:
            self._texts |= await words_of(session, missing)

    async def _send(self) -> None:
        """One connection's work: one message after the other."""
        while goes_on():
            claimed, words, until = await self._handed.get()
            try:
                outcome = await self._ask(claimed, outgoing(self._house, self._channel.name, claimed, words), until)
                if outcome is not None:
                    self._unrecorded += 1
                    self._results.put(outcome, self._recorded)
            except Exception:
                log.exception("sending broke; the lease of the message will end", channel=self._channel.name, delivery=claimed.id)
            finally:
                self._under_way -= 1
                self._freed.set()
                self._handed.task_done()

    async def _ask(self, claimed: Claim, message: Outgoing, until: datetime) -> Outcome | None:
        departure = await self._pace.depart()
        try:
            if self._clock.now() >= until:
                return None
            receipt = await self._channel.send(message)
            return outcome_of_receipt(claimed, self._channel.name, receipt)
        except ChannelError as error:
            if isinstance(error, RateLimited):
                rests = error.after or 1.0
                self._pace.pause(rests)
                self._pulse.beat(self._channel.name, rests)
            return outcome_of_error(claimed, self._channel.name, error)
        except Exception as error:
            # What the channel's author did not foresee says nothing about whether the message left.
            log.exception("the channel broke; the message is in doubt", channel=self._channel.name, delivery=claimed.id)
            return outcome_of_error(claimed, self._channel.name, Uncertain("broken", type(error).__name__))
        finally:
            self._pace.done(departure)
