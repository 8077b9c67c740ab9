"""Send what is due on one channel: claim, look again, hand over, record (I2-I6)."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import structlog

from actioncards.texts import as_html
from flows.vocabulary import Medium
from service.background.pace import Pace
from service.background.results import Results
from service.background.translate import outcome_of_error, outcome_of_receipt
from service.channels.errors import ChannelError, RateLimited
from service.channels.protocol import Channel, Outgoing
from service.clock import Clock
from service.store.engine import Store
from service.store.outbox import Claim, claim, hand_over, texts
from service.store.signals import DUE
from service.work.notices import LINK_MARK
from service.work.unit import House

log = structlog.get_logger(__name__)

BATCH = 100
PUMPS = 2
"""Two batches overlap: while one waits for the database the other's messages are under way."""
KEPT_TEXTS = 500


@dataclass(frozen=True, slots=True)
class Words:
    """The stored words of one notice on one medium."""

    subject: str | None
    body: str


class Sender:
    """Empties the outbox of one medium into one channel."""

    def __init__(
        self, store: Store, clock: Clock, house: House, channel: Channel, results: Results, monotonic: Callable[[], float]
    ) -> None:
        self._store, self._clock, self._house, self._channel, self._results = store, clock, house, channel, results
        self._pace = Pace(channel.rate, channel.concurrency, monotonic)
        self._texts: dict[int, Words] = {}
        self._under_way: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Send until cancelled; what is under way then is given a chance to end."""
        try:
            async with asyncio.TaskGroup() as pumps:
                for _ in range(PUMPS):
                    pumps.create_task(self._pump())
        finally:
            if self._under_way:
                await asyncio.wait(self._under_way)

    async def _pump(self) -> None:
        with self._store.signals.listen(DUE) as woken:
            while True:
                permits = await self._pace.take(BATCH)
                woken.clear()
                sent = 0
                try:
                    sent = await self._send_some(permits)
                except Exception:
                    log.exception("sending failed; going on", channel=self._channel.name)
                    await asyncio.sleep(1)
                finally:
                    self._pace.unused(permits - sent)
                if not sent:
                    await woken.wait()

    async def _send_some(self, permits: int) -> int:
        """Claim and hand over up to `permits` messages; how many were begun."""
        claims = await self._claim(permits)
        if not claims:
            return 0
        words = await self._words(claims)
        async with self._store.write() as session:
            live = await hand_over(session, claims, self._clock.now())
        begun = [c for c in claims if c.id in live]
        for c in begun:
            task = asyncio.create_task(self._send(c, words[c.text_id]))
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)
        return len(begun)

    async def _claim(self, permits: int) -> list[Claim]:
        async with self._store.write() as session:
            return await claim(session, self._channel.medium, permits, self._clock.now(), self._house.lease)

    async def _words(self, claims: Sequence[Claim]) -> dict[int, Words]:
        missing = {c.text_id for c in claims} - self._texts.keys()
        if missing:
            if len(self._texts) > KEPT_TEXTS:
                self._texts.clear()
                missing = {c.text_id for c in claims}
            async with self._store.read() as session:
                for text_id, (row, _) in (await texts(session, missing)).items():
                    self._texts[text_id] = Words(row.subject, row.body)
        return self._texts

    async def _send(self, claimed: Claim, words: Words) -> None:
        try:
            receipt = await self._channel.send(self._message(claimed, words))
            outcome = outcome_of_receipt(claimed, self._channel.name, receipt)
        except ChannelError as error:
            if isinstance(error, RateLimited):
                self._pace.pause(error.after or 1.0)
            outcome = outcome_of_error(claimed, self._channel.name, error)
        finally:
            self._pace.done()
        self._results.put(outcome)

    def _message(self, claimed: Claim, words: Words) -> Outgoing:
        text = words.body
        if LINK_MARK in text:
            text = text.replace(LINK_MARK, self._house.links.token("answer", claimed.incident_id or 0, claimed.person_id))
        medium = Medium(claimed.medium)
        return Outgoing(
            delivery_id=claimed.id,
            attempt=claimed.attempts,
            medium=medium,
            address=claimed.address,
            subject=words.subject,
            text=text,
            html=as_html(text) if medium is Medium.EMAIL else None,
            callback_url=f"{self._house.public_url}/webhooks/{self._channel.name}/{claimed.id}",
        )
