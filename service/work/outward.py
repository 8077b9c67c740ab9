"""The guard of everything outward: may a message of this notice leave now (C1, I8)?"""

from enum import StrEnum
from typing import Final

from flows.vocabulary import NoticeKind
from service.store import announcements as rows
from service.store.tables import NoticeRow
from service.work.unit import Unit

KINDS: Final = frozenset({NoticeKind.ANNOUNCEMENT.value, NoticeKind.RETRACTION.value})
"""Notices of which nothing leaves without a live clearance."""


class Leave(StrEnum):
    """Whether a notice's messages may go out: now, once a hold is lifted, or never again."""

    LIVE = "live"
    HELD = "held"
    OVER = "over"


async def leave_of(unit: Unit, notice: NoticeRow) -> Leave:
    """The leave of one notice; everything that is not outward may always go."""
    if notice.kind not in KINDS:
        return Leave.LIVE
    order = await rows.release_order(unit.session, notice.id)
    if order is None or not order.live or (order.valid_until is not None and order.valid_until <= unit.now):
        return Leave.OVER
    return Leave.HELD if order.held else Leave.LIVE
