"""The situation report's life: a draft of one moment, approved by the duty chief, sent to a tier; every one stays (S6, C1, C4)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from actioncards.model import Template
from flows.free_text import checked_text
from flows.incident import is_open
from flows.sentences import CONFLICT, NOT_FOUND, Refused, Sentence
from flows.vocabulary import IncidentState, Lane, Medium, NoticeKind, Tier
from service.domain.language import DANISH, translations
from service.domain.situation import WORDS, changes, cut
from service.exports.situation_text import plain_text
from service.store import alert_list, incidents
from service.store import housing as rows
from service.store.tables import IncidentRow, PersonRow, SituationReportRow, SituationSendingRow
from service.work.incident_row import incident_for_update
from service.work.notices import open_notice, usable_media
from service.work.plans import plan_of
from service.work.record import record
from service.work.situation_facts import gather
from service.work.situation_outward import ask_for_clearance
from service.work.unit import Unit

DRAFT: Final = "draft"
APPROVED: Final = "approved"
LONGEST: Final = 2000
MOST_NAMED: Final = 50
"""How many of a group whom no e-mail reaches are named at once."""


@dataclass(frozen=True, slots=True)
class Sent:
    """To how many a report went, and who could not be reached by e-mail, by name (I12).

    `announcement` is what it waits for the committee's clearance as: then nobody has been told yet (C1).
    """

    told: int
    not_reached: tuple[str, ...]
    announcement: int | None = None


async def draft(unit: Unit, incident_id: int, words: Mapping[str, str]) -> SituationReportRow:
    """Make the next report of the incident from the facts as they stand now, with the chief's words."""
    written = {key: checked_text(words.get(key, ""), field=key, longest=LONGEST) for key in WORDS}
    await incident_for_update(unit, incident_id)
    number = len(await rows.reports(unit.session, incident_id)) + 1
    facts = await gather(unit, incident_id, number, written)
    row = SituationReportRow(
        incident_id=incident_id, number=number, state=DRAFT, made_at=unit.now, made_by=unit.actor, facts=facts, words=written
    )
    unit.session.add(row)
    await unit.session.flush()
    await record(unit, incident_id, "situation.drafted", {"number": number})
    return row


async def report_of(unit: Unit, incident_id: int, number: int, *, lock: bool = False) -> SituationReportRow:
    """One report; `Refused` (not found)."""
    row = await rows.report(unit.session, incident_id, number, lock=lock)
    if row is None:
        raise Refused("The incident has no situation report {number}.", kind=NOT_FOUND, number=number)
    return row


async def facts_for(unit: Unit, row: SituationReportRow, tier: Tier, language: str = DANISH) -> dict[str, Any]:
    """The report's facts as the tier may have them, with what changed since the one before, said in `language`, for those who may know."""
    facts: dict[str, Any] = cut(row.facts, tier)
    speaker = translations().speaker(language)
    facts["state"] = row.state
    facts["changes"] = []
    if row.number > 1 and tier.rank >= Tier.TACTICAL.rank:
        before = await report_of(unit, row.incident_id, row.number - 1)
        facts["changes"] = [speaker.say(sentence) for sentence in changes(before.facts, row.facts)]
    return facts


async def approve(unit: Unit, incident_id: int, number: int) -> SituationReportRow:
    """The duty chief stands by it; only the newest draft can be approved."""
    await incidents.lock(unit.session, [incident_id])
    row = await report_of(unit, incident_id, number, lock=True)
    if row.state != DRAFT:
        raise Refused("Situation report {number} is approved already.", kind=CONFLICT, number=number)
    if number != len(await rows.reports(unit.session, incident_id)):
        raise Refused("Situation report {number} is not the newest. Approve the newest, or make a new one.", kind=CONFLICT, number=number)
    row.state, row.approved_at, row.approved_by = APPROVED, unit.now, unit.actor
    await record(unit, incident_id, "situation.approved", {"number": number})
    return row


