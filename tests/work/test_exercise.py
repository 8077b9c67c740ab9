"""An exercise says so in every word, reaches nobody who is not in it, and plays its scenario on time (I9)."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from actioncards.scenario import Place
from flows.sentences import Refused
from flows.vocabulary import CallOutVia, DeliveryState, Mode, NoticeKind
from service.domain.language import translations
from service.store.outbox import add_delivery
from service.store.tables import DeliveryRow, ExerciseRow, IncidentRow, NoticeRow, NoticeTextRow
from service.work import duty_hand_over, voice
from service.work.callouts import CallOut, call_out
from service.work.closing import call_off, send_update
from service.work.exercises import Drill
from service.work.incidents import Alarm
from service.work.meetings import convene
from service.work.preview import preview
from tests.harness.databases import Databases
from tests.work.speech import released, spoken, with_residents
from tests.work.town import SMS, START, VOICE, Town, a_town, build_service, odense

WORD = "ØVELSE"
SCENARIO = "skyderi_fredag_aften"


@pytest.fixture
async def town(databases: Databases) -> AsyncIterator[Town]:
    async with a_town(await databases.migrated()) as town:
        await with_residents(town)
        yield town
        await town.check()


@pytest.fixture
async def whole(databases: Databases) -> AsyncIterator[Town]:
    """With every seat of Odense's plan, as its scenarios need them."""
    async with a_town(await databases.migrated(), plan=odense(), deputies=0) as town:
        yield town
        await town.check()


async def texts(town: Town, incident: int) -> list[NoticeTextRow]:
    async with town.service.store.read() as session:
        query = select(NoticeTextRow).join(NoticeRow, NoticeRow.id == NoticeTextRow.notice_id).where(NoticeRow.incident_id == incident)
        return list(await session.scalars(query))


async def everything_says_so(town: Town, incident: int) -> None:
    """Every stored text, and everything that a provider was handed."""
    for text in await texts(town, incident):
        assert text.body.startswith(WORD), text.body
        assert WORD not in text.body.removeprefix(WORD), "said once"
        assert text.subject is None or text.subject.startswith(f"{WORD} "), text.subject
        assert text.calendar is None or text.calendar["summary"].startswith(WORD)
    for post in town.posts.values():
        assert all(message.text.startswith(WORD) for message in post.given)


def civil(town: Town) -> set[int]:
    return {person for place, person in town.people.items() if place.split(".")[0] in ("cks", "residents")}


async def told(town: Town, incident: int) -> set[int]:
    return {m.person_id for m in await town.messages(incident) if m.handed_at is not None}


async def test_an_exercise_is_marked_and_nobody_of_civil_society_takes_part_unless_named(town: Town) -> None:
    incident = await town.incident(await town.alarm(exercise=Drill()))
    assert incident.mode == Mode.EXERCISE
    inside = {person for place, person in town.people.items() if place.split(".")[0] not in ("cks", "residents")}
    assert set(incident.participants) == inside
    named = await town.incident(await town.alarm(exercise=Drill(takes_part=(Place("fu"), Place("cks")))))
    assert town.people["cks.0"] in named.participants
    assert town.people["residents.0"] not in named.participants
    assert town.people["ssp_board.politi"] not in named.participants
    assert town.people["duty_chief.chefvagt"] in named.participants


async def test_every_message_of_an_exercise_begins_with_the_word(town: Town) -> None:
    """F2, F3, F5, F7: alarm, second medium, deputy, detour, chief alerts, meeting, update, announcement, call-off."""
    incident = await town.alarm(exercise=Drill())
    await town.wait(minutes=16)
    await town.do(convene, incident)
    await town.wait(minutes=31)
    number = await released(town, incident)
    await town.do(send_update, incident, "Der er ro.")
    await town.wait(minutes=30)
    assert await spoken(town, number)
    await town.do(call_off, incident, "Øvelsen er slut.")
    await town.settle()
    kinds = {row.kind for row in await notices(town, incident)}
    assert {"alarm", "task", "chief_alert", "meeting", "clearance", "announcement", "update", "minutes", "call_off"} <= kinds
    await everything_says_so(town, incident)
    assert {m.medium for m in await town.messages(incident)} == {"sms", "email", "voice"}


async def notices(town: Town, incident: int) -> list[NoticeRow]:
    async with town.service.store.read() as session:
        return list(await session.scalars(select(NoticeRow).where(NoticeRow.incident_id == incident)))


async def test_an_announcement_in_an_exercise_reaches_nobody_outside_it(town: Town) -> None:
    """C1, F4: the release is played to the end, and civil society hears nothing of it."""
    incident = await town.alarm(exercise=Drill())
    await town.settle()
    number = await released(town, incident)
    await town.wait(minutes=40)
    assert await spoken(town, number)
    assert not await told(town, incident) & civil(town)
    steps = await town.entries(incident, "announcement.step")
    assert {entry.data["audience"] for entry in steps} == {"strategic", "cks", "residents"}


