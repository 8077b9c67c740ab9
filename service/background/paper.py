"""Typeset the paper that was made: outside of every transaction, since it takes a second."""

import structlog

from service.store import paper as rows
from service.store.engine import Store
from service.work.paper import typeset_in_danish

log = structlog.get_logger(__name__)


async def typeset_newest(store: Store) -> bool:
    """Typeset the newest paper that waits and keep it; False when none waits. Two processes at once keep the same document."""
    async with store.read() as session:
        row = await rows.to_typeset(session)
    if row is None:
        return False
    pdf, trouble = None, None
    try:
        pdf = await typeset_in_danish(row.facts)
    except Exception as error:
        log.exception("the paper could not be typeset; it is made anew the next night", day=row.day.isoformat())
        trouble = repr(error)[:500]
    async with store.write() as session:
        await rows.typeset(session, row, pdf, trouble)
    return True
