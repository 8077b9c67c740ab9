"""A page that listens hears of everything: what happens while it looks or rests is told next, never swallowed."""

import asyncio

from service.store.engine import Store, make_engine
from service.store.signals import PHONES, Signals
from service.web.pages.events import A_SECOND, Turns
from service.web.pages.sandbox import changes

SOON_S = 2
"""Less than the stream's beat."""


async def test_what_happens_while_the_stream_rests_is_told_next(migrated_url: str) -> None:
    store = Store(make_engine(migrated_url), Signals())
    stream = changes(store)
    assert "event: changed" in await anext(stream)
    for _ in range(3):
        store.signals.publish([PHONES])
        assert "event: changed" in await asyncio.wait_for(anext(stream), SOON_S)
        resting = asyncio.ensure_future(anext(stream))
        await asyncio.sleep(0)
        store.signals.publish([PHONES])
        assert "event: changed" in await asyncio.wait_for(resting, SOON_S)
    await store.close()


async def test_the_first_changes_are_told_at_once_and_a_flood_at_its_pace() -> None:
    """Whoever answers stands on the board at once; nobody's browser fetches its page oftener than four times a second."""
    clock = asyncio.get_running_loop().time
    turns, begun, told = Turns(), clock(), []
    for _ in range(A_SECOND + 2):
        await turns.next()
        told.append(clock() - begun)
    assert told[A_SECOND - 1] < (A_SECOND - 1) / A_SECOND
    assert told[-1] >= 2 / A_SECOND
