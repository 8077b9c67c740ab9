"""What is still open in an incident: asked before it is called off (F7)."""

from dataclasses import dataclass

from actioncards.facts import seat_label
from flows.announcement import is_ended
from flows.vocabulary import AnnouncementState, CardState, SeatState, TaskState
from service.domain.board import BoardTask
from service.domain.cards import OpenCard
from service.store import announcements, incidents
from service.store import cards as card_rows
from service.store.tables import IncidentRow
from service.work.announcements import MESSAGE
from service.work.board import tasks_of
from service.work.card_view import cards_of
from service.work.incident_row import incident_of
from service.work.plans import plan_of
from service.work.record import record
from service.work.unit import Unit


@dataclass(frozen=True, slots=True)
class OpenAnnouncement:
    """An announcement of which something may still go out: a call-off ends it."""

    id: int
    state: AnnouncementState


@dataclass(frozen=True, slots=True)
class OpenPoints:
    """Tasks and steps that nobody has done, seats that have not answered, by their names, and what is not said outward yet."""

    tasks: tuple[BoardTask, ...]
    cards: tuple[OpenCard, ...]
    seats: tuple[str, ...]
    announcements: tuple[OpenAnnouncement, ...]

    @property
    def any(self) -> bool:
        """Whether anything is open."""
        return bool(self.tasks or self.cards or self.seats or self.announcements)


async def open_points(unit: Unit, incident_id: int) -> OpenPoints:
    """What a call-off would leave open; `Refused` (not found)."""
    incident = await incident_of(unit, incident_id)
    plan = await plan_of(unit, incident)
    silent = [c for c in await incidents.seats(unit.session, incident_id) if c.state in (SeatState.TRYING, SeatState.UNREACHABLE)]
    return OpenPoints(
        tasks=tuple(task for task in await tasks_of(unit, plan, incident_id) if task.state is TaskState.OPEN),
        cards=tuple(card for card in await cards_of(unit, plan, incident_id) if card.pending),
        seats=tuple(seat_label(plan.group(c.group_key), plan.seat(c.group_key, c.seat_key)) for c in silent),
        announcements=await _announcements(unit, incident_id),
    )


async def _announcements(unit: Unit, incident_id: int) -> tuple[OpenAnnouncement, ...]:
    """Those of which something may still go out; a line is shown, not sent, and has no end."""
    found = [
        OpenAnnouncement(row.id, AnnouncementState(row.state))
        for row in await announcements.of_incident(unit.session, incident_id, MESSAGE)
    ]
    return tuple(one for one in found if not is_ended(one.state))


async def record_known(unit: Unit, incident: IncidentRow) -> None:
    """The timeline's line about what was known when something is decided: how many of the seats called had answered (I7)."""
    states = [c.state for c in await incidents.seats(unit.session, incident.id) if c.state != SeatState.STOPPED]
    if states:
        known = {"seats": len(states), "answered": states.count(SeatState.ANSWERED), "unreachable": states.count(SeatState.UNREACHABLE)}
        await record(unit, incident.id, "decision.known", known)


async def count_open(unit: Unit, incident_id: int) -> dict[str, int]:
    """How many tasks, steps, seats and announcements are open: what the timeline says of a call-off."""
    tasks = sum(task.state == TaskState.OPEN for task in await incidents.tasks(unit.session, incident_id))
    steps = sum(row.state in (CardState.OPEN, CardState.OVERDUE) for row in await card_rows.steps(unit.session, incident_id))
    seats = sum(c.state in (SeatState.TRYING, SeatState.UNREACHABLE) for c in await incidents.seats(unit.session, incident_id))
    return {"tasks": tasks, "steps": steps, "seats": seats, "announcements": len(await _announcements(unit, incident_id))}
