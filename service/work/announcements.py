"""Announcements: drafted, edited and stopped. Their exact words are made here, once, and kept (C1, C4, F11)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from actioncards.announcing import Said, Written, filled, framed
from actioncards.communication import Circle
from actioncards.model import Plan
from actioncards.texts import has_stray_brace
from flows.announcement import Wording, after, digest
from flows.free_text import checked_text
from flows.incident import is_open
from flows.sentences import CONFLICT, INVALID, NOT_FOUND, Refused
from flows.vocabulary import AnnouncementState, AnnouncementTrigger, IncidentState, Medium
from service.domain.timeline import JSON
from service.store import alert_list, timers
from service.store import announcements as rows
from service.store.tables import AnnouncementPartRow, AnnouncementRow, IncidentRow
from service.work import chief
from service.work.incident_row import incident_for_update
from service.work.incidents import known
from service.work.known_facts import all_known
from service.work.notices import SHARED_MARK
from service.work.plans import plan_of
from service.work.recipients import channels
from service.work.record import record
from service.work.tier_guard import refuse_higher_facts
from service.work.unit import Unit

MESSAGE: Final = "message"
LINE: Final = "line"
LONGEST_TEXT: Final = 600
LONGEST_INSIDE: Final = 300
WAIT_TIMER: Final = "clearance_wait"
LAPSE_TIMER: Final = "clearance_lapse"
RELEASE_TIMER: Final = "announcement_release"
WRITTEN: Final = ("announcement.drafted", "announcement.edited", "line.written")
"""The timeline's entries of words being written."""
SEEN: Final = "digest"
"""The field of the words that a writer began from."""


@dataclass(frozen=True, slots=True)
class Part:
    """What is written for one audience. `inside` may not be passed on (F11); `correction` takes the text back, should it be wrong."""

    audience: str
    text: str
    correction: str
    inside: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """A text in parts, one an audience; `area` is the incident's when left out."""

    parts: tuple[Part, ...]
    area: str | None = None


@dataclass(frozen=True, slots=True)
class Composed:
    """One part with the exact words that would go, by channel, and those of its correction."""

    part: Part
    tier: str
    step: int
    words: Mapping[Medium, Said]
    correction_words: Mapping[Medium, Said]


async def draft(unit: Unit, incident_id: int, content: Draft, writer: int | None) -> AnnouncementRow:
    """Write a new draft; `Refused` names the part and field that is wrong. Nothing goes out."""
    incident = await open_incident(unit, incident_id)
    plan = await plan_of(unit, incident)
    await known_writer(unit, writer)
    area = content.area or incident.area
    composed = await compose(unit, incident, plan, content, area)
    return await keep(unit, incident, area, composed, [] if writer is None else [writer])


async def keep(
    unit: Unit, incident: IncidentRow, area: str, composed: list[Composed], writers: list[int], report_id: int | None = None
) -> AnnouncementRow:
    """Store the words as a draft, with who has written in them."""
    row = AnnouncementRow(
        incident_id=incident.id,
        kind=MESSAGE,
        area=area,
        state=AnnouncementState.DRAFTED.value,
        digest=_digest_of(composed, area),
        writers=writers,
        drafted_at=unit.now,
        reminders=0,
        step=-1,
        note="",
        report_id=report_id,
    )
    unit.session.add(row)
    await unit.session.flush()
    _add_parts(unit, row.id, composed)
    await record(unit, incident.id, "announcement.drafted", *told(row, composed))
    return row


async def edit(unit: Unit, announcement_id: int, content: Draft, writer: int | None, seen: str | None = None) -> AnnouncementRow:
    """Write it anew; every clearance given is void, and it must be submitted again (C1).

    `seen` is the digest of the words that the writer began from: `Refused` when somebody has written in it since.
    """
    row, incident, plan = await taken(unit, announcement_id)
    if row.kind != MESSAGE:
        raise Refused("This is a question with its answer. Write it anew under questions and answers.", kind=CONFLICT)
    if row.report_id is not None:
        raise Refused("These are the words of a situation report. Make a new report, and send that one.", kind=CONFLICT)
    if seen is not None and seen != row.digest:
        raise Refused("Somebody has changed it since you opened it. Bring the two together, and save again.", field=SEEN, kind=CONFLICT)
    await known_writer(unit, writer)
    move(row, AnnouncementTrigger.EDIT)
    area = content.area or row.area
    composed = await compose(unit, incident, plan, content, area)
    await unclear(unit, row)
    for part in await rows.parts(unit.session, row.id):
        await unit.session.delete(part)
    await unit.session.flush()
    row.area, row.digest = area, _digest_of(composed, area)
    row.writers = sorted({*row.writers, *([] if writer is None else [writer])})
    _add_parts(unit, row.id, composed)
    await record(unit, incident.id, "announcement.edited", *told(row, composed))
    return row


