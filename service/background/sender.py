"""Send what is due on one channel: claim, hand over, record (I2-I6)."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog

from actioncards.texts import as_html
from flows.vocabulary import Medium
from service.background.pace import Pace
from service.background.pulse import Pulse
from service.background.results import Results
from service.background.translate import outcome_of_error, outcome_of_receipt
from service.channels.errors import ChannelError, RateLimited, Uncertain
from service.channels.protocol import Channel, Outgoing
from service.clock import Clock
from service.domain.outcomes import Outcome
from service.exports.meeting_ics import REQUEST, Entry, calendar
from service.store.engine import Store
from service.store.outbox import Claim, claim, texts
from service.store.signals import DUE
from service.work.notices import with_own_links
from service.work.unit import House

log = structlog.get_logger(__name__)

KEPT_TEXTS = 500
OPEN = 3
"""Messages under way or answered but not yet on record, at most, for each connection: what may go out twice after a crash (I3)."""
AHEAD_SECONDS = 0.06
"""Seconds of work handed over before a connection is free for it: with a quick provider, none stands idle while the database writes."""
GATHER_SECONDS = 0.002
GATHER_LOOKS = 20
"""A free connection waits so often so long for others to come free, so that many are handed over by one statement."""


@dataclass(frozen=True, slots=True)
class Words:
    """The stored words of one notice on one medium."""

    subject: str | None
    body: str
    calendar: Mapping[str, Any] | None


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
        monotonic: Callable[[], float],
    ) -> None:
        self._store, self._clock, self._house, self._channel, self._results = store, clock, house, channel, results
        self._pulse = pulse
        self._pace = Pace(channel.rate, channel.concurrency, monotonic)
        self._texts: dict[int, Words] = {}
        self._freed = asyncio.Event()
        self._at_work: set[asyncio.Task[None]] = set()
        self._unrecorded = 0
        self._connections = asyncio.Semaphore(channel.concurrency)

    async def run(self) -> None:
        """Send until cancelled; what has been handed over by then is sent."""
        try:
            await self._claim()
        finally:
            while self._at_work:
                await asyncio.wait(self._at_work)

    async def _claim(self) -> None:
        """Take as many as there are free connections, and a moment's work more (I3), and send them."""
        with self._store.signals.listen(DUE) as woken:
            while True:
                self._pulse.beat(self._channel.name)
                permits = await self._pace.take(await self._room())
                woken.clear()  # before looking: what is committed while we look sets it again
                found = 0
                try:
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
        for claimed in claims:
            task = asyncio.create_task(self._send(claimed, self._texts[claimed.text_id], now + self._house.lease / 2))
            self._at_work.add(task)
            task.add_done_callback(self._back)
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
        ahead = min(most, int(self._pace.speed * AHEAD_SECONDS))
        under_way = len(self._at_work)
        return max(0, min(most + ahead - under_way, OPEN * most - under_way - self._unrecorded))

    def _back(self, task: asyncio.Task[None]) -> None:
        self._at_work.discard(task)
        self._freed.set()

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
            for text_id, (row, _) in (await texts(session, missing)).items():
                self._texts[text_id] = Words(row.subject, row.body, row.calendar)

    async def _send(self, claimed: Claim, words: Words, until: datetime) -> None:
        message = self._message(claimed, words)
        async with self._connections:
            outcome = await self._ask(claimed, message, until)
        if outcome is not None:
            self._unrecorded += 1
            self._results.put(outcome, self._recorded)

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

    def _message(self, claimed: Claim, words: Words) -> Outgoing:
        text = with_own_links(self._house.links, words.body, claimed.incident_id, claimed.person_id)
        medium = Medium(claimed.medium)
        entry = Entry.of(words.calendar) if words.calendar and medium is Medium.EMAIL else None
        return Outgoing(
            delivery_id=claimed.id,
            attempt=claimed.attempts,
            medium=medium,
            address=claimed.address,
            subject=words.subject,
            text=text,
            html=as_html(text) if medium is Medium.EMAIL else None,
            callback_url=f"{self._house.public_url}/webhooks/{self._channel.name}/{claimed.id}",
            calendar=calendar(entry, description=text, attendee=claimed.address) if entry else None,
            calendar_method=entry.method if entry else REQUEST,
        )
