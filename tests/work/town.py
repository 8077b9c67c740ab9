"""A town to try the work layer in: the Odense plan, invented people, a clock moved by hand, and providers that do as they are told.

What the background's loops do is done here step by step, with the same functions, so that a test decides what happens in which order.
"""

import itertools
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache

from pydantic import SecretStr
from sqlalchemy import select

from actioncards import ODENSE
from actioncards.loader import load
from actioncards.model import Plan
from flows.vocabulary import AnswerKind, AnswerVia, DeliveryState, Medium, NoticeKind, SeatState
from service.background.translate import outcome_of_error, outcome_of_receipt
from service.bootstrap import Service, build
from service.channels.errors import ChannelError
from service.channels.protocol import Outgoing, Receipt
from service.domain.outcomes import Outcome
from service.domain.timeline import Entry, verify
from service.settings import Settings
from service.store import incidents, outbox, timeline, timers
from service.store.outbox import Claim
from service.store.tables import DeliveryRow, IncidentRow, NoticeRow, NoticeTextRow, PersonRow, PlaceRow, SeatCallRow, TaskRow, TimerRow
from service.work import answers, deliveries, inbound, parts
from service.work.incidents import Alarm, raise_alarm
from service.work.plans import put_in_force
from service.work.strays import drop_strays
from service.work.timers import LATER, fire

START = datetime(2026, 11, 20, 20, 0, tzinfo=UTC)
SMS, EMAIL, VOICE = Medium.SMS, Medium.EMAIL, Medium.VOICE
VIA_LINK = AnswerVia.LINK
LAST_FOR_EVER = timedelta(days=3)

Reaction = Callable[[Outgoing], Receipt]


class HandClock:
    """Stands still until it is moved."""

    def __init__(self, now: datetime = START) -> None:
        self.time = now

    def now(self) -> datetime:
        return self.time

    def move(self, **by: float) -> None:
        self.time += timedelta(**by)


class Post:
    """A provider on one medium: says yes, unless `react` says otherwise, and remembers everything it was given."""

    concurrency = 100
    rate = None

    def __init__(self, medium: Medium) -> None:
        self.medium = medium
        self.name = f"post_{medium.value}"
        self.given: list[Outgoing] = []
        self.react: Reaction | None = None

    async def send(self, message: Outgoing) -> Receipt:
        self.given.append(message)
        return self.react(message) if self.react else Receipt(f"{self.name}-{len(self.given)}", DeliveryState.ACCEPTED)

    async def aclose(self) -> None:
        pass


_SEATS = {
    "duty_chief": ("chefvagt",),
    "fu": ("politi", "boern_unge", "by_kultur", "sundhed"),
    "ssp_board": ("politi", "boligsocialt_hus"),
    "housing_board": ("forperson", "naestforperson_civica"),
    "parties": ("fab",),
}
"""The seats of the small plan: as many as a test can tell apart."""


@cache
def odense() -> Plan:
    return load(ODENSE)


@cache
def small(*without: str) -> Plan:
    """Odense's plan with fewer seats, no action cards and no fixed times for updates; four of the committee's must answer at red."""
    plan = odense()
    seats = {k: tuple(s for s in g.seats if s.key in set(_SEATS.get(k, ())) - set(without)) for k, g in plan.groups.items()}
    levels = {k: replace(level, update_cadence_minutes=0) for k, level in plan.levels.items()}
    return replace(plan, groups={k: replace(g, seats=seats[k]) for k, g in plan.groups.items()}, levels=levels, cards={}, upkeep=None)


@cache
def with_cards() -> Plan:
    """The small plan with the action cards of its seats, and updates at Odense's pace."""
    plan, full = small(), odense()
    cards = {k: c for k, c in full.cards.items() if c.seat in {s.key for s in plan.groups[c.group].seats}}
    return replace(plan, levels=full.levels, cards=cards)


