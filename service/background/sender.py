"""Send what is due on one channel: claim, look again, hand over, record (I2-I6)."""

import asyncio
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog

from actioncards.texts import as_html
from flows.vocabulary import Medium
from service.background.pace import Pace
from service.background.results import Results
from service.background.translate import outcome_of_error, outcome_of_receipt
from service.channels.errors import ChannelError, RateLimited
from service.channels.protocol import Channel, Outgoing
from service.clock import Clock
from service.exports.meeting_ics import REQUEST, Entry, calendar
from service.store.engine import Store
from service.store.outbox import Claim, claim, hand_over, texts
from service.store.signals import DUE
from service.work.notices import with_own_links
from service.work.unit import House

log = structlog.get_logger(__name__)

MOST = 500
"""Messages taken from the outbox in one transaction, at most."""
KEPT_TEXTS = 500


@dataclass(frozen=True, slots=True)
class Words:
    """The stored words of one notice on one medium."""

    subject: str | None
    body: str
    calendar: Mapping[str, Any] | None


Ready = tuple[Claim, Words, datetime]
"""A message handed over, its words, and until when its sending may begin."""


class Sender:
    """Empties the outbox of one medium into one channel."""

    def __init__(
        self, store: Store, clock: Clock, house: House, channel: Channel, results: Results, monotonic: Callable[[], float]
    ) -> None:
        self._store, self._clock, self._house, self._channel, self._results = store, clock, house, channel, results
        self._pace = Pace(channel.rate, channel.concurrency, monotonic)
        self._texts: dict[int, Words] = {}
        self._ready: deque[Ready] = deque()
        self._at_work: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Send until cancelled; what has been handed over by then is sent."""
        try:
            await self._pump()
        finally:
            while self._at_work:
                await asyncio.wait(self._at_work)

    async def _pump(self) -> None:
        with self._store.signals.listen(DUE) as woken:
            while True:
                permits = await self._pace.take(MOST)
                woken.clear()  # before looking: what is committed while we look sets it again
                begun = 0
                try:
                    begun = await self._begin_some(permits)
                except Exception:
                    log.exception("sending failed; going on", channel=self._channel.name)
                    await asyncio.sleep(1)
                finally:
                    self._pace.unused(permits - begun)
                if not begun:
                    await woken.wait()

    async def _begin_some(self, permits: int) -> int:
        """Hand over up to `permits` messages; how many were begun."""
        claimed_at = self._clock.now()
        async with self._store.single() as session:
            claims = await claim(session, self._channel.medium, permits, claimed_at, self._house.lease)
        if not claims:
            return 0
        words = await self._words(claims)
        async with self._store.single() as session:
            live = await hand_over(session, claims, self._clock.now())
        until = claimed_at + self._house.lease / 2
        self._ready.extend((c, words[c.text_id], until) for c in claims if c.id in live)
        for _ in range(min(len(self._ready), self._channel.concurrency - len(self._at_work))):
            task = asyncio.create_task(self._work())
            self._at_work.add(task)
            task.add_done_callback(self._at_work.discard)
        return len(live)

    async def _work(self) -> None:
        """Send one message after the other until none is ready."""
        while self._ready:
            claimed, words, until = self._ready.popleft()
            departure = await self._pace.depart()
            try:
                # A process that was frozen leaves what it held to those who have taken it over.
                if self._clock.now() < until:
                    await self._send(claimed, words)
            finally:
                self._pace.done(departure)

    async def _words(self, claims: Sequence[Claim]) -> dict[int, Words]:
        missing = {c.text_id for c in claims} - self._texts.keys()
        if missing:
            if len(self._texts) > KEPT_TEXTS:
                self._texts.clear()
                missing = {c.text_id for c in claims}
            async with self._store.read() as session:
                for text_id, (row, _) in (await texts(session, missing)).items():
                    self._texts[text_id] = Words(row.subject, row.body, row.calendar)
        return self._texts

    async def _send(self, claimed: Claim, words: Words) -> None:
        try:
            receipt = await self._channel.send(self._message(claimed, words))
            outcome = outcome_of_receipt(claimed, self._channel.name, receipt)
        except ChannelError as error:
            if isinstance(error, RateLimited):
                self._pace.pause(error.after or 1.0)
            outcome = outcome_of_error(claimed, self._channel.name, error)
        self._results.put(outcome)

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
