"""What begins with a level besides the warning: the action cards, the pace of updates and the wait for answers (F7, F8)."""

from actioncards.model import Plan
from service.store.tables import IncidentRow
from service.work import cadence, cards, quorum
from service.work.unit import Unit


async def level_begins(unit: Unit, incident: IncidentRow, plan: Plan) -> None:
    """The incident has just been warned of at its level, for the first time or at a new one."""
    await cards.open_cards(unit, incident, plan)
    await cadence.begin(unit, incident, plan)
    await quorum.begin(unit, incident, plan)