@dataclass
class Town:
    """The service, its clock and its providers, and short words for what happens in it."""

    service: Service
    clock: HandClock
    posts: dict[Medium, Post]
    url: str
    people: dict[str, int] = field(default_factory=dict)
    """Ids by place: `fu.politi` holds the seat, `fu.politi/1` is the first deputy."""

    # What people do

    async def alarm(self, level: str = "red", area: str = "vollsmose", cause: str | None = None, **more: object) -> int:
        async with self.service.unit("user:1") as unit:
            causes = {"red": "skyderi", "yellow": "uro"}
            incident = await raise_alarm(unit, Alarm(level, area, cause or causes.get(level, "skyderi"), **more))  # type: ignore[arg-type]
            return incident.id

    async def do(self, what: Callable[..., object], *args: object, actor: str = "user:1", **more: object) -> object:
        """One work function in a unit of its own."""
        async with self.service.unit(actor) as unit:
            return await what(unit, *args, **more)  # type: ignore[misc]

    async def answer(self, incident: int, who: str | int, kind: AnswerKind = AnswerKind.SEEN, minutes: int | None = None) -> answers.Taken:
        person = self.people[who] if isinstance(who, str) else who
        async with self.service.unit(f"person:{person}") as unit:
            return await answers.take(unit, incident, answers.Reply(person, kind, VIA_LINK, minutes))

    async def writes(self, who: str, text: str) -> inbound.Heard:
        """An SMS from this person's phone."""
        number = (await self.person(who)).mobile
        async with self.service.unit("provider:post_sms") as unit:
            return await inbound.hear(unit, number or "", text)

    # What the background does

    async def claim(self, medium: Medium = SMS, limit: int = 1000) -> list[Claim]:
        async with self.service.store.write() as session:
            return await outbox.claim(session, medium, limit, self.clock.now(), self.service.house.lease)

    async def outcome(self, claimed: Claim) -> Outcome:
        """Give one message to its provider."""
        post = self.posts[Medium(claimed.medium)]
        async with self.service.store.read() as session:
            words, _ = (await outbox.texts(session, [claimed.text_id]))[claimed.text_id]
        message = Outgoing(claimed.id, claimed.attempts, post.medium, claimed.address, words.subject, words.body, None, None)
        try:
            return outcome_of_receipt(claimed, post.name, await post.send(message))
        except ChannelError as error:
            return outcome_of_error(claimed, post.name, error)

    async def record(self, outcomes: Sequence[Outcome]) -> None:
        async with self.service.unit("system") as unit:
            await deliveries.record_outcomes(unit, outcomes)

    async def send(self) -> int:
        """Send everything that is due now, on every medium; how many messages that was."""
        sent = 0
        while outcomes := [await self.outcome(c) for medium in self.posts for c in await self.claim(medium)]:
            await self.record(outcomes)
            sent += len(outcomes)
        return sent

    async def fire(self) -> int:
        """Do every timer that is due now."""
        for count in itertools.count():
            async with self.service.store.read() as session:
                due = await timers.find_due(session, self.clock.now(), LATER)
            if due is None:
                return count
            assert count < 1000, "timers that never end"
            async with self.service.unit("system") as unit:
                await fire(unit, *due)
        raise AssertionError

    async def take_back(self) -> int:
        async with self.service.unit("system") as unit:
            return await deliveries.take_back(unit) + await drop_strays(unit)

    async def write_parts(self) -> None:
        for _ in range(1000):
            async with self.service.unit("system") as unit:
                if not await parts.continue_writing(unit):
                    return
        raise AssertionError("a list that never ends")

    async def settle(self) -> None:
        """Everything that is due now, until nothing is."""
        for _ in range(1000):
            await self.write_parts()
            if not (await self.send() + await self.fire() + await self.take_back()):
                return
        raise AssertionError("never comes to rest")

    async def next_due(self) -> datetime | None:
        async with self.service.store.read() as session:
            lapse = await session.scalar(
                select(DeliveryRow.leased_until).where(DeliveryRow.leased_until.is_not(None)).order_by(DeliveryRow.leased_until)
            )
            moments = (await outbox.next_due(session), await timers.next_due(session), lapse)
        return min((m for m in moments if m is not None), default=None)

    async def wait(self, **by: float) -> None:
        """Let time pass, from one due moment to the next, so that everything happens in its order."""
        end = self.clock.now() + timedelta(**by)
        await self.settle()
        while (due := await self.next_due()) is not None and due <= end:
            self.clock.time = max(due, self.clock.now())
            await self.settle()
        self.clock.time = end
        await self.settle()

    # What can be seen

    async def person(self, who: str | int) -> PersonRow:
        async with self.service.store.read() as session:
            return await session.get_one(PersonRow, self.people[who] if isinstance(who, str) else who)

    async def incident(self, number: int) -> IncidentRow:
        async with self.service.store.read() as session:
            return await session.get_one(IncidentRow, number)

    async def seat(self, incident: int, place: str) -> SeatCallRow:
        group, _, seat = place.partition(".")
        async with self.service.store.read() as session:
            found = await incidents.seats(session, incident)
        return next(c for c in found if (c.group_key, c.seat_key) == (group, seat))

    async def seats(self, incident: int) -> list[SeatCallRow]:
        async with self.service.store.read() as session:
            return await incidents.seats(session, incident)

    async def tasks(self, incident: int) -> list[TaskRow]:
        async with self.service.store.read() as session:
            return await incidents.tasks(session, incident)

    async def messages(
        self, incident: int | None = None, *, who: str | int | None = None, kind: NoticeKind | None = None, medium: Medium | None = None
    ) -> list[DeliveryRow]:
        """Deliveries, oldest first."""
        query = select(DeliveryRow).join(NoticeRow, NoticeRow.id == DeliveryRow.notice_id).order_by(DeliveryRow.id)
        if incident is not None:
            query = query.where(DeliveryRow.incident_id == incident)
        if who is not None:
            query = query.where(DeliveryRow.person_id == (self.people[who] if isinstance(who, str) else who))
        if kind is not None:
            query = query.where(NoticeRow.kind == kind.value)
        if medium is not None:
            query = query.where(DeliveryRow.medium == medium.value)
        async with self.service.store.read() as session:
            return list(await session.scalars(query))

    async def words(self, delivery: DeliveryRow) -> str:
        async with self.service.store.read() as session:
            return (await session.get_one(NoticeTextRow, delivery.text_id)).body

    async def entries(self, incident: int, kind: str | None = None) -> list[Entry]:
        async with self.service.store.read() as session:
            return [e for e, _ in await timeline.page(session, incident) if kind is None or e.kind == kind]

    async def open_timers(self, incident: int) -> list[TimerRow]:
        async with self.service.store.read() as session:
            return await timers.open_of(session, incident)

    async def change(self, who: str | int, **values: object) -> None:
        """Change a person on the alert list."""
        async with self.service.store.write() as session:
            row = await session.get_one(PersonRow, self.people[who] if isinstance(who, str) else who)
            for name, value in values.items():
                setattr(row, name, value)

    async def check(self) -> None:
        """What always holds: every timeline is whole, and nobody is on one notice twice."""
        async with self.service.store.read() as session:
            for number in await session.scalars(select(IncidentRow.id)):
                pages = await timeline.page(session, number)
                verdict = verify([e for e, _ in pages], {e.seq: values for e, values in pages}, await timeline.head(session, number))
                assert verdict.whole, verdict.broken
            for row in await session.scalars(select(DeliveryRow)):
                assert row.state in set(DeliveryState)
                assert row.doubts <= 2
            for call in await session.scalars(select(SeatCallRow)):
                rounds = call.group_key == "duty_chief" and call.state == SeatState.UNREACHABLE  # everyone is called again (F2)
                assert rounds or (call.state == SeatState.TRYING) == (call.due_at is not None), (call.seat_key, call.state)


