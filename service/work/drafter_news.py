"""Tell whoever drafted a text what became of it: cleared, sent back, lapsed, or not released when it was to be (C1)."""

from collections.abc import Sequence
from typing import Final

from actioncards.model import Plan
from flows.sentences import Sentence
from flows.vocabulary import Lane, Medium, NoticeKind
from service.domain.timeline import JSON
from service.store import alert_list
from service.store.tables import AnnouncementRow, IncidentRow
from service.work.announcements import LINE
from service.work.letters import Letter, write_to
from service.work.record import record
from service.work.unit import Unit

MEDIA: Final = (Medium.SMS, Medium.EMAIL)


async def cleared(unit: Unit, incident: IncidentRow, plan: Plan, row: AnnouncementRow, by: int) -> None:
    """The committee has cleared it: it can be released now, until the clearance lapses. A line is shown from now on."""
    where = plan.area(row.area).label.da
    if row.cleared_until is None:
        short = Sentence("{area}: {text} is cleared and shown to the representatives.", area=where, text=_text(row))
    else:
        short = Sentence(
            "{area}: {text} is cleared until {when}. It can be released now.", area=where, text=_text(row), when=row.cleared_until
        )
    await _tell(unit, incident, row, short, by=by)


async def sent_back(unit: Unit, incident: IncidentRow, plan: Plan, row: AnnouncementRow, by: int, why: str) -> None:
    """A member wants it changed. What exactly is in the e-mail and on the page, not in the text message."""
    person = await alert_list.person(unit.session, by)
    short = Sentence(
        "{area}: {text} has been sent back by {who}. Read what must be changed.",
        area=plan.area(row.area).label.da,
        text=_text(row),
        who=person.name if person else "",
    )
    await _tell(unit, incident, row, short, [Sentence("What must be changed: {note}", note=why)], by=by)


async def lapsed(unit: Unit, incident: IncidentRow, plan: Plan, row: AnnouncementRow, *, under_way: bool) -> None:
    """The clearance's time is over: nothing was sent, or, `under_way`, the rest was not."""
    where = plan.area(row.area).label.da
    nothing = Sentence("{area}: the clearance of {text} has lapsed, and nothing was sent. Ask for it again.", area=where, text=_text(row))
    rest = Sentence("{area}: the clearance of {text} lapsed while it was going out. The rest was not sent.", area=where, text=_text(row))
    await _tell(unit, incident, row, rest if under_way else nothing)


async def not_released(unit: Unit, incident: IncidentRow, plan: Plan, row: AnnouncementRow, why: Sentence) -> None:
    """It was to go out by itself now, and did not. Why stands in the e-mail and in the timeline, not in the text message."""
    short = Sentence("{area}: {text} was to go out now, and was not sent. Look at it.", area=plan.area(row.area).label.da, text=_text(row))
    await _tell(unit, incident, row, short, [why])


def _text(row: AnnouncementRow) -> Sentence:
    if row.kind == LINE:
        return Sentence("answer {number}", number=row.id)
    return Sentence("announcement {number}", number=row.id)


async def _tell(
    unit: Unit, incident: IncidentRow, row: AnnouncementRow, short: Sentence, lines: Sequence[Sentence] = (), by: int | None = None
) -> None:
    """To everyone who has written in it and is on the list, but whoever has just decided; who cannot be reached is in the timeline."""
    link = f"{unit.house.public_url}/announcements/{row.id}"
    letter = Letter(Sentence("News of {text}", text=_text(row)), short, lines, link)
    people = await alert_list.people_by_id(unit.session, {writer for writer in row.writers if writer != by})
    for person in people.values():
        if not await write_to(unit, person, NoticeKind.CLEARANCE_NEWS, letter, MEDIA, Lane.SUMMONS, incident):
            names: dict[str, JSON] = {f"person:{person.id}": {"name": person.name, "organisation": person.organisation}}
            data: dict[str, JSON] = {"person": person.id, "kind": NoticeKind.CLEARANCE_NEWS.value}
            await record(unit, incident.id, "person.unreachable", data, names)