async def send(unit: Unit, incident_id: int, number: int, tier: Tier, writer: int | None = None) -> Sent:
    """Send an approved report to a tier by e-mail. For the civil tier it is put to the committee as an announcement (C1).

    `writer` is the person of the alert list who wrote it, when the actor's account does not say so: nobody clears their own words.
    """
    incident = await incident_for_update(unit, incident_id)
    if not is_open(IncidentState(incident.state)):
        raise Refused("The incident has been called off. Nothing more is sent; you can still write in the log.", kind=CONFLICT)
    row = await report_of(unit, incident_id, number, lock=True)
    if row.state != APPROVED:
        raise Refused("Situation report {number} has not been approved by the duty chief yet.", kind=CONFLICT, number=number)
    if any(one.tier == tier.value for one in await rows.sendings(unit.session, [row.id])):
        raise Refused("Situation report {number} has been sent to that tier already.", field="tier", kind=CONFLICT, number=number)
    if tier is Tier.CIVIL:
        return await _put_to_the_committee(unit, incident, row, writer)
    people = await _people(unit, incident, tier)
    notice_id, told = await _tell(unit, incident, row, tier, people)
    unit.session.add(SituationSendingRow(report_id=row.id, tier=tier.value, sent_at=unit.now, sent_by=unit.actor, notice_id=notice_id))
    await unit.session.flush()
    await record(unit, incident_id, "situation.sent", {"number": number, "tier": tier.value, "count": len(told)})
    return Sent(len(told), tuple(person.name for person in people if person.id not in told))


async def _put_to_the_committee(unit: Unit, incident: IncidentRow, row: SituationReportRow, writer: int | None) -> Sent:
    plan = await plan_of(unit, incident)
    asked = await ask_for_clearance(unit, incident, plan, row, await _words(unit, row, Tier.CIVIL), writer)
    groups = [group.key for group in plan.groups.values() if group.per_area and group.tier is Tier.CIVIL]
    without = [p for key in groups for p in await alert_list.members_without(unit.session, key, incident.area, [Medium.EMAIL], MOST_NAMED)]
    return Sent(0, tuple(dict.fromkeys(person.name for person in without)), asked.id)


async def _words(unit: Unit, row: SituationReportRow, tier: Tier) -> tuple[str, str]:
    """The subject and the text of a report as a tier gets it."""
    speaker = translations().speaker(DANISH)
    subject = Sentence("Situation report {number}: {area}", number=row.number, area=row.facts["incident"]["area"])
    return speaker.say(subject), plain_text(await facts_for(unit, row, tier), speaker)


async def _people(unit: Unit, incident: IncidentRow, tier: Tier) -> list[PersonRow]:
    """Whom the tier's version is for: those who answered or are being tried for its seats."""
    plan = await plan_of(unit, incident)
    keys = {group.key for group in plan.groups.values() if group.tier is tier}
    calls = [call for call in await incidents.seats(unit.session, incident.id) if call.group_key in keys and call.people]
    ids = {call.answered_by or call.people[min(call.position, len(call.people) - 1)] for call in calls}
    return list((await alert_list.people_by_id(unit.session, ids)).values())


async def _tell(
    unit: Unit, incident: IncidentRow, row: SituationReportRow, tier: Tier, people: list[PersonRow]
) -> tuple[int | None, set[int]]:
    reachable = [person for person in people if usable_media(unit, person, (Medium.EMAIL,), incident)]
    if not reachable:
        return None, set()
    plan = await plan_of(unit, incident)
    subject, text = (words.replace("{", "(").replace("}", ")") for words in await _words(unit, row, tier))

    def words(of: Tier, medium: Medium) -> Template:
        return Template("*", NoticeKind.UPDATE, of, medium, text, subject)

    notice = await open_notice(unit, incident, plan, NoticeKind.UPDATE, {}, [(tier, Medium.EMAIL)], Lane.UPDATE, words)
    told = {person.id for person in reachable if await notice.tell(unit, person, Medium.EMAIL, tier)}
    await notice.record(unit)
    return notice.row.id, told
