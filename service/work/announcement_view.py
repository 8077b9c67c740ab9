"""Announcements as people look at them: the exact words, to how many, by what, who has cleared them, how far they have come (C1, C4)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from actioncards.announcing import filled
from actioncards.communication import Circle
from actioncards.labels import Label
from actioncards.model import Plan
from actioncards.sms import SmsSize, parts, plain
from flows.announcement import ANNOUNCEMENT
from flows.sentences import NOT_FOUND, Refused, Sentence
from flows.vocabulary import AnnouncementState, AnnouncementTrigger, Medium, Mode, Tier
from service.domain.language import DANISH, translations
from service.store import alert_list, housing, incidents, listing, timeline
from service.store import announcements as rows
from service.store.announcements import Reach
from service.store.tables import AnnouncementPartRow, AnnouncementRow, ClearanceRow, IncidentRow
from service.work import chief, recipients
from service.work.announcements import MESSAGE, WRITTEN, Composed, Draft, compose, marked
from service.work.incident_row import incident_of
from service.work.notices import SHARED_MARK
from service.work.plans import plan_of
from service.work.preview import EXAMPLE_TOKEN
from service.work.unit import Unit


@dataclass(frozen=True, slots=True)
class Words:
    """What goes on one channel (of a line: in one language). For a text message its `size`; `plainly` is a text without the
    characters that make it longer.
    """

    medium: str
    subject: str | None
    text: str
    size: SmsSize | None = None
    plainly: str | None = None


@dataclass(frozen=True, slots=True)
class PartView:
    """One audience's part: what was written, what exactly goes, to how many; `reach` once it goes out."""

    audience: str
    label: Label
    tier: Tier
    step: int
    text: str
    inside: str
    correction: str
    words: tuple[Words, ...]
    correction_words: tuple[Words, ...]
    recipients: int
    released_at: datetime | None = None
    reach: Reach | None = None
    corrected: Reach | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """One member's clearance, or sending back; void when the words were changed after it."""

    person_id: int
    name: str
    seat: str
    cleared: bool
    at: datetime
    voided_at: datetime | None


@dataclass(frozen=True, slots=True)
class AnnouncementView:
    """One announcement. `needed` different people must clear exactly the words of `digest`."""

    id: int
    incident_id: int
    kind: str
    state: AnnouncementState
    area: str
    digest: str
    writers: tuple[int, ...]
    parts: tuple[PartView, ...]
    needed: int
    decisions: tuple[Decision, ...]
    drafted_at: datetime
    submitted_at: datetime | None
    fallback_at: datetime | None
    cleared_at: datetime | None
    cleared_until: datetime | None
    scheduled_at: datetime | None
    released_at: datetime | None
    ended_at: datetime | None
    note: str
    held: bool
    report: int | None = None
    """The number of the situation report whose words it says."""
    level_changed: bool = False
    """Whether the incident's level was changed after the words were written, while they may still be changed."""


async def one(unit: Unit, announcement_id: int) -> AnnouncementView:
    """One announcement; `Refused` (not found)."""
    row = await rows.announcement(unit.session, announcement_id)
    if row is None:
        raise Refused("There is no announcement {number}.", kind=NOT_FOUND, number=announcement_id)
    incident = await incidents.incident(unit.session, row.incident_id)
    assert incident is not None
    return await _view(unit, await plan_of(unit, incident), incident, row)


async def all_of(unit: Unit, incident_id: int, kind: str) -> list[AnnouncementView]:
    """The announcements of an incident of that kind, newest first; `Refused` (not found)."""
    incident = await incident_of(unit, incident_id)
    plan = await plan_of(unit, incident)
    return [await _view(unit, plan, incident, row) for row in reversed(await rows.of_incident(unit.session, incident_id, kind))]


async def newest(unit: Unit, incident_id: int, *, before: int | None, limit: int) -> list[AnnouncementView]:
    """The announcements of an incident of every kind, newest first, with ids below `before`; `Refused` (not found)."""
    incident = await incident_of(unit, incident_id)
    plan = await plan_of(unit, incident)
    found = await listing.of_incident(unit.session, AnnouncementRow, incident_id, after=before, limit=limit, newest_first=True)
    return [await _view(unit, plan, incident, row) for row in found]


async def preview(unit: Unit, incident_id: int, content: Draft) -> tuple[PartView, ...]:
    """What a draft would say, side by side, and to how many; `Refused` as drafting it would be. Nothing is stored."""
    incident = await incident_of(unit, incident_id)
    plan = await plan_of(unit, incident)
    area = content.area or incident.area
    return tuple([await _composed(unit, plan, incident, one, area) for one in await compose(unit, incident, plan, content, area)])


async def _composed(unit: Unit, plan: Plan, incident: IncidentRow, one: Composed, area: str) -> PartView:
    circle = plan.outward.audience(one.part.audience)
    mark = plan.modes.get(Mode(incident.mode), "")
    return PartView(
        audience=circle.key,
        label=circle.label,
        tier=circle.tier,
        step=one.step,
        text=one.part.text,
        inside=one.part.inside,
        correction=one.part.correction,
        words=_words(mark, {m.value: said for m, said in one.words.items()}),
        correction_words=_words(mark, {m.value: said for m, said in one.correction_words.items()}),
        recipients=await recipients.count(unit, plan, circle, area, incident),
    )


