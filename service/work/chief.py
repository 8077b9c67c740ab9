"""Tell the duty chief at once that something did not work (I12)."""

from collections.abc import Mapping

from actioncards.facts import incident_facts
from actioncards.model import Alert, Plan
from actioncards.texts import fill
from flows.vocabulary import Lane, NoticeKind
from service.store.tables import IncidentRow
from service.work.duty import on_duty, record_passed_over
from service.work.notices import open_notice, usable_media
from service.work.record import record
from service.work.unit import Unit


async def alert_chief(unit: Unit, incident: IncidentRow, plan: Plan, alert: Alert, facts: Mapping[str, str]) -> None:
    """Send the duty chief the plan's sentence for `alert`, in front of everything else (I6).

    It goes to whoever is on duty: duty chief, second, head of SSP; the first who can be reached. The timeline says who was
    passed over and why, and when nobody can be reached at all.
    """
    chief = plan.duty_chief
    tier = plan.group(chief.group).tier
    shared = {**shared_facts(unit, incident, plan), **facts}
    sentence = fill(plan, plan.alerts[alert], tier, {"task": "", "deadline": "", **shared})
    found = await on_duty(unit, plan)
    await record_passed_over(unit, incident.id, found)
    for person in found.people:
        media = usable_media(unit, person, chief.policy.media)
        if not media:
            continue
        notice = await open_notice(
            unit, incident, plan, NoticeKind.CHIEF_ALERT, {**shared, "alert": sentence}, [(tier, media[0])], Lane.CHIEF
        )
        await notice.tell(unit, person, media[0], tier)
        await record(unit, incident.id, "chief.alerted", {"alert": alert.value, "person": person.id})
        await notice.record(unit)
        return
    await record(unit, incident.id, "chief.unreachable", {"alert": alert.value})


def shared_facts(unit: Unit, incident: IncidentRow, plan: Plan, *, several_open: bool = False) -> dict[str, str]:
    """The facts that every notice of the incident shares, in the plan's words."""
    assert incident.level is not None
    facts = incident_facts(
        plan,
        level=incident.level,
        area=incident.area,
        cause=incident.cause,
        reported_by=incident.reported_by,
        at=incident.occurred_at,
        code=incident.code,
        several_open=several_open,
        by_sms=unit.house.can_reply,
    )
    return {**facts, "what_happened": incident.what_happened}
