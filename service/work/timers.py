"""Do what has fallen due, in the transaction that writes its effects: it fires exactly once (I1, I2)."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Final

from service.store import timers
from service.store.tables import TimerRow
from service.work import decisions, invitations, meeting_room, meetings, seats, tasks
from service.work.unit import Unit

Handler = Callable[[Unit, int], Awaitable[None]]

HANDLERS: Final[Mapping[str, Handler]] = {
    seats.TIMER: seats.step_due,
    tasks.TIMER: tasks.lapse,
    meetings.TIMER: meeting_room.start_due,
    invitations.TIMER: invitations.step_due,
    decisions.TIMER: decisions.overdue,
}


async def fire_next(unit: Unit) -> TimerRow | None:
    """Do the timer that has been due longest; None when nothing is due."""
    timer = await timers.take_due(unit.session, unit.now)
    if timer is None:
        return None
    timer.done_at, timer.outcome = unit.now, "fired"
    await unit.session.flush()
    await HANDLERS[timer.kind](unit, timer.subject_id)
    unit.wake()
    return timer


async def set_aside(unit: Unit, timer_id: int, trouble: str) -> None:
    """A timer whose work failed is tried again later, further and further apart, so that it never holds up the others."""
    timer = await unit.session.get_one(TimerRow, timer_id, with_for_update=True)
    timer.attempts += 1
    timer.trouble = trouble[:500]
    timer.due_at = unit.now + timedelta(seconds=min(300, 2**timer.attempts))
