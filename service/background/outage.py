"""Tell once that the database is away and once that it is back: the background asks for it twice a second."""

from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from service.store.outage import is_outage

log = structlog.get_logger(__name__)


class Outage:
    """What the background's loops know together of whether the database can be used."""

    def __init__(self) -> None:
        self._failing: set[str] = set()

    @contextmanager
    def noted(self, name: str) -> Iterator[None]:
        """Do a loop's work; when the database cannot be used it ends here, and is due again at the next look."""
        try:
            yield
        except Exception as error:
            if not is_outage(error):
                raise
            if not self._failing:
                log.warning("the database cannot be used; the background waits for it", work=name, error=str(error).splitlines()[:1])
            self._failing.add(name)
        else:
            if name in self._failing:
                self._failing.remove(name)
                if not self._failing:
                    log.warning("the database can be used again; the background goes on")
