"""What the board shows of texts that are to go outward: where each stands, until when, and what is wanted of it (C1)."""

from typing import Final

from actioncards.model import Plan
from flows.vocabulary import AnnouncementState as S
from service.domain.board import BoardText
from service.store import announcements as rows
from service.store.tables import AnnouncementRow
from service.work.announcements import LINE, MESSAGE
from service.work.unit import Unit

_SHOWN: Final = {
    MESSAGE: (S.DRAFTED, S.SUBMITTED, S.SENT_BACK, S.CLEARED, S.LAPSED, S.RELEASING),
    LINE: (S.DRAFTED, S.SUBMITTED, S.SENT_BACK),
}


async def texts_under_way(unit: Unit, plan: Plan, incident_id: int) -> tuple[BoardText, ...]:
    """The incident's texts that somebody still has something to do about, the oldest first."""
    if plan.communication is None:
        return ()
    found = [row for row in await rows.of_incident(unit.session, incident_id) if row.state in _SHOWN[row.kind]]
    return tuple([await _shown(unit, plan, row) for row in found])


async def _shown(unit: Unit, plan: Plan, row: AnnouncementRow) -> BoardText:
    audiences = [part.audience for part in await rows.parts(unit.session, row.id)] if row.kind == MESSAGE else []
    labels = tuple(plan.outward.audience(key).label.da for key in audiences)
    note = row.note if row.state == S.SENT_BACK else ""
    return BoardText(row.id, S(row.state), row.kind == LINE, labels, row.cleared_until, note)
