"""The alarm's words: as the incident stands now, for the groups that are called (L4)."""

from collections.abc import Collection

from actioncards.model import Group, Plan, Policy
from actioncards.texts import ready_template
from flows.vocabulary import Lane, Medium, NoticeKind, Tier
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


async def notice_for(unit: Unit, incident: IncidentRow, plan: Plan, group: Group, policy: Policy) -> Notice:
    """The alarm for one group, in the words that are its own."""
    if group.warned_by:
        return await detour_notice(unit, incident, plan, group, policy)
    return await alarm_notice(unit, incident, plan, [(group, policy)])


async def still_true(unit: Unit, incident: IncidentRow, plan: Plan, notice: NoticeRow) -> bool:
    """Whether the notice's words still hold: the level and the facts are what they were when it was written."""
    facts = await facts_now(unit, incident, plan)
    return all(notice.facts.get(name) == facts[name] for name in _TRUE_WHILE)


def _usable(unit: Unit, called: Collection[tuple[Group, Policy]]) -> list[tuple[Tier, Medium]]:
    return [(group.tier, medium) for group, policy in called for medium in policy.media if medium in unit.house.media]