async def known_writer(unit: Unit, writer: int | None) -> None:
    """`Refused` when the writer is nobody on the alert list."""
    if writer is not None and await alert_list.person(unit.session, writer) is None:
        raise Refused("There is no person {number} on the alert list.", field="written_by", number=writer)


async def unclear(unit: Unit, row: AnnouncementRow) -> None:
    """Void every clearance and forget what was due because of it."""
    voided = await rows.void_clearances(unit.session, row.id, unit.now)
    if voided:
        await record(unit, row.incident_id, "announcement.voided", {"announcement": row.id, "count": voided})
    row.submitted_at = row.fallback_at = row.cleared_at = row.cleared_until = row.scheduled_at = None
    row.reminders = 0
    await forget_timers(unit, row)


async def forget_timers(unit: Unit, row: AnnouncementRow) -> None:
    """Nothing of the announcement is due any more."""
    for kind in (WAIT_TIMER, LAPSE_TIMER, RELEASE_TIMER):
        await timers.cancel(unit.session, unit.now, kind=kind, subject_id=row.id)


async def compose(unit: Unit, incident: IncidentRow, plan: Plan, content: Draft, area: str) -> list[Composed]:
    """The exact words of every part; `Refused` names what is wrong, as `parts.0.text`.

    Refused: no audience, one twice, one that is told before the one it comes after (F10), an empty text, a CPR number, a
    variable or a fact of a higher tier (C4).
    """
    known(plan.areas, area, "area", "The plan has no area '{key}'. Choose one of: {allowed}.")
    rules = plan.outward
    audiences = [part.audience for part in content.parts]
    if not audiences:
        raise Refused("Choose at least one audience.", field="parts")
    facts = await outward_facts(unit, incident, plan, area)
    secrets = await all_known(unit, incident, plan)
    composed = []
    for number, part in enumerate(content.parts):
        field = f"parts.{number}"
        circle = rules.audiences.get(part.audience)
        if circle is None:
            known(rules.audiences, part.audience, f"{field}.audience", "The plan has no audience '{key}'. Choose one of: {allowed}.")
            continue
        if part.audience in audiences[:number]:
            raise Refused("The audience '{audience}' stands twice. Keep one.", field=f"{field}.audience", audience=circle.label)
        missing = [rules.audiences[key].label for key in circle.after if key not in audiences]
        if missing:
            raise Refused(
                "'{audience}' is told after {first}: write what they are to have too.",
                field=f"{field}.audience",
                audience=circle.label,
                first=missing,
            )
        clean = _checked(part, field)
        words, correction = framed(plan, circle, Written(clean.text, clean.inside, clean.correction), facts)
        clean = _filled(plan, circle, clean, facts)
        _refuse_empty(clean, field)
        refuse_higher_facts(circle, secrets, texts(clean), field)
        media = channels(unit, circle)
        words, correction = ({m: said for m, said in one.items() if m in media} for one in (words, correction))
        composed.append(Composed(clean, circle.tier.value, rules.steps[circle.key], words, correction))
    return composed


async def outward_facts(unit: Unit, incident: IncidentRow, plan: Plan, area: str) -> dict[str, str]:
    """What the words of an announcement about `area` may name."""
    facts = {**await chief.facts_now(unit, incident, plan), "link": f"{unit.house.public_url}/q/{SHARED_MARK}"}
    return {**facts, "area": plan.area(area).label.da}


def _filled(plan: Plan, circle: Circle, part: Part, facts: Mapping[str, str]) -> Part:
    """The part with its variables filled in: what is kept, shown and compared is what is said."""
    text, correction, inside = (filled(plan, circle, words, facts) for words in (part.text, part.correction, part.inside))
    return Part(part.audience, text, correction, inside if circle.inside else "")


def marked(mark: str, medium: str, subject: str | None, body: str) -> tuple[str | None, str]:
    """Subject and text as they go out: the mode's word stands before them (I9)."""
    blank = "\n\n" if medium == Medium.EMAIL else " "
    return subject and f"{mark} {subject}".strip(), f"{mark}{blank}{body}".strip()


