"""Wake-up calls after a commit: within the process at once, to other processes by PostgreSQL's NOTIFY.

A signal only says *look*; what is true stands in rows. A lost signal costs at most one idle poll.
"""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

DUE = "due"
"""Something may have fallen due: a delivery, a timer, a part to write."""


PHONES = "phones"
"""A simulated phone has received or sent something."""


def incident_topic(incident_id: int) -> str:
    """The topic of one incident's board."""
    return f"incident:{incident_id}"


class Signals:
    """Topics that tasks of this process wait on."""

    def __init__(self) -> None:
        self._waiting: defaultdict[str, set[asyncio.Event]] = defaultdict(set)
        self.closed = False

    @contextmanager
    def listen(self, topic: str) -> Iterator[asyncio.Event]:
        """An event that is set at each signal on `topic`; the listener clears it."""
        event = asyncio.Event()
        self._waiting[topic].add(event)
        try:
            yield event
        finally:
            self._waiting[topic].discard(event)
            if not self._waiting[topic]:
                del self._waiting[topic]

    def publish(self, topics: Iterable[str]) -> None:
        """Wake everybody who listens to one of `topics`."""
        for topic in topics:
            for event in tuple(self._waiting.get(topic, ())):
                event.set()

    def wake_all(self) -> None:
        """Wake everybody: what was signalled meanwhile may have been lost."""
        self.publish(tuple(self._waiting))

    def close(self) -> None:
        """The process is about to end: wake everybody, so that open streams end by themselves."""
        self.closed = True
        self.wake_all()
