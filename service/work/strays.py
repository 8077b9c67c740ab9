"""Messages of an exercise that must not leave: the outbox never hands them over, and here they are dropped (I9)."""

from flows.vocabulary import DeliveryState, DeliveryTrigger
from service.store import incidents, outbox
from service.work.deliveries import move
from service.work.journal import Journal
from service.work.participants import may_leave
from service.work.unit import Unit


async def drop_strays(unit: Unit, limit: int = 200) -> int:
    """Drop what is due and goes to somebody outside its exercise, or says not that it is one; how many there were."""
    seen = await outbox.strays(unit.session, unit.now, limit)
    if not seen:
        return 0
    await incidents.lock(unit.session, seen.values())
    journal = Journal(unit)
    for number in seen:
        row = await outbox.delivery_for_update(unit.session, number)
        if row is not None and row.state == DeliveryState.QUEUED and not await may_leave(unit, row):
            move(row, DeliveryTrigger.DROP)
            row.ended_at = unit.now
            journal.step(row)
    await journal.write()
    return len(seen)