def build_service(url: str, clock: HandClock, posts: dict[Medium, Post]) -> Service:
    settings = Settings(database_url=url, secret_key=SecretStr("k" * 40), public_url="https://b.test", lease_seconds=30)
    return build(settings, clock=clock, channels=list(posts.values()))


@asynccontextmanager
async def a_town(url: str, *, plan: Plan | None = None, deputies: int = 1, media: Sequence[Medium] = tuple(Medium)) -> AsyncIterator[Town]:
    """A town on a migrated database: every seat of the plan has a holder and `deputies` deputies."""
    clock, posts = HandClock(), {m: Post(m) for m in media}
    town = Town(build_service(url, clock, posts), clock, posts, url)
    plan = plan or small()
    async with town.service.unit("system") as unit:
        await put_in_force(unit, plan)
        numbers = itertools.count(70_174_000)
        for group in plan.groups.values():
            for seat in group.seats:
                for position in range(deputies + 1):
                    place = f"{group.key}.{seat.key}" + (f"/{position}" if position else "")
                    row = PersonRow(
                        name=f"Test {place}",
                        title="",
                        organisation=seat.organisation,
                        mobile=f"+45{next(numbers)}",
                        email=f"{place.replace('/', '-')}@test.invalid",
                        language="da",
                        invented=True,
                        active=True,
                    )
                    unit.session.add(row)
                    await unit.session.flush()
                    unit.session.add(PlaceRow(person_id=row.id, group_key=group.key, seat_key=seat.key, position=position))
                    town.people[place] = row.id
    try:
        yield town
    finally:
        await town.service.close()
