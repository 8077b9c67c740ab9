"""Show before confirming: who will be warned, on which channels, with which words, and what will not work (I12)."""

from actioncards.model import Audience, Plan, Step
from actioncards.sms import parts
from actioncards.texts import as_sent, ready_template
from flows.vocabulary import Medium, Mode, NoticeKind, Tier
from service.domain.preview import Preview, PreviewGroup, PreviewPerson, PreviewSeat, PreviewText
from service.store import alert_list, incidents
from service.store.tables import IncidentRow, PersonRow
from service.work.chief import facts_now
from service.work.incidents import Alarm, new_incident
from service.work.notices import usable_media
from service.work.participants import concerns, takes_part
from service.work.plans import in_force
from service.work.unit import Unit

EXAMPLE_TOKEN = "10-1000-0000000000"  # noqa: S105 - the shape of a link, not one


async def preview(unit: Unit, alarm: Alarm) -> Preview:
    """What `raise_alarm` would do with this alarm now; writes nothing. `Refused` as the alarm itself would be."""
    plan_id, plan = await in_force(unit.session, unit.house)
    incident = await new_incident(unit, plan_id, plan, alarm)
    incident.level = alarm.level
    return await preview_of(unit, incident, plan, alarm.level)


async def preview_of(unit: Unit, incident: IncidentRow, plan: Plan, level: str) -> Preview:
    """What an alarm at this level would do for an incident that is not in the session and has the level already."""
    audience = plan.audience(level, incident.area)
    holders = await alert_list.holders(unit.session, [a.group.key for a in audience])
    groups = [await _group(unit, a, holders, incident) for a in audience]
    texts = _texts(unit, incident, plan, audience, await facts_now(unit, incident, plan))
    told = _first_messages(groups)
    sizes = {(t.tier, t.medium): t.sms.parts for t in texts if t.sms and t.group is None}
    return Preview(
        groups=tuple(groups),
        texts=tuple(texts),
        seats=sum(len(g.seats) for g in groups if g.step == Step.AT_ONCE),
        people=len(told) + sum(g.members - len(g.unreachable) for g in groups if g.step == Step.AT_ONCE),
        messages=len(told),
        sms_parts=sum(sizes.get(key, 0) for key in told.values()),
        running=await incidents.running_in(unit.session, incident.area, incident.mode),
    )


async def _group(unit: Unit, a: Audience, holders: dict[tuple[str, str], list[PersonRow]], incident: IncidentRow) -> PreviewGroup:
    members, unreachable = 0, []
    if a.group.open:
        area = a.area.key if a.area else None
        members, _ = await alert_list.members(unit.session, a.group.key, area, 0)
        out_of_reach = await alert_list.members_without(
            unit.session, a.group.key, area, [m for m in a.policy.media if m in unit.house.media], 50
        )
        unreachable = [_person(unit, p, (), incident) for p in out_of_reach if takes_part(incident, p.id)]
    return PreviewGroup(
        key=a.group.key,
        label=a.group.label.da,
        tier=a.group.tier,
        step=a.step.value,
        media=a.policy.media,
        seats=tuple(
            PreviewSeat(s.key, s.label.da, tuple(_person(unit, p, a.policy.media, incident) for p in people if takes_part(incident, p.id)))
            for s in a.group.seats
            if concerns(incident, people := holders.get((a.group.key, s.key), []))
        ),
        members=members,
        unreachable=tuple(unreachable),
        warned_by=f"{a.group.warned_by.group}/{a.group.warned_by.seat}" if a.group.warned_by else None,
    )


def _person(unit: Unit, person: PersonRow, media: tuple[Medium, ...], incident: IncidentRow) -> PreviewPerson:
    return PreviewPerson(person.id, person.name, person.organisation, usable_media(unit, person, media, incident))


def _texts(unit: Unit, incident: IncidentRow, plan: Plan, audience: tuple[Audience, ...], shared: dict[str, str]) -> list[PreviewText]:
    """Each text once: the alarm's by tier and medium, a detour's own by group and medium."""
    facts = {**shared, "link": f"{unit.house.public_url}/a/{EXAMPLE_TOKEN}"}
    found: dict[tuple[str, Medium], PreviewText] = {}
    for a in audience:
        own = a.step is Step.BY_TASK
        for medium in a.policy.media:
            key = (a.group.key if own else a.group.tier.value, medium)
            if medium not in unit.house.media or key in found or a.step is Step.AFTER_CLEARANCE:
                continue
            kind = NoticeKind.ALARM
            template = ready_template(a.group, medium) if own else plan.template(incident.level or "", kind, a.group.tier, medium)
            words = as_sent(plan, template, facts, now=unit.now, mode=Mode(incident.mode))
            size = parts(words.text) if medium is Medium.SMS else None
            found[key] = PreviewText(a.group.tier, medium, words.subject, words.text, size, a.group.key if own else None)
    return list(found.values())


def _first_messages(groups: list[PreviewGroup]) -> dict[int, tuple[Tier, Medium]]:
    """Who gets a message at once: the first person of each seat who can be told, each person once."""
    told: dict[int, tuple[Tier, Medium]] = {}
    for group in groups:
        for seat in group.seats if group.step == Step.AT_ONCE else ():
            first = next((p for p in seat.people if p.media), None)
            if first is not None:
                told.setdefault(first.id, (group.tier, first.media[0]))
    return told
