"""Anything may happen in any order: alarms, answers, providers' whims, time, levels, restarts; and what we promise holds after each.

Seeded, so that a failure can be had again; Hypothesis draws the steps and makes them few.
"""

from collections import Counter

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from flows.delivery import REACHED, TOLD
from flows.incident import is_open
from flows.sentences import Refused
from flows.vocabulary import AnswerKind, DeliveryState, IncidentState, Medium, NoticeKind, SeatState
from service.channels.errors import OptedOut, Permanent, RateLimited, Retry, Uncertain, Unreachable
from service.channels.protocol import Outgoing, Receipt
from service.store import incidents
from service.store.tables import DeliveryRow, NoticeRow
from service.work import deliveries
from service.work.closing import Correction, call_off, correct, send_update
from service.work.levels import set_level
from service.work.tasks import decline, do
from tests.harness.databases import Databases
from tests.work.town import Town, a_town, build_service, small

ERRORS = (Retry("503"), Uncertain("timeout"), Permanent("21211"), RateLimited("429", after=2), Unreachable("30003"), OptedOut("21610"))
PEOPLE = (
    "fu.politi",
    "fu.politi/1",
    "fu.sundhed",
    "ssp_board.politi",
    "ssp_board.boligsocialt_hus",
    "housing_board.forperson",
    "parties.fab",
)

HAPPENINGS = (
    *("alarm", "send", "send", "send", "wait", "wait", "wait", "answer", "answer", "answer", "lose_worker", "forget", "level", "level"),
    *("correct", "update", "report", "report", "sms", "call_off", "restart", "task", "off_list", "react", "react"),
)
"""What may happen, the frequent more than once."""

steps = st.lists(
    st.tuples(
        st.sampled_from(HAPPENINGS),
        st.integers(0, 1000),
    ),
    min_size=5,
    max_size=28,
)


class Chronicle:
    """What was handed to providers, and who had answered before."""

    def __init__(self, town: Town) -> None:
        self.town = town

    async def step(self, what: str, number: int) -> None:  # noqa: C901 - one line for each thing that may happen
        town = self.town
        running = [i for i in range(1, 4) if await self.exists(i)]
        incident = running[number % len(running)] if running else 0
        who = PEOPLE[number % len(PEOPLE)]
        try:
            match what:
                case "alarm" if len(running) < 2:
                    await town.alarm(("red", "yellow")[number % 2], ("vollsmose", "rising")[number % 2])
                case "send":
                    await self.send(number)
                case "wait":
                    await town.wait(minutes=(0.4, 1, 3, 7, 40)[number % 5])
                case "answer" if incident:
                    await town.answer(incident, who, list(AnswerKind)[number % 3])
                case "sms":
                    await town.writes(who, ("1", "A1", "B3", "STOP", "START", "?")[number % 6])
                case "lose_worker":
                    await town.claim(list(Medium)[number % 3], 3)
                case "forget":
                    for claimed in await town.claim(list(Medium)[number % 3], 3):
                        await town.outcome(claimed)
                case "level" if incident:
                    await town.do(set_level, incident, ("red", "yellow")[number % 2], "fordi")
                case "correct" if incident:
                    await town.do(correct, incident, Correction("rettet", area=("vollsmose", "rising", "ejerslykke")[number % 3]))
                case "update" if incident:
                    await town.do(send_update, incident, "nyt")
                case "call_off" if incident and number % 3 == 0:
                    await town.do(call_off, incident, "slut")
                case "report":
                    states = (DeliveryState.ACCEPTED, DeliveryState.DELIVERED, DeliveryState.OPENED, DeliveryState.FAILED)
                    await town.do(deliveries.report, 1 + number % 60, "SM", states[number % 4], None, None)
                case "restart":
                    before, town.service = town.service, build_service(town.url, town.clock, town.posts)
                    await before.close()
                case "task" if incident:
                    for task in await town.tasks(incident):
                        await town.do((do, decline)[number % 2], task.id)
                case "off_list":
                    await town.change(who, active=number % 2 == 0)
                case "react":
                    post = list(town.posts.values())[number % 3]
                    post.react = None if number % 2 else lambda message: whim(message, number)
        except Refused:
            pass

    async def send(self, number: int) -> None:
        medium = list(Medium)[number % 3]
        live = await self.town.claim(medium, 1 + number % 8)
        await self.town.record([await self.town.outcome(c) for c in live])

    async def exists(self, incident: int) -> bool:
        async with self.town.service.store.read() as session:
            return await incidents.incident(session, incident) is not None

    async def check(self) -> None:
        town = self.town
        await town.check()
        async with town.service.store.read() as session:
            kinds = {n.id: n for n in await session.scalars(select(NoticeRow))}
            rows = list(await session.scalars(select(DeliveryRow).order_by(DeliveryRow.id)))
        once = Counter((d.notice_id, d.person_id, d.medium) for d in rows)
        assert not [key for key, count in once.items() if count > 1]
        alarms = Counter(
            (d.incident_id, d.person_id, d.medium) for d in rows if kinds[d.notice_id].kind == "alarm" and d.state != "dropped"
        )
        assert not [key for key, count in alarms.items() if count > 1], "alarmed twice on one medium"
        for d in rows:
            if d.state == "queued":
                assert d.leased_until is None
            if d.state == "handed_over":
                assert d.leased_until is not None, "held by nobody: it would be lost"
            if d.state in REACHED:
                assert d.delivered_at or d.state == "answered"
        for number in range(1, 4):
            if await self.exists(number):
                await self.check_incident(number, rows, kinds)

    async def check_incident(self, number: int, rows: list[DeliveryRow], kinds: dict[int, NoticeRow]) -> None:
        town = self.town
        incident = await town.incident(number)
        mine = [d for d in rows if d.incident_id == number]
        seats = await town.seats(number)
        timers = {t.subject_id for t in await town.open_timers(number) if t.kind == "seat"}
        if not is_open(IncidentState(incident.state)):
            assert not await town.open_timers(number)
            assert not [c for c in seats if c.state == SeatState.TRYING]
            assert not [d for d in mine if kinds[d.notice_id].kind != "call_off" and d.state == "queued"], "speaks after its end"
            return
        assert {c.id for c in seats if c.state == SeatState.TRYING} == timers, "a seat that nothing will bring on"
        if seats and incident.state == IncidentState.ALERTED:
            assert [c for c in seats if c.state == SeatState.TRYING]
        async with town.service.store.read() as session:
            standing = await incidents.newest_answers(session, number)
        answers = {person: row for (person, asked), row in standing.items() if asked == NoticeKind.ALARM}
        for d in mine:
            if d.person_id in answers and kinds[d.notice_id].kind == "alarm":
                assert d.state != "queued", "the alarm to someone who has answered"
        for call in seats:
            if call.state == SeatState.ANSWERED:
                assert answers[call.answered_by].kind != "cannot"


