"""Through the year: what comes onto the agenda, and whether the alert list is still right (P4, P6, U1)."""

from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from actioncards.model import Plan, Upkeep, YearlyPoint
from flows.sentences import Refused, Sentence
from flows.vocabulary import Lane, Medium, NoticeKind
from flows.wall_clock import moment, shows
from service.store import alert_list, timers
from service.store import upkeep as rows
from service.store.settings import read_setting, write_setting
from service.store.tables import OwnDataQuestionRow, PersonRow
from service.work.duty_check import keepers
from service.work.letters import Letter, write_to
from service.work.plans import in_force
from service.work.unit import Unit

TIMER: Final = "upkeep"
CONFIRM_LINK: Final = "confirm"
AT: Final = time(9, 0)
_DAILY: Final = 0
_MOST_A_DAY: Final = 200
_MOST_NAMES: Final = 40
_LAST: Final = "upkeep_last_morning"
_MEDIA: Final = (Medium.EMAIL, Medium.SMS)


async def arm(unit: Unit) -> None:
    """Have the next morning looked at, unless one is waiting: a morning that is overdue is never put off."""
    plan = await _plan(unit)
    if plan is not None and plan.upkeep is not None and not await timers.is_set(unit.session, TIMER, _DAILY):
        due_at = next_morning(unit.now, unit.house.zone)
        await timers.set_timer(unit.session, unit.now, kind=TIMER, subject_id=_DAILY, due_at=due_at, incident_id=None)


async def morning(unit: Unit, _subject: int) -> None:
    """What this morning brings: agenda points whose day has come since the last one, and people to ask.

    After a standstill every day that was missed is looked at once, together.
    """
    plan = await _plan(unit)
    if plan is None or plan.upkeep is None:
        return
    today = shows(unit.now, unit.house.zone)
    stored = await read_setting(unit.session, _LAST)
    since = date.fromisoformat(stored) if stored else today - timedelta(days=1)
    for point in plan.upkeep.agenda:
        if _came(point, since, today):
            await _remind(unit, plan, point)
    await _ask(unit, plan, plan.upkeep, today)
    if today - timedelta(days=today.weekday()) > since:
        await _tell_stale(unit, plan, plan.upkeep, today)
    await write_setting(unit.session, _LAST, today.isoformat())
    await arm(unit)


def next_morning(now: datetime, zone: ZoneInfo) -> datetime:
    """The first nine o'clock after `now`, once a day also when the clocks change (hard case 7)."""
    today = shows(now, zone)
    due = moment(today, AT, zone)
    return due if due > now else moment(today + timedelta(days=1), AT, zone)


def _came(point: YearlyPoint, since: date, today: date) -> bool:
    """Whether the point's day came after `since`, up to today."""
    days = (date(year, point.month, point.day) for year in (today.year - 1, today.year))
    return any(since < day <= today for day in days)


async def _remind(unit: Unit, plan: Plan, point: YearlyPoint) -> None:
    """Each seat's first person who can be reached is reminded: the executive committee, or the point's own group."""
    group = plan.group(point.group or plan.executive_committee)
    letter = Letter(
        Sentence("On the agenda: {title}", title=point.title.da),
        Sentence("On the agenda of {group}: {title}", group=group.label.da, title=point.title.da),
        (Sentence("The plan says that this comes round every year."),),
        f"{unit.house.public_url}/plan",
    )
    told: set[int] = set()
    for holders in (await alert_list.holders(unit.session, [group.key])).values():
        for person in holders:
            if person.id in told or await write_to(unit, person, NoticeKind.AGENDA, letter, _MEDIA, Lane.BRIEFING):
                told.add(person.id)
                break


async def _ask(unit: Unit, plan: Plan, upkeep: Upkeep, today: date) -> None:
    """Everyone whose confirmation is older than the plan's interval gets a link to confirm or correct their own data (P6)."""
    old = today - timedelta(days=plan.deadlines.list_confirmed_days)
    again = unit.now - timedelta(days=upkeep.ask_again_days)
    for person in await rows.to_be_asked(unit.session, old, again, _MOST_A_DAY):
        await ask_one(unit, person)


async def ask_one(unit: Unit, person: PersonRow) -> OwnDataQuestionRow:
    """Send one person the link to their own data."""
    row = OwnDataQuestionRow(person_id=person.id, asked_at=unit.now, changed=False)
    unit.session.add(row)
    await unit.session.flush()
    link = f"{unit.house.public_url}/me/{unit.house.links.token(CONFIRM_LINK, row.id, person.id)}"
    letter = Letter(
        Sentence("Is what we have noted of you still right?"),
        Sentence("You are on the alert list of the preparedness plan. Look whether your number and your places are still right:"),
        (Sentence("One press confirms it. What is wrong you can correct on the same page."),),
        link,
        about=f"question {row.id}",
    )
    await write_to(unit, person, NoticeKind.CONFIRM, letter, _MEDIA, Lane.BRIEFING)
    return row


async def _tell_stale(unit: Unit, plan: Plan, upkeep: Upkeep, today: date) -> None:
    """Once a week the head of SSP is told who was asked and has not answered (P6)."""
    stale = await stale_people(unit, plan, upkeep, today)
    if not stale:
        return
    letter = Letter(
        Sentence(
            "The alert list: {count} person has not confirmed their data",
            "The alert list: {count} people have not confirmed their data",
            count=len(stale),
        ),
        Sentence(
            "{count} person on the alert list has been asked and has not confirmed their data.",
            "{count} people on the alert list have been asked and have not confirmed their data.",
            count=len(stale),
        ),
        tuple(Sentence("{name}, {organisation}", name=p.name, organisation=p.organisation) for p in stale[:_MOST_NAMES]),
        f"{unit.house.public_url}/plan",
    )
    for person in await keepers(unit):
        await write_to(unit, person, NoticeKind.CONFIRM, letter, _MEDIA, Lane.BRIEFING)


async def stale_people(unit: Unit, plan: Plan, upkeep: Upkeep | None, today: date) -> list[PersonRow]:
    """Who was asked longer ago than the plan waits before asking again, or has never been asked, and is not confirmed (P6)."""
    _, found = await alert_list.confirmed_before(unit.session, stale_before(plan, upkeep, today), limit=1000)
    return found


def stale_before(plan: Plan, upkeep: Upkeep | None, today: date) -> date:
    """The first day on which a confirmation still counts, the time to answer a question included (P6)."""
    return today - timedelta(days=plan.deadlines.list_confirmed_days + (upkeep.ask_again_days if upkeep else 0))


async def _plan(unit: Unit) -> Plan | None:
    try:
        return (await in_force(unit.session, unit.house))[1]
    except Refused:
        return None
