"""The nightly look eight weeks ahead: once a night at four, local time, also on the nights of 23 and 25 hours (hard cases 7, 19)."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from contacts.roster import Roster
from contacts.roster_problems import Holiday, Problem, ProblemKind, problems
from flows.sentences import Sentence
from flows.vocabulary import Lane, Medium, NoticeKind, Role
from flows.wall_clock import moment, shows
from service.domain.holidays import danish_holidays
from service.store import access, alert_list, timers
from service.store import roster as rows
from service.store.tables import DutyCheckRow, PersonRow
from service.work import duty, duty_hand_over
from service.work.letters import Letter, write_to
from service.work.unit import Unit

TIMER: Final = "duty_check"
AT: Final = time(4, 0)
AHEAD: Final = timedelta(weeks=8)
_ONLY: Final = 0
_MOST_LINES: Final = 40
_SOON: Final = timedelta(days=7)
_PRESSING: Final = (ProblemKind.NOBODY, ProblemKind.GAP, ProblemKind.REMOVED, ProblemKind.NO_PHONE)


async def found_problems(unit: Unit, start: datetime | None = None, end: datetime | None = None) -> list[Problem]:
    """What is wrong with the roster as it stands, from `start` (now) until `end` (eight weeks on)."""
    roster = await duty.roster_of(unit)
    begin = start or unit.now
    finish = end or begin + AHEAD
    return problems(roster, await duty.roster_people(unit, roster), begin, finish, await holidays_between(unit, begin, finish))


async def holidays_between(unit: Unit, start: datetime, end: datetime) -> list[Holiday]:
    """The holidays of a stretch, with who has confirmed the duty on each."""
    zone = unit.house.zone
    first, last = shows(start, zone), shows(end, zone)
    confirmed = await rows.confirmations(unit.session, first, last)
    return [
        Holiday(name, day, moment(day, time(0), zone), moment(day + timedelta(days=1), time(0), zone), confirmed.get(day, frozenset()))
        for day, name in danish_holidays(first, last)
    ]


async def arm(unit: Unit) -> None:
    """Have the next night looked at, unless one is waiting already: a night that is overdue is never put off."""
    roster = await duty.roster_of(unit)
    if roster.rotations and not await timers.is_set(unit.session, TIMER, _ONLY):
        due_at = next_night(unit.now, unit.house.zone)
        await timers.set_timer(unit.session, unit.now, kind=TIMER, subject_id=_ONLY, due_at=due_at, incident_id=None)


async def nightly(unit: Unit, _subject: int) -> None:
    """Look ahead for the night that is due, once, however late it is; tell whoever keeps the roster what is new."""
    roster = await duty.roster_of(unit)
    night = night_of(unit.now, unit.house.zone)
    last = await rows.last_check(unit.session)
    if roster.rotations and (last is None or last.night < night):
        await _look(unit, roster, night, last)
    await duty_hand_over.arm(unit)
    await arm(unit)


async def _look(unit: Unit, roster: Roster, night: date, last: DutyCheckRow | None) -> None:
    people = await duty.roster_people(unit, roster)
    end = unit.now + AHEAD
    found = problems(roster, people, unit.now, end, await holidays_between(unit, unit.now, end))
    row = DutyCheckRow(night=night, checked_at=unit.now, found=len(found), told="\n".join(_key(p) for p in found))
    unit.session.add(row)
    await unit.session.flush()
    if any(_is_new(p, last, unit.now) or _is_pressing(p, unit.now) for p in found):
        for person in await keepers(unit):
            await write_to(unit, person, NoticeKind.ROSTER, _letter(unit, found), (Medium.EMAIL, Medium.SMS), Lane.UPDATE)


def night_of(now: datetime, zone: ZoneInfo) -> date:
    """The newest night whose four o'clock has come."""
    today = shows(now, zone)
    return today if moment(today, AT, zone) <= now else today - timedelta(days=1)


def next_night(now: datetime, zone: ZoneInfo) -> datetime:
    """The first four o'clock after `now`: four o'clock comes exactly once a day, also when the clocks change."""
    today = shows(now, zone)
    due = moment(today, AT, zone)
    return due if due > now else moment(today + timedelta(days=1), AT, zone)


def _letter(unit: Unit, found: Sequence[Problem]) -> Letter:
    first = found[0]
    lines = [Sentence("{what} {remedy}", what=p.what, remedy=p.remedy) for p in found[:_MOST_LINES]]
    if len(found) > _MOST_LINES:
        lines.append(
            Sentence(
                "{count} more is shown on the roster page.", "{count} more are shown on the roster page.", count=len(found) - _MOST_LINES
            )
        )
    return Letter(
        Sentence("The duty roster: {count} to look at in the next eight weeks", count=len(found)),
        Sentence("The duty roster has {count} to look at in the next eight weeks. The first: {what}", count=len(found), what=first.what),
        tuple(lines),
        f"{unit.house.public_url}/roster",
    )


async def keepers(unit: Unit) -> list[PersonRow]:
    """The head of SSP on duty, who is responsible for the list (P6), and the secretariat; the duty chief while there are neither."""
    head = await duty.head_on_duty(unit)
    users = await access.users(unit.session)
    ids = {u.person_id for u in users if u.active and u.role == Role.SECRETARIAT and u.person_id is not None}
    found = await alert_list.people_by_id(unit.session, ids | ({head.id} if head else set()))
    return list(found.values()) or await duty.on_duty_now(unit)


def _is_pressing(problem: Problem, now: datetime) -> bool:
    """Nobody on duty within a week is said again every night; what can wait is said once."""
    return problem.kind in _PRESSING and problem.start <= now + _SOON


def _is_new(problem: Problem, last: DutyCheckRow | None, now: datetime) -> bool:
    """Whether the last night has not told it already; what has begun since is no news."""
    if last is None:
        return True
    *what, _ = _key(problem).split("|")
    for line in last.told.splitlines():
        *known, since = line.split("|")
        if known == what and (datetime.fromisoformat(since) == problem.start or max(problem.start, datetime.fromisoformat(since)) <= now):
            return False
    return True


def _key(problem: Problem) -> str:
    people = ",".join(str(person) for person in problem.people)
    return f"{problem.kind}|{problem.layer or ''}|{people}|{problem.start.isoformat()}"
