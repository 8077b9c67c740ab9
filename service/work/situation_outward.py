"""A situation report for the civil tier is an announcement: its civil version, word for word, cleared by named members (C1, F10, I8)."""

from collections.abc import Collection
from typing import Final

from actioncards.announcing import Said, Written, framed
from actioncards.communication import Circle
from actioncards.model import Plan
from flows.sentences import CONFLICT, Refused, Sentence
from flows.vocabulary import AnnouncementState, Medium, Tier
from service.domain.language import DANISH, Speaker, translations
from service.store import access
from service.store import announcements as rows
from service.store.tables import AnnouncementRow, IncidentRow, SituationReportRow
from service.work import recipients
from service.work.announcements import Composed, Part, keep, known_writer, outward_facts, texts
from service.work.clearance import submit
from service.work.known_facts import all_known
from service.work.record import record
from service.work.tier_guard import refuse_higher_facts
from service.work.unit import Unit

MEDIA: Final = (Medium.EMAIL,)
"""A report is too long for text messages."""


async def ask_for_clearance(
    unit: Unit, incident: IncidentRow, plan: Plan, report: SituationReportRow, said: Said, writer: int | None
) -> AnnouncementRow:
    """Put the civil version `said` (subject and text) to the committee; it is released as every announcement is.

    It goes to the area's civil audiences, and before them to those whom the plan tells first (F10). Nobody who made, approved or
    sends the report may clear it. `Refused` when it has been put to them already, when it reaches nobody by e-mail, or when a fact of
    a higher tier stands in it (C4).
    """
    await _refuse_twice(unit, report)
    await known_writer(unit, writer)
    circles = await _circles(unit, incident, plan)
    secrets = await all_known(unit, incident, plan)
    facts = await outward_facts(unit, incident, plan, incident.area)
    speaker = translations().speaker(DANISH)
    correction = speaker.say(Sentence("Situation report {number} was wrong. Do not pass it on. A new one follows.", number=report.number))
    composed = []
    for circle in circles:
        _, taken_back = framed(plan, circle, Written("", "", correction), facts)
        subject, body = said[0], _opened(circle, said[1], speaker)
        part = Part(circle.key, body, correction)
        refuse_higher_facts(circle, secrets, texts(part), "report")
        words = dict.fromkeys(MEDIA, (subject, body))
        composed.append(
            Composed(part, circle.tier.value, plan.outward.steps[circle.key], words, {medium: taken_back[medium] for medium in MEDIA})
        )
    wrote = await access.persons_of(unit.session, [report.made_by, report.approved_by or "", unit.actor])
    row = await keep(unit, incident, incident.area, composed, sorted(wrote | ({writer} if writer is not None else set())), report.id)
    await record(unit, incident.id, "situation.to_clear", {"number": report.number, "announcement": row.id})
    return await submit(unit, row.id)


def _opened(circle: Circle, text: str, speaker: Speaker) -> str:
    """Those who are told first read that it goes on to civil society."""
    if circle.tier is Tier.CIVIL:
        return text
    return f"{speaker.say(Sentence('The following goes to civil society next.'))}\n\n{text}"


async def _refuse_twice(unit: Unit, report: SituationReportRow) -> None:
    for row in await rows.of_reports(unit.session, [report.id]):
        if row.state != AnnouncementState.STOPPED or row.released_at is not None:
            raise Refused(
                "Situation report {number} has been put to the committee already, as announcement {announcement}.",
                field="tier",
                kind=CONFLICT,
                number=report.number,
                announcement=row.id,
            )


async def _circles(unit: Unit, incident: IncidentRow, plan: Plan) -> list[Circle]:
    """The area's own civil audiences that an e-mail reaches, with those who are told before them; `Refused` when there is nobody."""
    media = [m.value for m in MEDIA]
    audiences = plan.outward.audiences
    own = [c for c in audiences.values() if c.tier is Tier.CIVIL and all(plan.group(key).per_area for key in c.groups)]
    chosen = [c for c in own if Medium.EMAIL in c.media and await recipients.count(unit, plan, c, incident.area, by=media)]
    if not chosen:
        await recipients.somebody(unit, plan, plan.outward.audience(plan.outward.lines), incident.area, "tier", media)
    wanted = _with_those_before(plan, {c.key for c in chosen})
    return [circle for key, circle in audiences.items() if key in wanted]


def _with_those_before(plan: Plan, keys: Collection[str]) -> set[str]:
    wanted, new = set(keys), set(keys)
    while new:
        new = {before for key in new for before in plan.outward.audiences[key].after} - wanted
        wanted |= new
    return wanted
