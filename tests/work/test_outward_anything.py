"""Anything may happen to announcements, in any order; nothing outward is ever handed over without a live clearance of its words (C1, I8).

What is handed over is judged by what the test itself has noted of the members' decisions, not by the service's own states.
"""

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from actioncards.communication import WhenLapsed
from actioncards.model import Plan
from flows.delivery import TOLD
from flows.sentences import Refused
from flows.vocabulary import DeliveryState, Medium, NoticeKind
from service.channels.errors import Permanent, RateLimited, Retry, Uncertain
from service.channels.protocol import Outgoing, Receipt
from service.store.outbox import Claim
from service.store.tables import AnnouncementPartRow, AnnouncementRow, DeliveryRow, NoticeTextRow
from service.work.announcements import Draft, Part, draft, edit
from service.work.clearance import clear, send_back, submit
from service.work.closing import call_off
from service.work.holds import lift_hold, set_hold
from service.work.release import release, retract, stop
from tests.harness.databases import Databases
from tests.work.speech import CKS, RESIDENTS, STRATEGIC, with_residents
from tests.work.town import Town, a_town, build_service, small

VALID = 40
GAP = 10
ERRORS = (Retry("503"), Uncertain("timeout"), Permanent("21211"), RateLimited("429", after=2))
MEMBERS = ("fu.politi", "fu.boern_unge", "fu.by_kultur", "fu.sundhed", "ssp_board.politi", "cks.1")
HAPPENINGS = (
    *("draft", "draft", "submit", "submit", "submit", "clear", "clear", "clear", "clear", "release", "release", "release"),
    *("send", "send", "send", "send", "wait", "wait", "wait", "edit", "back", "hold", "lift", "lift", "schedule", "stop", "retract"),
    *("lose_worker", "forget", "restart", "react", "call_off"),
)
steps = st.lists(st.tuples(st.sampled_from(HAPPENINGS), st.integers(0, 1000)), min_size=25, max_size=70)


def plan_that(when_lapsed: WhenLapsed) -> Plan:
    plan = small()
    assert plan.communication is not None
    rule = replace(plan.communication.clearance, valid_minutes=VALID, when_lapsed=when_lapsed)
    return replace(plan, communication=replace(plan.communication, clearance=rule, min_gap_minutes=GAP))


