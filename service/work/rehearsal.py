"""An alarm raised at the start and taken back at once: whether one can be raised is known, and the first real one finds everything warm."""

from typing import Final

from service.store.outbox import texts
from service.work.api_keys import PREFIX, key_of
from service.work.idempotency import Stored, begin, finish
from service.work.incidents import Alarm, raise_alarm
from service.work.parts import continue_writing
from service.work.plans import in_force
from service.work.unit import Unit

NUMBER: Final = 0
"""The rehearsed incident's; a number of the usual row would leave a gap there that somebody would ask about."""
_KEY: Final = "rehearsal"


async def rehearse(unit: Unit) -> None:
    """Raise the gravest alarm of the plan in force as a request does, and go on writing it. The caller lets nothing of it be kept."""
    await key_of(unit.session, f"{PREFIX}rehearsal", unit.now)
    await begin(unit, _KEY, "")
    _, plan = await in_force(unit.session, unit.house)
    level = max(plan.levels.values(), key=lambda level: level.rank)
    await raise_alarm(unit, Alarm(level.key, next(iter(plan.areas)), level.causes[0].key), number=NUMBER)
    await finish(unit, _KEY, Stored(201, ""))
    await unit.session.flush()
    await continue_writing(unit)
    await texts(unit.session, [0])