def texts(part: Part | AnnouncementPartRow) -> dict[str, str]:
    """What is written in a part, by place."""
    return {"text": part.text, "inside": part.inside, "correction": part.correction}


def _checked(part: Part, field: str) -> Part:
    text = checked_text(part.text, field=f"{field}.text", longest=LONGEST_TEXT)
    correction = checked_text(part.correction, field=f"{field}.correction", longest=LONGEST_TEXT)
    _refuse_empty(Part(part.audience, text, correction), field)
    inside = checked_text(part.inside, field=f"{field}.inside", longest=LONGEST_INSIDE)
    for place, words in (("text", text), ("correction", correction), ("inside", inside)):
        if has_stray_brace(words):
            raise Refused("A brace is not part of a {{name}}. Remove it or complete the name.", field=f"{field}.{place}", kind=INVALID)
    return Part(part.audience, text, correction, inside)


def _refuse_empty(part: Part, field: str) -> None:
    if not part.text:
        raise Refused("The text is empty. Write what they are to know.", field=f"{field}.text", kind=INVALID)
    if not part.correction:
        raise Refused(
            "Write the correction too: the words that take the text back, should it turn out to be wrong.",
            field=f"{field}.correction",
            kind=INVALID,
        )


def _digest_of(composed: Iterable[Composed], area: str) -> str:
    return digest(
        Wording(c.part.audience, area, {m.value: said for m, said in c.words.items()}, {m.value: s for m, s in c.correction_words.items()})
        for c in composed
    )


def wording_of(row: AnnouncementRow, part: AnnouncementPartRow) -> Wording:
    """The stored words of one part, as they are digested."""
    words, correction = ({m: (said[0], said[1]) for m, said in one.items()} for one in (part.words, part.correction_words))
    return Wording(part.audience, row.area, words, correction)


def _add_parts(unit: Unit, announcement_id: int, composed: Iterable[Composed]) -> None:
    for one in composed:
        part = AnnouncementPartRow(
            announcement_id=announcement_id,
            audience=one.part.audience,
            tier=one.tier,
            step=one.step,
            text=one.part.text,
            inside=one.part.inside,
            correction=one.part.correction,
            words={m.value: list(said) for m, said in one.words.items()},
            correction_words={m.value: list(said) for m, said in one.correction_words.items()},
        )
        unit.session.add(part)


def told(row: AnnouncementRow, composed: Iterable[Composed]) -> tuple[dict[str, JSON], dict[str, JSON]]:
    """The words as the timeline keeps them: which audiences in the chain, what was written beside it (I7)."""
    parts = list(composed)
    written = {f"text:{one.part.audience}": one.part.text for one in parts}
    inside = {f"inside:{one.part.audience}": one.part.inside for one in parts if one.part.inside}
    corrections = {f"correction:{one.part.audience}": one.part.correction for one in parts if one.part.correction}
    audiences: list[JSON] = [one.part.audience for one in parts]
    return {"announcement": row.id, "audiences": audiences, "digest": row.digest}, {**written, **inside, **corrections}


async def open_incident(unit: Unit, incident_id: int) -> IncidentRow:
    """The incident, locked; `Refused` (conflict) when it is closed, or has no level yet."""
    incident = await incident_for_update(unit, incident_id)
    require_announceable(incident)
    return incident


def require_announceable(incident: IncidentRow) -> None:
    """`Refused` (conflict) when the incident is closed, or has no level yet."""
    if not is_open(IncidentState(incident.state)):
        raise Refused("The incident is closed. Nothing more is announced in it.", kind=CONFLICT)
    if incident.level is None:
        raise Refused("The incident has no level yet. Assess it first.", kind=CONFLICT)


async def taken(unit: Unit, announcement_id: int) -> tuple[AnnouncementRow, IncidentRow, Plan]:
    """One announcement for a decision about it: its incident is locked first, then looked at; `Refused` (not found)."""
    seen = await rows.announcement(unit.session, announcement_id)
    if seen is None:
        raise Refused("There is no announcement {number}.", kind=NOT_FOUND, number=announcement_id)
    incident = await open_incident(unit, seen.incident_id)
    row = await rows.announcement(unit.session, announcement_id)
    assert row is not None
    return row, incident, await plan_of(unit, incident)


def move(row: AnnouncementRow, trigger: AnnouncementTrigger) -> None:
    """Let the announcement go where the table says; `Refused` (conflict) when it leads nowhere."""
    row.state = after(AnnouncementState(row.state), trigger).value
