"""Has every level a text for everyone it warns, whatever happens: also to correct and to call off (F7, I12)?"""

from collections.abc import Iterator

from actioncards.model import ANY_LEVEL, Group, Level, Plan, Policy
from actioncards.reader import Path
from actioncards.subject import Subject
from flows.vocabulary import Medium, NoticeKind, Tier

TO_THE_WARNED = (
    NoticeKind.ALARM,
    NoticeKind.LEVEL_CHANGE,
    NoticeKind.UPDATE,
    NoticeKind.CORRECTION,
    NoticeKind.CALL_OFF,
)

BRIEFED_BY = frozenset({Medium.SMS, Medium.EMAIL})
"""How a briefing without a crisis (F13), and news for whoever called out (F1), are told: nobody is rung up for them."""

Need = tuple[Path, NoticeKind, Tier, Medium]


def check(subject: Subject) -> None:
    """Note each level that lacks a text it will need; only when all else was read, for it may be there, misspelt."""
    if not subject.whole:
        return
    written = {template.address for template in subject.plan.templates}
    for level in subject.plan.levels.values():
        noted: set[object] = set()
        for path, kind, tier, medium in _needs(subject.plan, level):
            address = (kind, tier, medium)
            if address in noted or {(level.key, *address), (ANY_LEVEL, *address)} & written:
                continue
            noted.add(address)
            subject.wrong(
                path,
                "The level {level} has no {notice} text for the {tier} tier by {medium}.",
                level=level.key,
                notice=kind.value,
                tier=tier.value,
                medium=medium.value,
            )


def _needs(plan: Plan, level: Level) -> Iterator[Need]:
    for key, policy in level.policies.items():
        group = plan.groups.get(key)
        if group is None:
            continue
        yield from _of_briefing(level, key, group, policy)
        media = {*policy.media, *plan.call_off.media_if_unreached}
        for medium in sorted(media):
            for kind in TO_THE_WARNED:
                if medium in policy.media or kind is NoticeKind.CALL_OFF:
                    yield ("levels", level.key, "policies", key), kind, group.tier, medium
        yield from _of_task(plan, level, key)
    yield from _of_cards(plan, level)
    yield from _of_chief(plan)


def _of_chief(plan: Plan) -> Iterator[Need]:
    """The duty chief is called out and told what does not work; whoever called hears what becomes of it (F1, F2, I12)."""
    chief = plan.groups.get(plan.duty_chief.group)
    if chief is not None:
        for medium in plan.duty_chief.policy.media:
            yield ("duty_chief", "policy"), NoticeKind.CHIEF_ALERT, chief.tier, medium
            yield ("duty_chief", "policy"), NoticeKind.CALL_OUT, chief.tier, medium
        for medium in sorted(BRIEFED_BY):
            yield ("duty_chief", "policy"), NoticeKind.CALL_OUT_NEWS, chief.tier, medium
    yield from _of_meetings(plan)


def _of_meetings(plan: Plan) -> Iterator[Need]:
    """The summons, its change and its end on every medium it may use; minutes and decisions on paper and in short."""
    committee = plan.groups.get(plan.executive_committee)
    if plan.meeting is None or committee is None:
        return
    for medium in sorted({*plan.meeting.media, *plan.meeting.remind_media}):
        for kind in (NoticeKind.MEETING, NoticeKind.MEETING_MOVED, NoticeKind.MEETING_CANCELLED):
            yield ("meeting", "media"), kind, committee.tier, medium
    for tier in dict.fromkeys((committee.tier, *plan.meeting.minutes_to)):
        for medium in (one for one in plan.meeting.media if one is not Medium.VOICE):
            yield ("meeting", "minutes_to"), NoticeKind.DECISION, tier, medium
            if tier in plan.meeting.minutes_to:
                yield ("meeting", "minutes_to"), NoticeKind.MINUTES, tier, medium


def _of_briefing(level: Level, key: str, group: Group, policy: Policy) -> Iterator[Need]:
    """Whoever is warned directly can also be briefed without a crisis (F13)."""
    if not (group.outward or group.warned_by):
        for medium in sorted(BRIEFED_BY & set(policy.media)):
            yield ("levels", level.key, "policies", key), NoticeKind.BRIEFING, group.tier, medium


def _of_cards(plan: Plan, level: Level) -> Iterator[Need]:
    """The owner of an action card is reminded by the media of the seat's own group, but never by voice."""
    for card in plan.cards.values():
        group = plan.groups.get(card.group)
        if group is None or level.key not in card.levels:
            continue
        policy = level.policies.get(card.group, plan.duty_chief.policy)
        for medium in policy.media:
            if medium is not Medium.VOICE:
                yield ("cards", card.key), NoticeKind.CARD, group.tier, medium


def _of_task(plan: Plan, level: Level, warned: str) -> Iterator[Need]:
    """The seat that warns `warned` (F3) gets its task by the media of its own group."""
    detour = plan.groups[warned].warned_by
    if detour is None or detour.group not in level.policies or detour.group not in plan.groups:
        return
    for medium in level.policies[detour.group].media:
        yield ("groups", warned, "warned_by"), NoticeKind.TASK, plan.groups[detour.group].tier, medium
