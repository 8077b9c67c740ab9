"""The alarm's words: as the incident stands now, for the groups that are called (L4)."""

from collections.abc import Collection

from actioncards.facts import replies_of
from actioncards.model import Group, Plan, Policy
from actioncards.sms import plain
from actioncards.texts import ready_template
from flows.vocabulary import Lane, Medium, NoticeKind, Tier
from service.store import callouts, incidents
from service.store.tables import IncidentRow, NoticeRow
from service.work.chief import facts_now
from service.work.notices import Notice, open_notice
from service.work.unit import Unit

_TRUE_WHILE = ("level", "area", "cause", "what_happened")


async def alarm_notice(unit: Unit, incident: IncidentRow, plan: Plan, called: Collection[tuple[Group, Policy]]) -> Notice:
    """The alarm for these groups, in the most urgent of their lanes: a notice keeps one lane."""
    return await open_notice(
        unit,
        incident,
        plan,
        NoticeKind.ALARM,
        await facts_now(unit, incident, plan),
        _usable(unit, called),
        min((policy.lane for _, policy in called), default=Lane.ALARM),
    )


async def detour_notice(unit: Unit, incident: IncidentRow, plan: Plan, group: Group, policy: Policy) -> Notice:
    """The alarm to a group that another seat warns, in that seat's words (F3)."""
    return await open_notice(
        unit,
        incident,
        plan,
        NoticeKind.ALARM,
        await facts_now(unit, incident, plan),
        _usable(unit, [(group, policy)]),
        policy.lane,
        template_for=lambda _tier, medium: ready_template(group, medium),
    )


async def call_out_notice(unit: Unit, incident: IncidentRow, plan: Plan) -> Notice:
    """The call to the duty chief (F2), in front of everything else (I6)."""
    chief = plan.duty_chief
    others = await incidents.open_codes(unit.session) - {incident.code}
    call_out = await callouts.of_incident(unit.session, incident.id)
    facts = {
        **await facts_now(unit, incident, plan),
        "gist": gist_of(plan, incident),
        "grounds": call_out.grounds if call_out else "",
        **replies_of(plan, NoticeKind.CALL_OUT, code=incident.code, by_sms=unit.house.can_reply, several_open=bool(others)),
    }
    usable = _usable(unit, [(plan.group(chief.group), chief.policy)])
    return await open_notice(unit, incident, plan, NoticeKind.CALL_OUT, facts, usable, Lane.CHIEF)


def gist_of(plan: Plan, incident: IncidentRow) -> str:
    """What happened in as few words as a text message has room for, cut at a word; the cause where nothing was said."""
    longest = plan.fields["gist"].longest if "gist" in plan.fields else 90
    words = " ".join(plain(incident.what_happened).split()) or plan.cause_label(incident.level, incident.cause)
    if len(words) > longest:
        words = words[: longest - 3].rsplit(" ", 1)[0].rstrip(" .,;:") + "..."
    return words if not words or words[-1] in ".!?" else f"{words}."


async def notice_for(unit: Unit, incident: IncidentRow, plan: Plan, group: Group, policy: Policy) -> Notice:
    """The alarm for one group, or the call-out for the duty chief, in the words that are its own."""
    if group.key == plan.duty_chief.group:
        return await call_out_notice(unit, incident, plan)
    if group.warned_by:
        return await detour_notice(unit, incident, plan, group, policy)
    return await alarm_notice(unit, incident, plan, [(group, policy)])


async def still_true(unit: Unit, incident: IncidentRow, plan: Plan, notice: NoticeRow) -> bool:
    """Whether the notice's words still hold: the level and the facts are what they were when it was written."""
    facts = await facts_now(unit, incident, plan)
    return all(notice.facts.get(name) == facts[name] for name in _TRUE_WHILE)


def _usable(unit: Unit, called: Collection[tuple[Group, Policy]]) -> list[tuple[Tier, Medium]]:
    return [(group.tier, medium) for group, policy in called for medium in policy.media if medium in unit.house.media]
