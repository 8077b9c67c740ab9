"""Tell the duty chief at once that something did not work (I12)."""

from collections.abc import Mapping, Sequence

from actioncards.facts import ALERT_FACTS, incident_facts
from actioncards.model import Alert, Plan
from actioncards.texts import fill
from flows.vocabulary import Lane, NoticeKind
from service.store import incidents
from service.store.tables import IncidentRow, PersonRow
from service.work.duty import on_duty, on_duty_now, record_passed_over
from service.work.notices import open_notice, usable_media
from service.work.on_call import chiefs_of
from service.work.record import record
from service.work.unit import Unit


async def alert_chief(unit: Unit, incident: IncidentRow, plan: Plan, alert: Alert, facts: Mapping[str, str], *, skip: int = 0) -> None:
    """Send the duty chief the plan's sentence for `alert`, in front of everything else (I6).

    It goes to whoever took the call-out, else to who is on duty (duty chief, second, head of SSP), or to the next of them who can be
    reached. The timeline says which layer was passed over and why, and when nobody can be reached at all. With `skip` it begins so
    far down the line, when there is anybody: the first know already, or it is their own doing.
    """
    found = await on_duty(unit, plan)
    await record_passed_over(unit, incident.id, found)
    shared = {**await facts_now(unit, incident, plan), **facts}
    sentence = fill(plan, plan.alert(alert), plan.group(plan.duty_chief.group).tier, dict.fromkeys(ALERT_FACTS, "") | shared)
    line = await chiefs_of(unit, incident, found.people)
    people = line[skip:] or line
    await _tell_first(unit, incident, plan, people, {**shared, "alert": sentence, "alert_kind": alert.value})


async def has_second(unit: Unit, incident: IncidentRow, plan: Plan) -> bool:
    """Whether anybody but the first in line can be told of the incident's troubles now."""
    line = await chiefs_of(unit, incident, await on_duty_now(unit, plan))
    return any(usable_media(unit, person, plan.duty_chief.policy.media, incident) for person in line[1:])


async def alert_next_chief(unit: Unit, incident: IncidentRow, plan: Plan, facts: Mapping[str, str], missed: int) -> None:
    """An alert could not be brought to `missed`: the next in line gets it, from the front if the duty has passed on."""
    holders = await chiefs_of(unit, incident, await on_duty_now(unit, plan))
    places = [place for place, person in enumerate(holders) if person.id == missed]
    await _tell_first(unit, incident, plan, holders[places[0] + 1 :] if places else holders, facts)


async def _tell_first(unit: Unit, incident: IncidentRow, plan: Plan, holders: Sequence[PersonRow], facts: Mapping[str, str]) -> None:
    """Tell the first of `holders` who can be reached; the notice has words for their other media, should the first one fail."""
    tier = plan.group(plan.duty_chief.group).tier
    for person in holders:
        media = usable_media(unit, person, plan.duty_chief.policy.media, incident)
        if media:
            notice = await open_notice(unit, incident, plan, NoticeKind.CHIEF_ALERT, facts, [(tier, m) for m in media], Lane.CHIEF)
            await notice.tell(unit, person, media[0], tier)
            await record(unit, incident.id, "chief.alerted", {"alert": facts["alert_kind"], "person": person.id})
            await notice.record(unit)
            return
    await record(unit, incident.id, "chief.unreachable", {"alert": facts["alert_kind"]})


async def facts_now(unit: Unit, incident: IncidentRow, plan: Plan) -> dict[str, str]:
    """The facts that every notice of the incident shares, as they stand now, in the plan's words."""
    others = await incidents.open_codes(unit.session) - {incident.code}
    return shared_facts(unit, incident, plan, several_open=bool(others))


def shared_facts(unit: Unit, incident: IncidentRow, plan: Plan, *, several_open: bool = False) -> dict[str, str]:
    """The same, when it is known whether other incidents are open: then answers need this one's letter.

    A call-out has no level yet, and perhaps no cause (F1): those facts are empty.
    """
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
