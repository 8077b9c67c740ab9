"""An alarm raised at the start and taken back at once: whether one can be raised is known, and the first real one finds everything warm."""

from typing import Final

from service.work.incidents import Alarm, raise_alarm
from service.work.plans import in_force
from service.work.unit import Unit

NUMBER: Final = 0
"""The rehearsed incident's; a number of the usual row would leave a gap there that somebody would ask about."""


async def rehearse(unit: Unit) -> None:
    """Raise the gravest alarm of the plan in force. The caller lets nothing of it be kept."""
    _, plan = await in_force(unit.session, unit.house)
    level = max(plan.levels.values(), key=lambda level: level.rank)
    await raise_alarm(unit, Alarm(level.key, next(iter(plan.areas)), level.causes[0].key), number=NUMBER)
