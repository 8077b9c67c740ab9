"""An SMS from a phone: the right answer, or a question back; never the provider's own words (hard cases 10-12)."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from flows.replies import HELP_WORDS, OPT_IN_WORDS, OPT_OUT_WORDS
from flows.vocabulary import NoticeKind, SeatState
from service.store import timeline
from service.store.tables import InboundRow
from service.work import inbox
from service.work.closing import call_off
from tests.work.town import Town, build_service


async def standing(town: Town, incident: int, place: str = "fu.politi") -> tuple[str, str | None]:
    seat = await town.seat(incident, place)
    return seat.state, seat.answer_kind


async def test_hard_case_12_forstaaet_is_an_answer(town: Town) -> None:
    incident = await town.alarm()
    await town.settle()
    heard = await town.writes("fu.politi", "Forstået")
    assert heard.outcome == "counted"
    assert await standing(town, incident) == (SeatState.ANSWERED, "seen")


@pytest.mark.parametrize(
    ("text", "first", "second"), [("A1", "seen", None), ("b 2", None, "on_my_way"), (" A 3. ", None, None), ("B ja", None, "seen")]
)
async def test_hard_case_10_two_crises_one_phone_the_right_one(town: Town, text: str, first: str | None, second: str | None) -> None:
    red, yellow = await town.alarm(), await town.alarm("yellow", "rising")
    await town.settle()
    heard = await town.writes("fu.politi", text)
    assert heard.outcome == "counted"
    assert ((await standing(town, red))[1], (await standing(town, yellow))[1]) == (first, second)


@pytest.mark.parametrize("text", ["1", " 2 ", "ja", "Forstået", "A1 B2", "C1", "👍", "hvad sker der?"])
async def test_hard_case_10_what_could_mean_either_is_asked_back(town: Town, text: str) -> None:
    red, yellow = await town.alarm(), await town.alarm("yellow", "rising")
    await town.settle()
    heard = await town.writes("fu.politi", text)
    assert heard.reply is not None
    assert "A1, B1" in str(heard.reply)
    assert await standing(town, red) == await standing(town, yellow) == (SeatState.TRYING, None)


async def test_a_letter_is_not_needed_when_one_incident_is_left(town: Town) -> None:
    red, yellow = await town.alarm(), await town.alarm("yellow", "rising")
    await town.settle()
    await town.do(call_off, red, "")
    assert (await town.writes("fu.politi", "1")).outcome == "counted"
    assert await standing(town, yellow) == (SeatState.ANSWERED, "seen")


@pytest.mark.parametrize("text", ["STOP", "Stop ", "stop!", "CANCEL", "END", "Unsubscribe"])
async def test_hard_case_11_stop_is_no_answer_and_other_channels_are_used_at_once(town: Town, text: str) -> None:
    incident = await town.alarm()
    await town.settle()
    heard = await town.writes("fu.politi", text)
    assert (heard.outcome, heard.reply) == ("opted out", None)
    assert await standing(town, incident) == (SeatState.TRYING, None)
    await town.settle()
    assert [d.medium for d in await town.messages(incident, who="fu.politi", kind=NoticeKind.ALARM)] == ["sms", "email"]
    [alert] = await town.messages(incident, kind=NoticeKind.CHIEF_ALERT)
    assert "Test fu.politi" in await town.words(alert)
    assert "frameldt SMS" in await town.words(alert)
    await town.writes("fu.politi", text)
    assert len(await town.messages(incident, kind=NoticeKind.CHIEF_ALERT)) == 1


async def test_start_restores(town: Town) -> None:
    first = await town.alarm()
    await town.settle()
    await town.writes("fu.politi", "STOP")
    assert (await town.writes("fu.politi", "start")).outcome == "opted in"
    assert (await town.person("fu.politi")).sms_opted_out_at is None
    await town.do(call_off, first, "")
    second = await town.alarm()
    assert [d.medium for d in await town.messages(second, who="fu.politi")] == ["sms"]


@pytest.mark.parametrize("text", ["YES", "START", "HELP", "Info"])
async def test_the_providers_other_words_are_no_answers_either(town: Town, text: str) -> None:
    incident = await town.alarm()
    await town.settle()
    await town.writes("fu.politi", text)
    assert await standing(town, incident) == (SeatState.TRYING, None)


async def test_a_stop_before_the_message_left_takes_it_back_and_uses_the_next_medium(town: Town) -> None:
    incident = await town.alarm()
    await town.writes("fu.politi", "STOP")
    await town.settle()
    states = {d.medium: d.state for d in await town.messages(incident, who="fu.politi", kind=NoticeKind.ALARM)}
    assert states == {"sms": "dropped", "email": "accepted"}


async def test_a_stop_after_the_end_makes_no_closed_incident_speak(town: Town) -> None:
    incident = await town.alarm()
    await town.settle()
    await town.do(call_off, incident, "")
    await town.settle()
    await town.writes("fu.politi", "STOP")
    assert not await town.messages(incident, kind=NoticeKind.CHIEF_ALERT)
    assert await town.entries(incident, "opt_out")


async def test_an_answer_after_the_end_is_noted(town: Town) -> None:
    incident = await town.alarm()
    await town.settle()
    await town.do(call_off, incident, "")
    assert (await town.writes("fu.politi", "2")).outcome == "too late"
    assert await town.entries(incident, "answer.after_close")


async def test_nothing_to_answer_says_so(town: Town) -> None:
    assert "112" in str((await town.writes("fu.politi", "1")).reply)
    assert "112" in str((await town.writes("fu.politi", "hallo?")).reply)


STRANGER = "+4520999999"


async def from_stranger(town: Town, text: str, sender: str = STRANGER) -> str | None:
    """What a phone that nobody on the list has gets back, as the sandbox's phones and the provider give it."""
    async with town.service.unit("provider") as unit:
        return (await inbox.hear_sandbox(unit, sender, text)).reply