class Witness:
    """Notes what the members decided, and judges each handing over by it."""

    def __init__(self, town: Town, when_lapsed: WhenLapsed) -> None:
        self.town = town
        self.when_lapsed = when_lapsed
        self.words: dict[int, str] = {}
        """The digest that stands, by announcement."""
        self.cleared: dict[tuple[int, str], datetime] = {}
        """When exactly these words were cleared."""
        self.begun: dict[int, datetime] = {}
        self.over: set[int] = set()
        self.held = False
        self.closed = False
        self.wrong: dict[int, set[int]] = {}
        self.first: dict[tuple[int, int], datetime] = {}

    async def row(self, number: int) -> AnnouncementRow | None:
        async with self.town.service.store.read() as session:
            return await session.get(AnnouncementRow, number)

    async def note(self, number: int) -> None:
        row = await self.row(number)
        if row is None:
            return
        self.words[number] = row.digest
        if row.state == "cleared" and (number, row.digest) not in self.cleared:
            self.cleared[number, row.digest] = self.town.clock.now()
        if row.state == "releasing" and number not in self.begun:
            self.begun[number] = self.town.clock.now()

    async def step(self, what: str, number: int) -> None:  # noqa: C901 - one line for each thing that may happen
        town, one = self.town, 1 + number % 3
        person = town.people[MEMBERS[number % len(MEMBERS)]]
        row = await self.row(one)
        digest = row.digest if row else "0" * 64
        try:
            match what:
                case "draft":
                    await town.do(draft, 1, self.content(number), person)
                case "edit":
                    await town.do(edit, one, self.content(number), person)
                    for key in [key for key in self.cleared if key[0] == one]:
                        del self.cleared[key]
                case "submit":
                    await town.do(submit, one)
                case "clear":
                    await town.do(clear, one, person, digest if number % 7 else "0" * 64)
                case "back":
                    await town.do(send_back, one, person, digest, "Skriv det om.")
                    self.cleared.pop((one, digest), None)
                case "release":
                    await town.do(release, one)
                case "schedule":
                    await town.do(release, one, town.clock.now() + timedelta(minutes=number % 60 - 5))
                case "stop":
                    await town.do(stop, one)
                    self.over.add(one)
                case "retract":
                    await town.do(retract, one)
                    self.over.add(one)
                    self.wrong[one] = await self.reached(one)
                case "hold":
                    await town.do(set_hold, 1, person)
                    self.held = True
                case "lift":
                    await town.do(lift_hold, 1, person)
                    self.held = False
                case "call_off" if number % 5 == 0:
                    await town.do(call_off, 1, "slut")
                    self.closed = True
                case "send":
                    await self.send(number)
                case "lose_worker":
                    await self.claim(list(Medium)[number % 3], 3)
                case "forget":
                    for claimed in await self.claim(list(Medium)[number % 3], 3):
                        await town.outcome(claimed)
                case "wait":
                    await self.wait((1, 4, 11, 30, 61)[number % 5])
                case "restart":
                    before, town.service = town.service, build_service(town.url, town.clock, town.posts)
                    await before.close()
                case "react":
                    post = list(town.posts.values())[number % 3]
                    post.react = None if number % 2 else lambda message: whim(message, number)
        except Refused:
            pass
        for number in range(1, 4):
            await self.note(number)

    def content(self, number: int) -> Draft:
        parts = (STRATEGIC, CKS, RESIDENTS)[: 1 + number % 3]
        return Draft(tuple(Part(p.audience, f"{p.text} {number}.", p.correction, p.inside) for p in parts))

    async def reached(self, one: int) -> set[int]:
        return {m.person_id for m, _, kind, number in await self.outward() if number == one and kind == "announcement" and m.state in TOLD}

    async def wait(self, minutes: int, looks: int = 6, most: int = 8) -> None:
        """Time passes, with some looks at what has fallen due; what is handed over is judged."""
        for _ in range(min(minutes, looks)):
            self.town.clock.move(minutes=minutes / min(minutes, looks))
            await self.town.write_parts()
            await self.town.fire()
            await self.town.take_back()
            await self.send(most)
            for number in range(1, 4):
                await self.note(number)

    async def send(self, number: int) -> None:
        for medium in Medium:
            live = await self.claim(medium, 1 + number % 9)
            await self.town.record([await self.town.outcome(c) for c in live])

    async def claim(self, medium: Medium, most: int) -> list[Claim]:
        live = await self.town.claim(medium, most)
        ids = {c.id for c in live}
        for message, words, kind, number in await self.outward():
            if message.id in ids:
                await self.judge(message, words, kind, number)
        return live

    async def outward(self) -> list[tuple[DeliveryRow, NoticeTextRow, str, int]]:
        """Every outward message with its words, whether it is a correction, and its announcement."""
        found = []
        async with self.town.service.store.read() as session:
            for kind, column in (("announcement", AnnouncementPartRow.notice_id), ("retraction", AnnouncementPartRow.correction_notice_id)):
                rows = await session.execute(
                    select(DeliveryRow, NoticeTextRow, AnnouncementPartRow.announcement_id)
                    .join(NoticeTextRow, NoticeTextRow.id == DeliveryRow.text_id)
                    .join(AnnouncementPartRow, column == DeliveryRow.notice_id)
                    .order_by(DeliveryRow.id)
                )
                found += [(message, words, kind, number) for message, words, number in rows]
        return found

    async def judge(self, message: DeliveryRow, words: NoticeTextRow, kind: str, number: int) -> None:
        assert not self.held, "handed over under a hold"
        assert not self.closed, "a closed incident speaks"
        at = self.cleared.get((number, self.words[number]))
        assert at is not None, "nobody has cleared these words"
        async with self.town.service.store.read() as session:
            parts = list(await session.scalars(select(AnnouncementPartRow).where(AnnouncementPartRow.announcement_id == number)))
        part = next(p for p in parts if message.notice_id in (p.notice_id, p.correction_notice_id))
        subject, body = (part.words if kind == "announcement" else part.correction_words)[message.medium]
        assert words.body.endswith(body)
        assert (words.subject or "").endswith(subject or "")
        if kind == "retraction":
            assert message.person_id in self.wrong[number]
            return
        assert number not in self.over, "stopped, and yet handed over"
        now, begun = self.town.clock.now(), self.begun.get(number, self.town.clock.now())
        assert begun < at + timedelta(minutes=VALID), "released after the clearance had lapsed"
        if self.when_lapsed is WhenLapsed.STOP:
            assert now < at + timedelta(minutes=VALID), "handed over after the clearance had lapsed"
        self.first.setdefault((number, part.step), now)
        if part.step:
            assert now >= self.first[number, 0] + timedelta(minutes=GAP), "civil society before the gap"
            for other, _, sort, of in await self.outward():
                if of == number and sort == "announcement" and other.notice_id in {p.notice_id for p in parts if p.step < part.step}:
                    assert other.handed_at is not None or other.state in ("dropped", "failed"), "civil society before the strategic tier"

    async def end(self) -> None:
        """Let everything come to rest, then look at the corrections: all and only those reached."""
        for post in self.town.posts.values():
            post.react = None
        if self.held:
            await self.town.do(lift_hold, 1, self.town.people["fu.politi"])
            self.held = False
        await self.wait(120, looks=40)
        messages = await self.outward()
        assert not [m for m, *_ in messages if m.state in ("queued", "handed_over")], "something due was lost"
        for number, reached in self.wrong.items():
            corrected = {m.person_id for m, _, kind, of in messages if of == number and kind == "retraction"}
            assert corrected == reached or self.closed
        once = Counter((m.notice_id, m.person_id, m.medium) for m, *_ in messages)
        assert not [key for key, count in once.items() if count > 1]
        await self.town.check()


