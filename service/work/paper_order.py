"""When the paper is made: every night, and at once when list, roster or plan have changed."""

from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from flows.wall_clock import moment, shows
from service.store import timers
from service.work.unit import Unit

TIMER: Final = "paper"
NIGHTLY: Final = 0
CHANGED: Final = 1
AT: Final = time(4, 30)
"""After the nightly look at the roster."""


async def arm(unit: Unit) -> None:
    """Have the next night's paper made, unless it is waiting already: a night that is overdue is never put off."""
    if not await timers.is_set(unit.session, TIMER, NIGHTLY):
        due_at = next_night(unit.now, unit.house.zone)
        await timers.set_timer(unit.session, unit.now, kind=TIMER, subject_id=NIGHTLY, due_at=due_at, incident_id=None)


async def order(unit: Unit) -> None:
    """Something that the paper holds has changed: have it made anew soon. Nothing while a database is filled."""
    if await timers.is_set(unit.session, TIMER, CHANGED) or not await timers.is_set(unit.session, TIMER, NIGHTLY):
        return
    await timers.set_timer(unit.session, unit.now, kind=TIMER, subject_id=CHANGED, due_at=unit.now, incident_id=None)
    unit.wake()


def next_night(now: datetime, zone: ZoneInfo) -> datetime:
    """The first half past four after `now`: once a day, also when the clocks change (hard case 7)."""
    today = shows(now, zone)
    due = moment(today, AT, zone)
    return due if due > now else moment(today + timedelta(days=1), AT, zone)
