"""Gather what an exported timeline is made from (I7): the chain, who was warned when, who answered when, and what ids are called."""

from collections.abc import Iterable

from actioncards.model import Plan
from flows.vocabulary import AnswerKind, AnswerVia, DeliveryState, IncidentState, Medium, Mode, NoticeKind
from service.domain.timeline import Entry, Salted
from service.exports.report import Incident, LevelChange, TimelineReport, Warned
from service.store import alert_list, incidents, reports, timeline
from service.store.tables import AnswerRow, DeliveryRow, IncidentRow, TaskRow
from service.work.incident_row import incident_of
from service.work.plans import plan_of
from service.work.unit import Unit

_LEVEL_KINDS = {"incident.alarm": "level", "incident.level_changed": "to"}


async def timeline_report(unit: Unit, incident_id: int, exported_by: str) -> TimelineReport:
    """Everything that the exports of one incident's timeline are made from, as it stands; `Refused` (not found)."""
    incident = await incident_of(unit, incident_id)
    plan = await plan_of(unit, incident)
    pages = await timeline.page(unit.session, incident_id)
    entries = tuple(entry for entry, _ in pages)
    tasks = await incidents.tasks(unit.session, incident_id)
    return TimelineReport(
        incident=_header(unit, incident, plan, entries, exported_by),
        entries=entries,
        personal={entry.seq: values for entry, values in pages if values},
        head=await timeline.head(unit.session, incident_id),
        warned=await _warned(unit, incident_id, plan, _names_when_told(values for _, values in pages)),
        names={**plan_names(plan), **_task_names(tasks), **await _user_names(unit, entries)},
    )


def _header(unit: Unit, incident: IncidentRow, plan: Plan, entries: Iterable[Entry], exported_by: str) -> Incident:
    levels = [LevelChange(e.occurred_at, plan.level(str(e.data[_LEVEL_KINDS[e.kind]])).label.da) for e in entries if e.kind in _LEVEL_KINDS]
    return Incident(
        id=incident.id,
        code=incident.code,
        mode=Mode(incident.mode),
        state=IncidentState(incident.state),
        area=plan.area(incident.area).label.da,
        cause=plan.cause_label(incident.level, incident.cause),
        plan_title=plan.title.da,
        plan_version=plan.version,
        plan_fingerprint=plan.fingerprint,
        list_version=str(incident.list_version or "-"),
        reported_at=incident.reported_at,
        alerted_at=incident.alerted_at,
        called_off_at=incident.called_off_at,
        exported_at=unit.now,
        exported_by=exported_by,
        levels=tuple(levels),
    )


def _names_when_told(pages: Iterable[dict[str, Salted]]) -> dict[int, tuple[str, str]]:
    """Name and organisation of each person as they stood when they were told; what has been erased is not brought back."""
    found: dict[int, tuple[str, str]] = {}
    for values in pages:
        for key, salted in values.items():
            if key.startswith("person:") and isinstance(salted.value, dict):
                known = (str(salted.value.get("name", "")), str(salted.value.get("organisation", "")))
                found.setdefault(int(key.removeprefix("person:")), known)
    return found


async def _warned(unit: Unit, incident_id: int, plan: Plan, names: dict[int, tuple[str, str]]) -> tuple[Warned, ...]:
    answers = await incidents.newest_answers(unit.session, incident_id)
    places = {
        person: plan.seat(call.group_key, call.seat_key).label.da
        for call in reversed(await incidents.seats(unit.session, incident_id))
        for person in call.people
    }
    return tuple(
        _row(delivery, NoticeKind(kind), names, places, answers.get((delivery.person_id, kind)))
        for delivery, kind in await reports.deliveries_with_kind(unit.session, incident_id)
    )


def _row(
    delivery: DeliveryRow, kind: NoticeKind, names: dict[int, tuple[str, str]], places: dict[int, str], answer: AnswerRow | None
) -> Warned:
    name, organisation = names.get(delivery.person_id, ("", ""))
    return Warned(
        person=name or f"person:{delivery.person_id}",
        organisation=organisation,
        place=places.get(delivery.person_id, ""),
        medium=Medium(delivery.medium),
        notice=kind,
        state=DeliveryState(delivery.state),
        sent_at=delivery.handed_at,
        accepted_at=delivery.accepted_at,
        delivered_at=delivery.delivered_at,
        answered_at=answer.answered_at if answer else None,
        answer=AnswerKind(answer.kind) if answer else None,
        minutes=answer.minutes if answer else None,
        via=AnswerVia(answer.via) if answer else None,
    )


def plan_names(plan: Plan) -> dict[str, str]:
    """What the plan calls the keys that timelines hold: `level:red`, `group:fu`, `seat:fu.politi`, `area:...`, `cause:...`."""
    names = {f"level:{key}": level.label.da for key, level in plan.levels.items()}
    names |= {f"area:{key}": area.label.da for key, area in plan.areas.items()}
    names |= {f"organisation:{key}": organisation.label.da for key, organisation in plan.organisations.items()}
    names |= {f"cause:{cause.key}": cause.label.da for level in plan.levels.values() for cause in level.causes}
    circles = plan.communication.audiences if plan.communication else {}
    names |= {f"audience:{key}": circle.label.da for key, circle in circles.items()} | {
        f"audiences:{key}": circle.label.da for key, circle in circles.items()
    }
    for key, group in plan.groups.items():
        names[f"group:{key}"] = group.label.da
        names |= {f"seat:{key}.{seat.key}": seat.label.da for seat in group.seats}
    return names


def _task_names(tasks: Iterable[TaskRow]) -> dict[str, str]:
    return {f"task:{task.id}": task.title for task in tasks}


async def _user_names(unit: Unit, entries: Iterable[Entry]) -> dict[str, str]:
    actors = {e.actor for e in entries}
    people = {int(a.removeprefix("person:")) for a in actors if a.startswith("person:")}
    found = {f"person:{key}": row.name for key, row in (await alert_list.people_by_id(unit.session, people)).items()}
    return found | await reports.actor_names(unit.session, actors)
