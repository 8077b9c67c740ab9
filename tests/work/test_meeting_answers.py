"""How a seat answers its summons by phone: a digit in an SMS, a key in a call (F5, hard cases 10-12 and 14)."""

from datetime import timedelta

import pytest

from actioncards.model import Plan
from flows.vocabulary import AnswerVia, InvitationState, Rsvp
from service.work import meetings, voice
from tests.work.test_meeting import SUMMONS, all_join, convened, invitation, meeting
from tests.work.town import VOICE, Town, odense


@pytest.fixture
def town_plan() -> Plan:
    """With all six seats of the committee."""
    return odense()


async def test_a_digit_means_the_meeting_while_its_summons_is_the_newest_thing_asked(town: Town) -> None:
    incident, made = await convened(town)
    heard = await town.writes("fu.politi", "1")
    assert heard.outcome == "counted"  # the summons has not left yet: it answers the alarm
    assert (await invitation(town, made.id, "politi")).state == InvitationState.ASKED
    await town.settle()
    assert (await town.writes("fu.politi", "1")).outcome == "counted"
    assert (await invitation(town, made.id, "politi")).state == InvitationState.JOINING
    heard = await town.writes("fu.sundhed", "ok")
    assert heard.reply is not None
    assert "about the meeting" in str(heard.reply)
    assert (await town.writes("fu.sundhed", "på vej 10 min")).outcome == "counted"
    assert (await invitation(town, made.id, "sundhed")).state == InvitationState.ASKED
    assert (await town.writes("fu.by_kultur", "2")).outcome == "counted"
    assert (await invitation(town, made.id, "by_kultur")).position == 1
    assert await town.entries(incident, "reply.unclear")
    await town.do(meetings.cancel, made.id)
    assert (await town.writes("fu.boern_unge", "3")).outcome == "counted"
    assert (await town.seat(incident, "fu.boern_unge")).answered_by is None


async def test_with_two_crises_the_letter_says_which_meeting(town: Town) -> None:
    """Hard case 10."""
    first, made = await convened(town)
    await town.alarm("red", "rising")
    await town.settle()
    assert (await town.writes("fu.politi", "1")).outcome == "ask back"
    assert (await town.writes("fu.politi", "A1")).outcome == "counted"
    assert (await invitation(town, made.id, "politi")).state == InvitationState.JOINING
    assert await town.entries(first, "meeting.answer")


async def reminded_by_phone(town: Town, number: int, incident: int, who: str) -> int:
    """The call that a silent seat gets before the start; its delivery."""
    await town.wait(minutes=((await meeting(town, number)).starts_at - town.clock.now()).total_seconds() / 60 - 20)
    calls = [d for d in await town.messages(incident, kind=SUMMONS, who=who) if d.medium == VOICE]
    return calls[-1].id


@pytest.mark.parametrize(
    ("key", "rsvp", "said"),
    [
        ("1", Rsvp.JOINING, "Registered: you join"),
        ("2", Rsvp.DEPUTY, "Registered: your deputy"),
        ("3", Rsvp.CANNOT, "Registered: nobody comes"),
        ("7", None, "None"),
    ],
)
async def test_a_key_pressed_in_the_call_answers_the_summons(town: Town, key: str, rsvp: Rsvp | None, said: str) -> None:
    """F5, hard case 14: the call says 1, 2 or 3, and means the meeting; a key that means nothing repeats the words."""
    incident, made = await convened(town)
    await all_join(town, made.id, but="sundhed")
    call = await reminded_by_phone(town, made.id, incident, "fu.sundhed")
    answer = await town.do(voice.press, call, key, actor="provider:twilio_voice")
    assert said in str(answer.sentence)
    assert answer.listen == (rsvp is None)
    row = await invitation(town, made.id, "sundhed")
    assert (row.rsvp, row.via) == ((rsvp.value, AnswerVia.VOICE.value) if rsvp else (None, None))


async def test_a_call_about_a_moved_or_cancelled_meeting_says_so_and_takes_no_answer(town: Town) -> None:
    incident, made = await convened(town)
    call = await reminded_by_phone(town, made.id, incident, "fu.sundhed")
    await town.do(meetings.move, made.id, made.starts_at + timedelta(minutes=15))
    assert "no longer holds" in str((await town.do(voice.press, call, "1")).sentence)
    assert (await invitation(town, made.id, "sundhed")).rsvp is None
    await town.do(meetings.cancel, made.id)
    assert "no longer holds" in str((await town.do(voice.pick_up, call)).sentence)
    assert "no longer holds" in str((await town.do(voice.press, call, "1")).sentence)
