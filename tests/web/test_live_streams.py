"""A page that listens hears of everything: what happens while it looks or rests is told next, never swallowed."""

import asyncio

from service.store.engine import Store, make_engine
from service.store.signals import Signals, incident_topic
from service.web.pages.sandbox import changes

SOON_S = 2
"""Less than the stream's beat."""


async def test_what_happens_while_the_stream_rests_is_told_next(migrated_url: str) -> None:
    store = Store(make_engine(migrated_url), Signals())
    stream = changes(store)
    assert "event: changed" in await anext(stream)
    for _ in range(3):
        store.signals.publish([incident_topic(1)])
        assert "event: changed" in await asyncio.wait_for(anext(stream), SOON_S)
        resting = asyncio.ensure_future(anext(stream))
        await asyncio.sleep(0)
        store.signals.publish([incident_topic(2)])
        assert "event: changed" in await asyncio.wait_for(resting, SOON_S)
    await store.close()