def _words(mark: str, words: Mapping[str, tuple[str | None, str] | list[str | None]]) -> tuple[Words, ...]:
    found = []
    for medium, (subject, body) in words.items():
        assert body is not None
        headed, text = marked(mark, medium, subject, body)
        size = parts(text.replace(SHARED_MARK, EXAMPLE_TOKEN)) if medium == Medium.SMS else None
        shown = text.replace(SHARED_MARK, translations().translate(_OWN_LINK, DANISH))
        plainly = plain(shown) if size is not None and size.forced_by else None
        found.append(Words(medium, headed, shown, size, plainly))
    return tuple(found)


_MOST: Final = 500
"""So many writings of an incident are looked through; what was written before them is old."""
_OWN_LINK: Final = Sentence("(the reader's own link)")


async def _view(unit: Unit, plan: Plan, incident: IncidentRow, row: AnnouncementRow) -> AnnouncementView:
    found = await rows.parts(unit.session, row.id)
    notices = [n for part in found for n in (part.notice_id, part.correction_notice_id) if n is not None]
    reach = await rows.reach(unit.session, notices) if notices else {}
    views = [await _part(unit, plan, incident, row, part, reach) for part in found]
    return AnnouncementView(
        id=row.id,
        incident_id=incident.id,
        kind=row.kind,
        state=AnnouncementState(row.state),
        area=row.area,
        digest=row.digest,
        writers=tuple(row.writers),
        parts=tuple(views),
        needed=plan.outward.persons_needed(tuple(part.audience for part in found)),
        decisions=await _decisions(unit, plan, await rows.clearances(unit.session, row.id)),
        drafted_at=row.drafted_at,
        submitted_at=row.submitted_at,
        fallback_at=row.fallback_at,
        cleared_at=row.cleared_at,
        cleared_until=row.cleared_until,
        scheduled_at=row.scheduled_at,
        released_at=row.released_at,
        ended_at=row.ended_at,
        note=row.note,
        held=await rows.open_hold(unit.session, incident.id) is not None,
        report=await housing.number_of(unit.session, row.report_id) if row.report_id is not None else None,
        level_changed=ANNOUNCEMENT.allows(AnnouncementState(row.state), AnnouncementTrigger.EDIT) and await _level_changed(unit, row),
    )


async def _level_changed(unit: Unit, row: AnnouncementRow) -> bool:
    changes = await timeline.of_kinds(unit.session, row.incident_id, ["incident.level_changed"], limit=1)
    if not changes:
        return False
    written = [
        entry.seq
        for entry, _ in await timeline.of_kinds(unit.session, row.incident_id, WRITTEN, limit=_MOST)
        if entry.data["announcement"] == row.id
    ]
    return not written or written[-1] < changes[0][0].seq


async def _part(
    unit: Unit, plan: Plan, incident: IncidentRow, row: AnnouncementRow, part: AnnouncementPartRow, reach: Mapping[int, Reach]
) -> PartView:
    circle = plan.outward.audience(part.audience)
    mark = plan.modes.get(Mode(incident.mode), "") if row.kind == MESSAGE else ""
    return PartView(
        audience=part.audience,
        label=circle.label,
        tier=circle.tier,
        step=part.step,
        text=part.text,
        inside=part.inside,
        correction=part.correction,
        words=_words(mark, part.words),
        correction_words=_words(mark, part.correction_words),
        recipients=await recipients.count(unit, plan, circle, row.area, incident, part.words if row.kind == MESSAGE else None),
        released_at=part.released_at,
        reach=reach.get(part.notice_id, Reach()) if part.notice_id else None,
        corrected=reach.get(part.correction_notice_id, Reach()) if part.correction_notice_id else None,
    )


async def _decisions(unit: Unit, plan: Plan, given: Iterable[ClearanceRow]) -> tuple[Decision, ...]:
    given = list(given)
    people = await alert_list.people_by_id(unit.session, {c.person_id for c in given})
    return tuple(
        Decision(c.person_id, people[c.person_id].name, plan.seat(c.group_key, c.seat_key).label.da, c.cleared, c.at, c.voided_at)
        for c in given
    )


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What one audience could be told first; empty where the plan has no text."""

    audience: str
    label: Label
    tier: Tier
    after: tuple[Label, ...]
    inside: bool
    text: str
    inside_text: str
    correction: str
    recipients: int


async def suggestions(unit: Unit, incident_id: int, area: str = "") -> list[Suggestion]:
    """The plan's text to start from for each audience, filled with what is known, and how many they are in `area`, or the incident's."""
    incident = await incident_of(unit, incident_id)
    plan = await plan_of(unit, incident)
    facts = await chief.facts_now(unit, incident, plan) if incident.level else {}
    found = []
    for circle in plan.outward.audiences.values():
        starter = plan.outward.starter(incident.level or "", incident.cause, circle.key)
        found.append(
            Suggestion(
                audience=circle.key,
                label=circle.label,
                tier=circle.tier,
                after=tuple(plan.outward.audiences[key].label for key in circle.after),
                inside=circle.inside,
                text=_said(plan, circle, starter.text if starter else "", facts),
                inside_text=_said(plan, circle, (starter.inside or "") if starter and circle.inside else "", facts),
                correction=_said(plan, circle, starter.correction if starter else "", facts),
                recipients=await recipients.count(unit, plan, circle, area or incident.area, incident),
            )
        )
    return found


def _said(plan: Plan, circle: Circle, text: str, facts: Mapping[str, str]) -> str:
    """A text to start from with its variables filled in, as it would be said; as it is while the incident has no level."""
    return filled(plan, circle, text, facts) if facts else text
