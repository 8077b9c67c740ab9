"""Gather what an exported timeline is made from (I7): the chain, who was warned when, who answered when, and what ids are called."""

from collections.abc import Iterable, Mapping
from typing import Final

from actioncards.labels import Label
from actioncards.model import Plan
from flows.vocabulary import IncidentState, Mode
from service.domain.timeline import Entry
from service.exports.report import Incident, LevelChange, TimelineReport
from service.store import alert_list, incidents, photos, reports, timeline
from service.store.tables import IncidentRow, TaskRow
from service.work.incident_row import incident_of
from service.work.plans import plan_of
from service.work.unit import Unit
from service.work.warned import warned_of

_LEVEL_KINDS = {"incident.alarm": "level", "incident.level_changed": "to"}


_SMALL_PHOTOS: Final = {"json": False, "pdf": True}
"""Which exports hold photos, and whether small ones; the others name them by their checksums."""


async def timeline_report(unit: Unit, incident_id: int, exported_by: str, form: str = "") -> TimelineReport:
    """Everything that the export `form` of one incident's timeline is made from, as it stands; `Refused` (not found)."""
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
        warned=await warned_of(unit, incident_id, plan, pages),
        names={**_in_danish(plan_names(plan)), **_task_names(tasks), **await _user_names(unit, entries)},
        photos=await _photos(unit, incident_id, form),
    )


async def _photos(unit: Unit, incident_id: int, form: str) -> dict[int, bytes]:
    if form not in _SMALL_PHOTOS:
        return {}
    small = _SMALL_PHOTOS[form]
    return {seq: few if small else whole async for seq, whole, few in photos.pictures(unit.session, incident_id)}


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


def plan_names(plan: Plan) -> dict[str, Label]:
    """What the plan calls the keys that timelines hold: `level:red`, `group:fu`, `seat:fu.politi`, `area:...`, `cause:...`."""
    names = {f"level:{key}": level.label for key, level in plan.levels.items()}
    names |= {f"area:{key}": area.label for key, area in plan.areas.items()}
    names |= {f"organisation:{key}": organisation.label for key, organisation in plan.organisations.items()}
    names |= {f"cause:{cause.key}": cause.label for level in plan.levels.values() for cause in level.causes}
    circles = plan.communication.audiences if plan.communication else {}
    names |= {f"audience:{key}": circle.label for key, circle in circles.items()} | {
        f"audiences:{key}": circle.label for key, circle in circles.items()
    }
    for key, group in plan.groups.items():
        names[f"group:{key}"] = group.label
        names |= {f"seat:{key}.{seat.key}": seat.label for seat in group.seats}
    return names


def _in_danish(names: Mapping[str, Label]) -> dict[str, str]:
    """As the exported document calls them, whoever reads it."""
    return {key: label.da for key, label in names.items()}


def _task_names(tasks: Iterable[TaskRow]) -> dict[str, str]:
    return {f"task:{task.id}": task.title for task in tasks}


async def _user_names(unit: Unit, entries: Iterable[Entry]) -> dict[str, str]:
    actors = {e.actor for e in entries}
    people = {int(a.removeprefix("person:")) for a in actors if a.startswith("person:")}
    found = {f"person:{key}": row.name for key, row in (await alert_list.people_by_id(unit.session, people)).items()}
    return found | await reports.actor_names(unit.session, actors)
