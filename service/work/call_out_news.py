"""Tell whoever called the duty chief out what becomes of it: who took it, that nobody has yet, what it was assessed as (F1)."""

from collections.abc import Mapping
from typing import Final

from actioncards.model import News, Plan
from actioncards.texts import fill
from flows.vocabulary import Lane, Medium, NoticeKind
from service.store import alert_list, callouts, reports
from service.store.tables import CallOutRow, IncidentRow, PersonRow
from service.work.chief import facts_now
from service.work.notices import open_notice, usable_media
from service.work.record import record
from service.work.unit import Unit

MEDIA: Final = (Medium.SMS, Medium.EMAIL)
LINK: Final = "call_out"
"""The purpose of the caller's link (`service.domain.links`)."""


async def taken(unit: Unit, incident: IncidentRow, plan: Plan, person_id: int | None) -> None:
    """Somebody has taken the call-out: a person on duty, or whoever acts in this unit of work. The caller is told who (F1)."""
    row = await callouts.of_incident(unit.session, incident.id)
    if row is None:
        return
    row.taken_by, row.taken_actor, row.taken_at = person_id, unit.actor, unit.now
    person = await alert_list.person(unit.session, person_id) if person_id is not None else None
    name = person.name if person else await name_of(unit, unit.actor)
    who = {f"person:{person_id}": {"name": name}} if person_id is not None else {"who": name}
    data = {"person": person_id} if person_id is not None else {}
    await record(unit, incident.id, "callout.taken", data, who)
    await tell_caller(unit, incident, plan, News.TAKEN, {"taken_by": name})


async def given_up(unit: Unit, incident: IncidentRow) -> None:
    """Whoever had taken the call-out cannot after all; the next is called, and the caller hears when somebody else takes it."""
    row = await callouts.of_incident(unit.session, incident.id)
    if row is not None:
        row.taken_by = row.taken_actor = row.taken_at = None


async def tell_caller(unit: Unit, incident: IncidentRow, plan: Plan, news: News, facts: Mapping[str, str] | None = None) -> None:
    """Send the plan's sentence for `news` to the caller, if a person of the alert list called; their page says the same."""
    row = await callouts.of_incident(unit.session, incident.id)
    caller = await _caller(unit, row)
    if row is None or caller is None or (news is News.TAKEN and row.taken_by == caller.id):
        return
    tier = plan.group(plan.duty_chief.group).tier
    shared = {"taken_by": "", "reason": "", **await facts_now(unit, incident, plan), **(facts or {})}
    sentence = fill(plan, plan.call_out_news[news], tier, shared)
    media = usable_media(unit, caller, MEDIA, incident)
    if not media:
        names = {f"person:{caller.id}": {"name": caller.name, "organisation": caller.organisation}}
        await record(unit, incident.id, "person.unreachable", {"person": caller.id, "kind": NoticeKind.CALL_OUT_NEWS.value}, names)
        return
    notice = await open_notice(
        unit,
        incident,
        plan,
        NoticeKind.CALL_OUT_NEWS,
        {**shared, "news": sentence},
        [(tier, medium) for medium in media],
        Lane.SUMMONS,
        link=page_of(unit, incident.id, caller.id),
    )
    await notice.tell(unit, caller, media[0], tier)
    await record(unit, incident.id, "callout.caller_told", {"person": caller.id, "news": news.value})
    await notice.record(unit)


def page_of(unit: Unit, incident_id: int, person_id: int) -> str:
    """The caller's own page, which needs no sign-in."""
    return f"{unit.house.public_url}/c/{unit.house.links.token(LINK, incident_id, person_id)}"


async def name_of(unit: Unit, actor: str) -> str:
    """What a user or another system is called; the actor itself when it is neither."""
    return (await reports.actor_names(unit.session, [actor])).get(actor, actor)


async def _caller(unit: Unit, row: CallOutRow | None) -> PersonRow | None:
    if row is None or row.caller_person is None:
        return None
    return await alert_list.person(unit.session, row.caller_person)