async def test_civil_people_who_are_in_the_exercise_are_told(town: Town) -> None:
    incident = await town.alarm(exercise=Drill(takes_part=(Place("fu"), Place("ssp_board"), Place("cks"))))
    await town.settle()
    await released(town, incident)
    await town.wait(minutes=40)
    hearers = await told(town, incident)
    assert town.people["cks.1"] in hearers
    assert town.people["residents.1"] not in hearers
    await everything_says_so(town, incident)


async def test_only_the_seats_that_take_part_are_called_and_nobody_is_alarmed_about_the_others(town: Town) -> None:
    incident = await town.alarm(exercise=Drill(takes_part=(Place("fu", "politi"), Place("fu", "sundhed"))))
    await town.wait(minutes=3)
    assert {f"{c.group_key}.{c.seat_key}" for c in await town.seats(incident)} == {"fu.politi", "fu.sundhed"}
    assert not await town.tasks(incident)
    assert not await town.entries(incident, "seat.unreachable")


async def test_what_goes_around_is_stopped_where_messages_are_handed_over(town: Town) -> None:
    """I9, as I8 is: a delivery written behind the back of every check does not leave, and neither do words without the mark."""
    incident = await town.alarm(exercise=Drill())
    outsider = town.people["residents.1"]
    alarm = (await town.messages(incident))[0]
    async with town.service.store.write() as session:
        slipped = await add_delivery(
            session,
            incident_id=None,  # not even the delivery says whose it is
            notice_id=alarm.notice_id,
            text_id=alarm.text_id,
            person_id=outsider,
            seat_call_id=None,
            medium=SMS,
            address="+4570000000",
            lane=0,
            now=town.clock.now(),
        )
    live = await town.claim()
    assert slipped is not None
    assert live
    assert slipped not in {c.id for c in live}
    town.clock.move(seconds=31)
    await town.settle()
    async with town.service.store.read() as session:
        stopped = await session.get_one(DeliveryRow, slipped)
    assert stopped.state == DeliveryState.DROPPED
    assert outsider not in await told(town, incident)


async def test_words_without_the_mark_are_stopped_where_messages_are_handed_over(town: Town) -> None:
    """I9: whoever wrote them, and however they came into the outbox."""
    incident = await town.alarm(exercise=Drill())
    async with town.service.store.write() as session:
        await session.execute(update(NoticeTextRow).where(NoticeTextRow.medium == "sms").values(body="RØD ALARM Vollsmose"))
        await session.execute(update(NoticeTextRow).where(NoticeTextRow.medium == "email").values(subject="RØD ALARM Vollsmose"))
    assert not await town.send()
    assert not await told(town, incident)


async def test_without_its_own_row_nothing_of_an_exercise_leaves(town: Town) -> None:
    incident = await town.alarm(exercise=Drill())
    async with town.service.store.write() as session:
        await session.delete(await session.get_one(ExerciseRow, incident))
    assert not await town.claim()


async def test_a_real_alarm_beside_an_exercise_is_told_to_all_without_the_word(town: Town) -> None:
    await town.alarm(exercise=Drill(takes_part=(Place("fu", "politi"),)))
    real = await town.alarm()
    await town.settle()
    assert (await town.incident(real)).mode == Mode.SANDBOX
    assert town.people["ssp_board.politi"] in await told(town, real)
    assert not any(text.body.startswith(WORD) for text in await texts(town, real))


async def test_a_real_call_out_is_never_added_to_an_exercise(town: Town) -> None:
    """F1, F2: the same person calls for the same area, first in an exercise, then in earnest."""
    caller = town.people["fu.politi"]
    drill = await town.do(call_out, CallOut("vollsmose", "Øvelse", "fyns_politi", CallOutVia.SMS, caller_person=caller, exercise=Drill()))
    real = await town.do(call_out, CallOut("vollsmose", "Skyderi", "fyns_politi", CallOutVia.SMS, caller_person=caller))
    assert isinstance(drill, IncidentRow)
    assert isinstance(real, IncidentRow)
    assert drill.id != real.id
    assert (drill.mode, real.mode) == (Mode.EXERCISE, Mode.SANDBOX)
    await town.settle()
    await everything_written(town, drill.id)


async def test_an_sms_calls_the_duty_chief_out_in_an_exercise(town: Town) -> None:
    """F1: `ØVELSE ALARM ...` is a drill, and what is written back says so."""
    heard = await town.writes("fu.politi", "Øvelse: alarm Vollsmose, prøve af kæden")
    assert heard.incident_id is not None
    assert (await town.incident(heard.incident_id)).mode == Mode.EXERCISE
    assert heard.reply is not None
    assert translations().translate(heard.reply, "da").startswith(f"{WORD}. ")
    assert (await town.incident((await town.writes("fu.politi", "ALARM Vollsmose skyderi")).incident_id or 0)).mode == Mode.SANDBOX


async def everything_written(town: Town, incident: int) -> None:
    found = await texts(town, incident)
    assert found
    assert all(text.body.startswith(WORD) for text in found)