async def test_a_stranger_who_calls_for_help_is_told_that_the_number_is_unknown(town: Town) -> None:
    """The same words as a caller hears: nobody may believe that the duty chief was called."""
    said = "Dette nummer kendes ikke her. Ved fare: ring 112."
    assert await from_stranger(town, "ALARM VOLLSMOSE skyderi ved Bøgeparken") == said
    assert await from_stranger(town, "1", "+45 20 99 99 98") == said
    assert await town.messages() == []


async def test_a_stranger_is_answered_once_an_hour_so_that_two_machines_never_talk_for_ever(town: Town) -> None:
    assert await from_stranger(town, "Tak for din besked")
    for _ in range(3):
        town.clock.move(minutes=19)
        assert await from_stranger(town, "Tak for din besked") is None
    before, town.service = town.service, build_service(town.url, town.clock, town.posts)
    await before.close()
    assert await from_stranger(town, "Tak for din besked") is None, "also after a restart"
    assert await from_stranger(town, "hallo", "+4520999998"), "each number for itself"
    town.clock.move(minutes=4)
    assert await from_stranger(town, "hallo")
    assert await from_stranger(town, "hallo") is None


@given(word=st.sampled_from(sorted(OPT_OUT_WORDS | OPT_IN_WORDS | HELP_WORDS)), around=st.sampled_from(["", " ", ".", "!", "\n"]))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_a_strangers_stop_is_the_providers_and_gets_no_answer_from_us(town: Town, word: str, around: str) -> None:
    for text in (around + word, word.lower() + around):
        assert await from_stranger(town, text) is None


async def test_where_no_phone_wrote_nothing_is_written_back(town: Town) -> None:
    for sender in ("not a number", "", "+45" + "9" * 40, "FynsPoliti", "\0", "1813"):
        assert await from_stranger(town, "1", sender) is None


async def test_whoever_was_taken_off_the_list_calls_nobody_out_but_can_still_answer(town: Town) -> None:
    incident = await town.alarm()
    await town.settle()
    await town.change("fu.politi", active=False)
    assert "not known here" in str((await town.writes("fu.politi", "ALARM RISING brand")).reply)
    assert await town.messages(kind=NoticeKind.CALL_OUT) == []
    assert (await town.writes("fu.politi", "1")).outcome == "counted"
    assert await town.entries(incident, "answer")


async def test_a_number_that_somebody_else_has_now_is_theirs(town: Town) -> None:
    """Their mobile was the fixed line of one who has been taken off the list, or the other way about."""
    number = (await town.person("fu.politi")).mobile
    await town.change("fu.politi", active=False)
    await town.change("fu.sundhed", phone=number)
    assert "being called" in str((await town.writes("fu.politi", "ALARM RISING brand")).reply)


async def test_a_cpr_number_in_a_reply_is_not_kept(town: Town) -> None:
    """I8: it cannot be sent back to be mended, so it is struck out."""
    incident = await town.alarm()
    await town.settle()
    await town.writes("fu.politi", "Det er Bo, 010170-1234, der skød")
    async with town.service.reading() as unit:
        kept = [str(values) for _, values in await timeline.page(unit.session, incident)]
    assert "010170" not in "".join(kept)
    assert any("der skød" in one for one in kept)


async def test_a_cpr_number_is_not_kept_raw_either(town: Town) -> None:
    """I8 before I11: what providers send is stored raw but for this."""
    await town.alarm()
    number = str((await town.person("fu.politi")).mobile)
    async with town.service.unit("provider") as unit:
        await inbox.hear_sandbox(unit, number, "Det er Bo, 0101701234, der skød")
        [row] = await unit.session.scalars(select(InboundRow))
    assert "0101701234" not in str(row.params)
    assert "der skød" in str(row.params)
    assert number in str(row.params), "a telephone number is none"


async def test_the_reply_is_in_the_persons_language(town: Town) -> None:
    await town.alarm()
    await town.settle()
    await town.change("fu.politi", language="en")
    number = str((await town.person("fu.politi")).mobile)
    async with town.service.unit("provider") as unit:
        heard = await inbox.hear_sandbox(unit, number, "1")
    assert str(heard.reply).startswith("Registered: ")


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=200))
async def test_no_text_makes_the_hearing_fail(town: Town, text: str) -> None:
    if not await town.messages():
        await town.alarm()
        await town.send()
    assert (await town.writes("fu.politi", text)).outcome
