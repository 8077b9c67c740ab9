"""Do what has fallen due, in the transaction that writes its effects: it fires exactly once (I1, I2)."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Final

from service.store import incidents, timers
from service.work import (
    announcements,
    cadence,
    callouts,
    cards,
    clearance,
    decisions,
    duty_check,
    duty_hand_over,
    duty_swaps,
    exercises,
    injects,
    invitations,
    meeting_room,
    meetings,
    paper,
    paper_order,
    quorum,
    release,
    rounds,
    seats,
    tasks,
    upkeep,
)
from service.work.unit import Unit

Handler = Callable[[Unit, int], Awaitable[None]]

HANDLERS: Final[Mapping[str, Handler]] = {
    seats.TIMER: seats.step_due,
    seats.CHIEF_TIMER: callouts.everyone_again,
    tasks.TIMER: tasks.lapse,
    quorum.TIMER: quorum.look,
    cards.TIMER: cards.step_due,
    cadence.TIMER: cadence.fell_due,
    duty_check.TIMER: duty_check.nightly,
    duty_hand_over.TIMER: duty_hand_over.pass_on,
    duty_hand_over.REMINDER: duty_hand_over.remind,
    duty_swaps.TIMER: duty_swaps.lapse,
    upkeep.TIMER: upkeep.morning,
    paper_order.TIMER: paper.make,
    rounds.TIMER: rounds.remind,
    meetings.TIMER: meeting_room.start_due,
    invitations.TIMER: invitations.step_due,
    decisions.TIMER: decisions.overdue,
    exercises.INJECT: injects.fell_due,
    announcements.WAIT_TIMER: clearance.nobody_reacted,
    announcements.LAPSE_TIMER: release.lapse,
    announcements.RELEASE_TIMER: release.look,
}

LATER: Final = (cards.TIMER, cadence.TIMER, exercises.INJECT, upkeep.TIMER, rounds.TIMER, paper_order.TIMER)
"""What waits for everything else that is due: people are called first, then reminded (I6)."""


async def fire(unit: Unit, timer_id: int, incident_id: int | None) -> bool:
    """Do this timer; False when it is done or cancelled already, or another process has it.

    Its incident is locked first, as everywhere: an answer at the same moment comes before it or after it.
    """
    await incidents.lock(unit.session, [incident_id])
    timer = await timers.take(unit.session, timer_id, unit.now)
    if timer is None:
        return False
    timer.done_at, timer.outcome = unit.now, "fired"
    await unit.session.flush()
    await HANDLERS[timer.kind](unit, timer.subject_id)
    unit.wake()
    return True


async def set_aside(unit: Unit, timer_id: int, trouble: str) -> None:
    """A timer whose work failed is tried again later, further and further apart, so that it never holds up the others."""
    timer = await timers.take(unit.session, timer_id, unit.now)
    if timer is None:
        return
    timer.attempts += 1
    timer.trouble = trouble[:500]
    timer.due_at = unit.now + timedelta(seconds=min(300, 2 ** min(timer.attempts, 9)))
