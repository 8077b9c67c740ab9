"""The exported table of who was told what: what each of them answered, and for whom (F5, I4, I7)."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from flows.vocabulary import AnswerKind, AnswerVia, DeliveryState, Medium, NoticeKind, Rsvp
from service.domain.language import DANISH, translations
from service.exports.printed_rows import warned_rows
from service.exports.report import Warned
from service.store.tables import MeetingRow
from service.work import closing, meetings, rsvps
from service.work.report import timeline_report
from tests.work.town import Town, a_town, odense


@pytest.fixture
async def town(migrated_url: str) -> AsyncIterator[Town]:
    """With all six seats of the committee."""
    async with a_town(migrated_url, plan=odense()) as town:
        yield town
        await town.check()


async def convened(town: Town) -> tuple[int, MeetingRow]:
    incident = await town.alarm()
    await town.settle()
    made = await town.do(meetings.convene, incident)
    assert isinstance(made, MeetingRow)
    await town.settle()
    return incident, made


async def joins(town: Town, meeting: int, who: str, rsvp: Rsvp = Rsvp.JOINING) -> None:
    await town.do(rsvps.take, meeting, rsvps.Reply(town.people[who], rsvp, AnswerVia.SMS), actor=f"person:{town.people[who]}")


async def told(town: Town, incident: int, who: str) -> list[Warned]:
    async with town.service.reading() as unit:
        report = await timeline_report(unit, incident, "test", "json")
    return [row for row in report.warned if row.person == f"Test {who}"]


def printed(row: Warned) -> str:
    """The last column, as the document has it."""
    [[*_, answer]], _ = warned_rows([row], translations().speaker(DANISH))
    return answer


async def test_who_answered_the_summons_stands_in_the_record_with_what_they_answered(town: Town) -> None:
    incident, meeting = await convened(town)
    town.clock.move(minutes=1)
    at = town.clock.now()
    await joins(town, meeting.id, "fu.politi")
    await town.settle()
    rows = [row for row in await told(town, incident, "fu.politi") if row.notice is NoticeKind.MEETING]
    assert {(row.answer, row.via, row.answered_at) for row in rows} == {(Rsvp.JOINING, AnswerVia.SMS, at)}
    assert "deltager i mødet" in printed(rows[0])
    [silent, *_] = [row for row in await told(town, incident, "fu.sundhed") if row.notice is NoticeKind.MEETING]
    assert (silent.answer, printed(silent)) == (None, "intet svar")


async def test_a_yes_to_one_time_is_none_to_the_time_the_meeting_was_moved_to(town: Town) -> None:
    incident, meeting = await convened(town)
    await joins(town, meeting.id, "fu.politi")
    await town.settle()
    town.clock.move(minutes=2)
    await town.do(meetings.move, meeting.id, meeting.starts_at + timedelta(minutes=15))
    await town.settle()
    rows = {row.notice: row for row in await told(town, incident, "fu.politi") if row.medium is Medium.SMS}
    assert rows[NoticeKind.MEETING].answer is Rsvp.JOINING
    assert rows[NoticeKind.MEETING_MOVED].answer is None
    await joins(town, meeting.id, "fu.politi", Rsvp.CANNOT)
    rows = {row.notice: row for row in await told(town, incident, "fu.politi") if row.medium is Medium.SMS}
    assert (rows[NoticeKind.MEETING].answer, rows[NoticeKind.MEETING_MOVED].answer) == (Rsvp.JOINING, Rsvp.CANNOT)


async def test_an_answer_to_the_alarm_is_none_to_the_summons(town: Town) -> None:
    incident, _ = await convened(town)
    await town.answer(incident, "fu.politi", AnswerKind.SEEN)
    await town.settle()
    answers = {row.notice: row.answer for row in await told(town, incident, "fu.politi")}
    assert (answers[NoticeKind.ALARM], answers[NoticeKind.MEETING]) == (AnswerKind.SEEN, None)


async def test_where_no_answer_is_waited_for_none_is_said_to_be_missing(town: Town) -> None:
    incident, _ = await convened(town)
    await town.do(closing.send_update, incident, "Der er ro.")
    await town.settle()
    await town.do(closing.call_off, incident, "Slut.")
    await town.settle()
    rows = await told(town, incident, "fu.politi")
    for kind in (NoticeKind.UPDATE, NoticeKind.CALL_OFF, NoticeKind.MEETING_CANCELLED):
        assert {printed(row) for row in rows if row.notice is kind} == {"\N{EN DASH}"}
    assert {printed(row) for row in rows if row.notice is NoticeKind.ALARM and row.state is not DeliveryState.DROPPED} == {"intet svar"}


async def test_a_deputy_has_an_organisation_in_the_record(town: Town) -> None:
    """The entry that first names the deputy says nothing of where they come from; the next one does."""
    incident = await town.alarm()
    await town.settle()
    await town.answer(incident, "fu.politi", AnswerKind.CANNOT)
    await town.settle()
    [row, *_] = await told(town, incident, "fu.politi/1")
    assert row.organisation == "fyns_politi"
