"""What `beredskab doctor` looks at, one function a subject; each finding says what is so and how to mend it."""

from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from actioncards.loader import check, load
from actioncards.model import Plan
from flows.sentences import Refused, Sentence
from flows.vocabulary import Mode
from service.bootstrap import Service, build
from service.clock import MovableClock, SystemClock
from service.settings import Settings
from service.store import alert_list
from service.store.clock import database_time
from service.store.schema import require_newest, require_writable, version_of
from service.work import plans
from service.work.holes import MOST_NAMED, empty_seats, stale_people
from service.work.unit import Unit

Explain = Callable[[BaseException], Sentence | None]

MOST_OFFSET = timedelta(seconds=2)
"""How far the machine's clock may be from the database's before it is told."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; `wrong` when somebody has to mend it."""

    subject: Sentence
    sentence: Sentence
    wrong: bool = False


async def findings(settings: Settings, explain: Explain) -> list[Finding]:
    """Everything that was found, in the order in which it should be mended."""
    service = build(settings)
    try:
        found = [Finding(Sentence("settings"), Sentence("They fit together; the mode is {mode}.", mode=settings.mode.value))]
        found += list(_channels(service))
        try:
            found.append(await _database(service))
        except Exception as error:
            sentence = error.sentence if isinstance(error, Refused) else explain(error)
            if sentence is None:
                raise
            return [*found, Finding(Sentence("database"), sentence, wrong=True)]
        await service.set_clock()
        async with service.reading() as unit:
            found.append(await _clock(service, unit))
            found += [finding async for finding in _plan_and_list(service, unit)]
        return found
    finally:
        await service.close()


def _channels(service: Service) -> Iterator[Finding]:
    subject = Sentence("channels")
    for problem in service.channel_problems:
        yield Finding(subject, Sentence("{name}: {problem}", name=problem.entry_point, problem=problem.sentence), wrong=True)
    for channel in service.channels:
        yield Finding(subject, Sentence("{name} sends {medium}.", name=channel.name, medium=channel.medium.value))
    if not service.channels:
        yield Finding(subject, Sentence("Nothing can be sent. Set BEREDSKAB_TWILIO_ACCOUNT_SID or BEREDSKAB_SMTP_URL."), wrong=True)


async def _database(service: Service) -> Finding:
    await require_newest(service.store.engine)
    await require_writable(service.store.engine)
    version = await version_of(service.store.engine)
    return Finding(Sentence("database"), Sentence("It answers and is at the newest version, {version}.", version=version))


async def _clock(service: Service, unit: Unit) -> Finding:
    subject = Sentence("clock")
    offset = abs(await database_time(unit.session) - SystemClock().now())
    if offset > MOST_OFFSET:
        return Finding(
            subject,
            Sentence(
                "The machine's clock is {seconds} second from the database's. Let both ask NTP: `timedatectl set-ntp true`.",
                "The machine's clock is {seconds} seconds from the database's. Let both ask NTP: `timedatectl set-ntp true`.",
                "seconds",
                seconds=round(offset.total_seconds()),
            ),
            wrong=True,
        )
    if isinstance(service.clock, MovableClock) and service.clock.offset:
        ahead = round(service.clock.offset.total_seconds() / 60)
        return Finding(
            subject,
            Sentence(
                "The sandbox's clock has been moved {minutes} minute ahead.",
                "The sandbox's clock has been moved {minutes} minutes ahead.",
                "minutes",
                minutes=ahead,
            ),
        )
    return Finding(subject, Sentence("It agrees with the database's. Only NTP keeps it right: `timedatectl` tells whether it is on."))


async def _plan_and_list(service: Service, unit: Unit) -> AsyncIterator[Finding]:
    subject = Sentence("plan")
    try:
        _, plan = await plans.in_force(unit.session, unit.house)
    except Refused as refused:
        yield Finding(subject, refused.sentence, wrong=True)
        return
    yield Finding(subject, Sentence("{title}, version {version}, is in force.", title=plan.title.da, version=plan.version))
    yield _folder(service.settings, plan)
    async for finding in _list(service, unit, plan):
        yield finding


def _folder(settings: Settings, plan: Plan) -> Finding:
    subject, folder = Sentence("plan"), str(settings.plan)
    problems = check(settings.plan)
    if problems:
        return Finding(
            subject,
            Sentence(
                "The folder {folder} has {count} problem. Run `beredskab plan check`.",
                "The folder {folder} has {count} problems. Run `beredskab plan check`.",
                folder=folder,
                count=len(problems),
            ),
            wrong=True,
        )
    if load(settings.plan).fingerprint != plan.fingerprint:
        return Finding(
            subject,
            Sentence(
                "The folder {folder} holds another version. Make it a draft with `beredskab plan propose --why TEXT`: "
                "it takes effect when it has been signed and approved.",
                folder=folder,
            )
            if settings.mode is Mode.LIVE
            else Sentence("The folder {folder} holds another version. Put it in force with `beredskab plan load`.", folder=folder),
            wrong=True,
        )
    return Finding(subject, Sentence("The folder {folder} is right and is the one in force.", folder=folder))


async def _list(service: Service, unit: Unit, plan: Plan) -> AsyncIterator[Finding]:
    subject = Sentence("alert list")
    version = await alert_list.latest_version(unit.session)
    if version is None:
        yield Finding(subject, Sentence("It is empty. Import one with `beredskab contacts import FILE`."), wrong=True)
        return
    yield Finding(
        subject,
        Sentence(
            "Version {version} has {people} person.",
            "Version {version} has {people} people.",
            "people",
            version=version.id,
            people=version.people,
        ),
    )
    invented = await alert_list.count_invented(unit.session)
    if invented and service.settings.mode is Mode.LIVE:
        yield Finding(
            subject,
            Sentence(
                "{count} person is invented: live mode does not start. Import the real list.",
                "{count} people are invented: live mode does not start. Import the real list.",
                count=invented,
            ),
            wrong=True,
        )
    for seat in await empty_seats(unit, plan):
        sentence = Sentence(
            "Nobody who can be reached holds {seat} in {group}. Add somebody to the list.", seat=seat.seat, group=seat.group
        )
        yield Finding(subject, sentence, wrong=True)
    stale = await stale_people(unit, plan)
    if stale.count:
        yield Finding(
            subject,
            Sentence(
                "{count} person has not been confirmed for {days} days: {names}. Ask them, and note the day.",
                "{count} people have not been confirmed for {days} days: {names}. Ask them, and note the day.",
                count=stale.count,
                days=plan.deadlines.list_confirmed_days,
                names=", ".join(stale.names) + (", ..." if stale.count > MOST_NAMED else ""),
            ),
            wrong=True,
        )