def whim(message: Outgoing, number: int) -> Receipt:
    roll = (message.delivery_id * 7 + number + message.attempt) % 9
    if roll < len(ERRORS):
        raise ERRORS[roll]
    return Receipt(f"x{message.delivery_id}", DeliveryState.ACCEPTED)


@settings(
    max_examples=5,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(what=steps)
async def test_what_is_promised_holds_whatever_happens(databases: Databases, what: list[tuple[str, int]]) -> None:
    url = await databases.migrated()
    async with a_town(url, plan=small("boern_unge", "by_kultur", "naestforperson_civica")) as town:
        chronicle = Chronicle(town)
        await town.alarm()
        for name, number in what:
            await chronicle.step(name, number)
            await chronicle.check()
        for post in town.posts.values():
            post.react = None
        await town.wait(hours=4)
        await chronicle.check()
        for d in await town.messages():
            assert d.state not in ("queued", "handed_over"), "something due was lost"
        for number in range(1, 4):
            if await chronicle.exists(number):
                assert not [c for c in await town.seats(number) if c.state == SeatState.TRYING], "a seat that is called for ever"
                await everyone_warned_hears_of_the_end(town, number)
        await town.check()
    await databases.drop(url)


async def everyone_warned_hears_of_the_end(town: Town, number: int) -> None:
    if not is_open(IncidentState((await town.incident(number)).state)):
        return
    warned = {d.person_id for d in await town.messages(number, kind=NoticeKind.ALARM) if d.state in TOLD}
    for_sure_not = {d.person_id for d in await town.messages(number)} - {
        d.person_id for d in await town.messages(number) if d.state in TOLD
    }
    await town.do(call_off, number, "slut")
    told = {d.person_id for d in await town.messages(number, kind=NoticeKind.CALL_OFF)}
    assert warned <= told
    assert not told & for_sure_not
