"""The background one step at a time, always in the same order: what its loops do side by side, made repeatable for a tabletop."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from flows.vocabulary import Medium
from service.background.outgoing import outgoing, words_of
from service.background.translate import outcome_of_error, outcome_of_receipt
from service.channels.errors import ChannelError
from service.channels.protocol import Channel
from service.clock import Clock
from service.domain.outcomes import Outcome
from service.store import due, timers
from service.store.engine import Store
from service.store.outbox import Claim, claim
from service.work import deliveries, parts
from service.work.timers import LATER, fire
from service.work.unit import House, Unit

MOST: Final = 500
MOST_STEPS: Final = 10_000


class Stepper:
    """Does what is due now, with the very functions that the background's loops call."""

    def __init__(self, store: Store, clock: Clock, house: House, channels: Sequence[Channel]) -> None:
        self._store, self._clock, self._house = store, clock, house
        self._channels: dict[Medium, Channel] = {}
        for channel in channels:
            self._channels.setdefault(channel.medium, channel)

    async def next_due(self) -> datetime | None:
        """The next moment at which anything falls due."""
        async with self._store.read() as session:
            return await due.next_moment(session)

    async def settle(self) -> None:
        """Do everything that is due now, until nothing is: lists are written on, messages sent, timers fired."""
        for _ in range(MOST_STEPS):
            if not (await self._write_part() or await self._send() or await self._fire()):
                return
        raise RuntimeError("never comes to rest")

    async def _write_part(self) -> bool:
        async with self._store.write() as session:
            return await parts.continue_writing(Unit(session, self._clock.now(), "system", self._house))

    async def _fire(self) -> bool:
        async with self._store.read() as session:
            found = await timers.find_due(session, self._clock.now(), LATER)
        if found is None:
            return False
        async with self._store.write() as session:
            await fire(Unit(session, self._clock.now(), "system", self._house), *found)
        return True

    async def _send(self) -> bool:
        sent = False
        for medium, channel in self._channels.items():
            async with self._store.write() as session:
                claims = await claim(session, medium, MOST, self._clock.now(), self._house.lease)
            outcomes = [await self._ask(channel, one) for one in claims]
            if outcomes:
                async with self._store.write() as session:
                    await deliveries.record_outcomes(Unit(session, self._clock.now(), "system", self._house), outcomes)
                sent = True
        return sent

    async def _ask(self, channel: Channel, claimed: Claim) -> Outcome:
        async with self._store.read() as session:
            words = (await words_of(session, {claimed.text_id}))[claimed.text_id]
        message = outgoing(self._house, channel.name, claimed, words)
        try:
            return outcome_of_receipt(claimed, channel.name, await channel.send(message))
        except ChannelError as error:
            return outcome_of_error(claimed, channel.name, error)