async def test_what_is_spoken_and_written_back_begins_with_the_word(town: Town) -> None:
    """F2: a key pressed in a call, and an answer by SMS."""
    incident = await town.alarm(exercise=Drill())
    await town.settle()
    heard = await town.writes("fu.politi", "1")
    assert heard.reply is not None
    assert translations().translate(heard.reply, "da").startswith(f"{WORD}. ")
    await town.wait(minutes=6)
    call = (await town.messages(incident, medium=VOICE))[0]
    for digit in ("9", "1"):
        said = await town.do(voice.press, call.id, digit)
        assert isinstance(said, voice.Say)
        spoken_text = said.words or (translations().translate(said.sentence, "da") if said.sentence else "")
        assert spoken_text.startswith(WORD)


async def test_the_hand_over_says_which_of_the_open_incidents_are_exercises(town: Town) -> None:
    await town.alarm(exercise=Drill())
    await town.alarm(area="rising")
    async with town.service.reading() as unit:
        running = await duty_hand_over.open_incidents(unit)
    said = [translations().translate(line, "da") for _, line in running]
    assert sorted(line.startswith(WORD) for line in said) == [False, True]


async def test_the_preview_counts_the_parts_with_the_word_and_only_those_who_take_part(town: Town) -> None:
    async with town.service.reading() as unit:
        real = await preview(unit, Alarm("red", "vollsmose", "skyderi"))
        drill = await preview(unit, Alarm("red", "vollsmose", "skyderi", exercise=Drill(takes_part=(Place("fu", "politi"),))))
    text = next(t for t in drill.texts if t.medium is SMS)
    bare = next(t for t in real.texts if (t.medium, t.tier, t.group) == (SMS, text.tier, text.group))
    assert text.body.startswith(f"{WORD} ")
    assert text.sms is not None
    assert bare.sms is not None
    assert text.sms.units == bare.sms.units - len("SANDKASSE") + len(WORD)
    assert drill.seats == 1 < real.seats
    assert drill.people <= 1 < real.people


@pytest.mark.parametrize(
    ("drill", "field"),
    [
        (Drill(takes_part=(Place("nobody"),)), "takes_part"),
        (Drill(takes_part=(Place("fu", "nobody"),)), "takes_part"),
        (Drill(people=(987654,)), "people"),
        (Drill(scenario="no_such"), "scenario"),
        (Drill(scenario=SCENARIO), "scenario"),  # its places are not in the small plan
    ],
)
async def test_an_exercise_that_cannot_be_held_is_refused_and_nothing_is_written(town: Town, drill: Drill, field: str) -> None:
    with pytest.raises(Refused) as refused:
        await town.alarm(exercise=drill)
    assert refused.value.field == field
    async with town.service.store.read() as session:
        assert (await session.scalars(select(IncidentRow))).first() is None


async def test_a_scenario_that_begins_with_a_call_out_does_not_begin_with_an_alarm(whole: Town) -> None:
    with pytest.raises(Refused) as refused:
        await whole.alarm("yellow", "korsloekken", "demonstration", exercise=Drill("uro_efter_demonstration"))
    assert "Uro efter en demonstration" in str(refused.value.sentence)


async def test_injects_come_at_their_minutes_to_those_they_are_for_once(whole: Town) -> None:
    incident = await whole.alarm(exercise=Drill(SCENARIO))
    await whole.wait(minutes=11)
    assert not await whole.messages(incident, kind=NoticeKind.INJECT)
    await whole.wait(minutes=2)
    thrown = await whole.messages(incident, kind=NoticeKind.INJECT)
    assert {m.person_id for m in thrown} == {whole.people["fu.boligsocialt_hus"], whole.people["fu.boern_unge"]}
    assert (await whole.words(thrown[0])).startswith(f"{WORD} En beboer fortæller")
    given = await whole.entries(incident, "exercise.inject")
    assert [(e.data["inject"], e.entered_at - START) for e in given] == [
        ("indkald_moede", timedelta(minutes=3)),
        ("beboer_ringer", timedelta(minutes=12)),
    ]
    assert await whole.entries(incident, "log")


async def test_injects_survive_a_restart_and_what_was_missed_comes_at_once_and_once(whole: Town) -> None:
    incident = await whole.alarm(exercise=Drill(SCENARIO))
    await whole.settle()
    before, whole.service = whole.service, build_service(whole.url, whole.clock, whole.posts)
    await before.close()
    whole.clock.move(minutes=30)
    await whole.settle()
    keys = [e.data["inject"] for e in await whole.entries(incident, "exercise.inject")]
    assert keys == ["indkald_moede", "beboer_ringer", "rygte"]
    await whole.wait(minutes=1)
    assert len(await whole.entries(incident, "exercise.inject")) == 3


async def test_nothing_is_thrown_in_once_the_exercise_is_called_off(whole: Town) -> None:
    incident = await whole.alarm(exercise=Drill(SCENARIO))
    await whole.wait(minutes=5)
    await whole.do(call_off, incident, "Slut.")
    await whole.wait(minutes=120)
    assert [e.data["inject"] for e in await whole.entries(incident, "exercise.inject")] == ["indkald_moede"]
    assert not await whole.open_timers(incident)