def whim(message: Outgoing, number: int) -> Receipt:
    roll = (message.delivery_id * 7 + number + message.attempt) % 9
    if roll < len(ERRORS):
        raise ERRORS[roll]
    return Receipt(f"x{message.delivery_id}", DeliveryState.ACCEPTED)


@settings(
    max_examples=6,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(what=steps, when_lapsed=st.sampled_from(list(WhenLapsed)))
async def test_nothing_outward_is_handed_over_without_a_live_clearance(
    databases: Databases, what: list[tuple[str, int]], when_lapsed: WhenLapsed
) -> None:
    """C1, F9, F10, I8."""
    url = await databases.migrated()
    async with a_town(url, plan=plan_that(when_lapsed)) as town:
        await with_residents(town)
        await town.alarm()
        await town.settle()
        witness = Witness(town, when_lapsed)
        for name, number in what:
            await witness.step(name, number)
        if not witness.closed:
            await witness.end()
        await town.check()
    await databases.drop(url)


async def test_the_witness_sees_an_announcement_go_all_the_way(sqlite_databases: Databases) -> None:
    """The steps above do lead to handing over: otherwise they would prove nothing."""
    url = await sqlite_databases.migrated()
    async with a_town(url, plan=plan_that(WhenLapsed.STOP)) as town:
        await with_residents(town)
        await town.alarm()
        await town.settle()
        witness = Witness(town, WhenLapsed.STOP)
        for what, number in (("draft", 2), ("submit", 0), ("clear", 3), ("release", 0), ("wait", 3), ("retract", 0)):
            await witness.step(what, number)
        await witness.end()
        kinds = Counter(kind for _, _, kind, _ in await witness.outward())
        assert kinds[NoticeKind.ANNOUNCEMENT.value] > 8
        assert kinds[NoticeKind.RETRACTION.value] > 8
    await sqlite_databases.drop(url)
