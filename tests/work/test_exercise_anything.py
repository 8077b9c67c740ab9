"""Whatever is done to an exercise, in any order: every text of it begins with its word, and nobody outside it is handed anything (I9)."""

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from actioncards.scenario import Place
from flows.sentences import Refused
from flows.vocabulary import AnswerKind, CallOutVia, Mode
from service.store.tables import AnnouncementRow, DeliveryRow, IncidentRow, NoticeRow, NoticeTextRow
from service.work import assessment, meetings, tasks
from service.work.announcements import Draft, Part, draft
from service.work.callouts import CallOut, call_out
from service.work.clearance import clear, submit
from service.work.closing import Correction, call_off, correct, send_update
from service.work.exercises import Drill
from service.work.levels import set_level
from service.work.release import release, retract
from tests.harness.databases import Databases
from tests.work.speech import ALL, CKS, STRATEGIC, with_residents
from tests.work.test_outward_anything import whim
from tests.work.town import Town, a_town, build_service, with_cards

WORD = "ØVELSE"
DRILLS = (
    Drill(),
    Drill(takes_part=(Place("fu"), Place("ssp_board"))),
    Drill(takes_part=(Place("fu", "politi"), Place("cks"))),
    Drill(takes_part=(Place("housing_board"),)),
)
PEOPLE = ("fu.politi", "fu.politi/1", "fu.sundhed", "ssp_board.politi", "ssp_board.boligsocialt_hus", "cks.1", "residents.1", "parties.fab")
HAPPENINGS = (
    *(
        "alarm",
        "real",
        "call_out",
        "assess",
        "brief",
        "wait",
        "wait",
        "wait",
        "wait",
        "answer",
        "answer",
        "sms",
        "level",
        "correct",
        "update",
    ),
    *("convene", "move", "cancel", "draft", "submit", "clear", "release", "release", "retract", "do", "decline", "restart", "react"),
    *("off_list", "call_off"),
)
steps = st.lists(st.tuples(st.sampled_from(HAPPENINGS), st.integers(0, 1000)), min_size=10, max_size=30)


class Drillmaster:
    """Does things to incidents 1 to 3, of which the first is always an exercise."""

    def __init__(self, town: Town) -> None:
        self.town = town

    async def step(self, what: str, number: int) -> None:  # noqa: C901 - one line for each thing that may happen
        town, incident, who = self.town, 1 + number % 3, PEOPLE[number % len(PEOPLE)]
        person, drill = town.people[who], DRILLS[number % len(DRILLS)]
        try:
            match what:
                case "alarm":
                    await town.alarm(("red", "yellow")[number % 2], exercise=drill)
                case "real":
                    await town.alarm("yellow", "rising")
                case "call_out":
                    caller = CallOut("vollsmose", "Uro.", "fyns_politi", CallOutVia.SMS, caller_person=person, exercise=drill)
                    await town.do(call_out, caller)
                case "assess":
                    await town.do(assessment.to_alarm, incident, assessment.ToAlarm("red", "skyderi"))
                case "brief":
                    await town.do(assessment.to_briefing, incident, assessment.Briefing("Vær opmærksom.", ("fu", "parties")))
                case "answer":
                    await town.answer(incident, who, (AnswerKind.SEEN, AnswerKind.CANNOT)[number % 2])
                case "sms":
                    await town.writes(PEOPLE[number % 4], ("1", "A1", "3", "hvad?")[number % 4])
                case "level":
                    await town.do(set_level, incident, ("red", "yellow")[number % 2], "fordi")
                case "correct":
                    await town.do(correct, incident, Correction("Det er rettet.", area="vollsmose", cause="knivstik"))
                case "update":
                    await town.do(send_update, incident, "Der er ro.")
                case "convene":
                    await town.do(meetings.convene, incident)
                case "move":
                    await town.do(meetings.move, 1, None)
                case "cancel":
                    await town.do(meetings.cancel, 1)
                case "draft":
                    await town.do(draft, incident, (ALL, Draft((STRATEGIC, Part("cks", CKS.text, CKS.correction))))[number % 2], None)
                case "submit":
                    await town.do(submit, 1 + number % 2)
                case "clear":
                    await town.do(clear, 1 + number % 2, town.people["fu.politi"], await self.digest(1 + number % 2))
                case "release":
                    await town.do(release, 1 + number % 2)
                case "retract":
                    await town.do(retract, 1 + number % 2)
                case "do":
                    await town.do(tasks.do, 1 + number % 4)
                case "decline":
                    await town.do(tasks.decline, 1 + number % 4)
                case "call_off" if number % 3 == 0:
                    await town.do(call_off, incident, "Slut.")
                case "wait":
                    await town.wait(minutes=(1, 6, 16, 31)[number % 4])
                case "off_list":
                    await town.change(who, active=bool(number % 2))
                case "restart":
                    before, town.service = town.service, build_service(town.url, town.clock, town.posts)
                    await before.close()
                case "react":
                    post = list(town.posts.values())[number % 3]
                    post.react = None if number % 2 else lambda message: whim(message, number)
        except Refused:
            pass
        await self.judge()

    async def digest(self, number: int) -> str:
        async with self.town.service.store.read() as session:
            row = await session.get(AnnouncementRow, number)
        return row.digest if row else "0" * 64

    async def judge(self) -> None:
        """Look at every text that is stored and everybody who has been handed anything."""
        async with self.town.service.store.read() as session:
            drills = {row.id: row for row in await session.scalars(select(IncidentRow).where(IncidentRow.mode == Mode.EXERCISE.value))}
            texts = await session.execute(
                select(NoticeTextRow, NoticeRow.incident_id).join(NoticeRow, NoticeRow.id == NoticeTextRow.notice_id)
            )
            for text, incident in texts.all():
                assert text.body.startswith(WORD) == (incident in drills), text.body
                assert text.subject is None or text.subject.startswith(WORD) == (incident in drills), text.subject
            handed = select(DeliveryRow, NoticeRow.incident_id).join(NoticeRow, NoticeRow.id == DeliveryRow.notice_id)
            for message, incident in (await session.execute(handed.where(DeliveryRow.handed_at.is_not(None)))).all():
                if incident in drills:
                    assert message.person_id in drills[incident].participants, "somebody outside the exercise was handed a message"


@settings(
    max_examples=6,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(what=steps, drill=st.sampled_from(DRILLS))
async def test_an_exercise_says_so_and_stays_among_those_who_take_part(
    databases: Databases, what: list[tuple[str, int]], drill: Drill
) -> None:
    """I9."""
    async with a_town(await databases.migrated(), plan=with_cards()) as town:
        await with_residents(town)
        await town.alarm(exercise=drill)
        master = Drillmaster(town)
        for name, number in what:
            await master.step(name, number)
        for post in town.posts.values():
            post.react = None
        await town.wait(minutes=90)
        await master.judge()
        civil = {person for place, person in town.people.items() if place.split(".")[0] == "residents"}
        async with town.service.store.read() as session:
            rows = await session.execute(
                select(DeliveryRow.person_id)
                .join(IncidentRow, IncidentRow.id == DeliveryRow.incident_id)
                .where(IncidentRow.mode == "exercise")
            )
            assert not {person for (person,) in rows} & civil
        await town.check()
