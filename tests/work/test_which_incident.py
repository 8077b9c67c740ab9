"""An answer counts for the incident it was meant for, also when that one has ended and another has begun (hard cases 10 and 22)."""

from collections import Counter
from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from actioncards.sms import parts
from flows.incident import is_open
from flows.sentences import Refused, Sentence
from flows.vocabulary import AnswerKind, CallOutVia, IncidentState, Rsvp, SeatState
from service.domain.language import translations
from service.domain.words import ANSWERS, RSVPS
from service.work import assessment, reply_words
from service.work.assessment import Briefing
from service.work.callouts import CallOut, call_out
from service.work.closing import call_off
from service.work.exercises import Drill
from service.work.participants import in_exercise
from tests.harness.databases import Databases
from tests.work.test_meeting import convened
from tests.work.town import Town, a_town, odense, small

PHONE = "fu.politi"


async def told(town: Town, area: str, level: str = "red", **more: object) -> int:
    """An alarm that has reached everybody it is for."""
    incident = await town.alarm(level, area, **more)
    await town.settle()
    return incident


async def briefed(town: Town, area: str, *groups: str) -> int:
    """A call-out that the duty chief has made a briefing (F13)."""
    wanted = CallOut(area, "Stor fodboldkamp", "fyns_politi", CallOutVia.API, "Risiko.")
    incident = (await town.do(call_out, wanted)).id  # type: ignore[attr-defined]
    await town.do(assessment.to_briefing, incident, Briefing("Stor fodboldkamp lørdag.", groups))
    await town.settle()
    return int(incident)


async def reads(town: Town, text: str, who: str = PHONE) -> str:
    """What this phone gets back when it writes `text`, in Danish."""
    reply = (await town.writes(who, text)).reply
    return translations().translate(reply, "da") if reply else ""


async def answers_in(town: Town, incident: int) -> list[str]:
    return [entry.kind for entry in await town.entries(incident) if entry.kind in ("answer", "answer.after_close", "reply.unclear")]


async def test_a_late_answer_with_a_letter_belongs_to_the_incident_that_had_it(town: Town) -> None:
    vollsmose = await told(town, "vollsmose")
    await town.do(call_off, vollsmose, "")
    rising = await told(town, "rising")
    assert await reads(town, "A3") == "A, Vollsmose, er afmeldt. Dit svar er noteret. Stadig i gang: B, Rising."
    assert await answers_in(town, vollsmose) == ["answer.after_close"]
    assert await answers_in(town, rising) == []
    seat = await town.seat(rising, PHONE)
    assert (seat.state, seat.position) == (SeatState.TRYING, 0), "the deputy is not called for somebody else's answer"


async def test_a_bare_digit_still_answers_the_one_that_is_open_and_is_told_which(town: Town) -> None:
    await town.do(call_off, await told(town, "vollsmose"), "")
    rising = await told(town, "rising")
    assert await reads(town, "3") == "Registreret for B, Rising: kan ikke komme."
    assert (await town.seat(rising, PHONE)).people[0] == town.people[PHONE]
    town.clock.move(hours=48)
    assert await reads(town, "1") == "Registreret: har set det.", "the other one is long past"


async def test_an_exercise_gets_another_letter_than_the_real_one_ten_minutes_ago(town: Town) -> None:
    real = await told(town, "vollsmose")
    await town.do(call_off, real, "")
    town.clock.move(minutes=10)
    drill = await told(town, "vollsmose", exercise=Drill(people=(town.people[PHONE],)))
    assert [(await town.incident(i)).code for i in (real, drill)] == ["A", "B"]
    assert await reads(town, "A1") == "A, Vollsmose, er afmeldt. Dit svar er noteret."
    assert await reads(town, "B1") == "ØVELSE. Registreret for B, Vollsmose: har set det."


async def test_an_alarm_is_never_refused_for_want_of_a_letter_and_a_shared_one_is_not_guessed(town: Town) -> None:
    town_of = [await town.alarm() for _ in range(28)]
    codes = Counter([(await town.incident(i)).code for i in town_of])
    assert (len(codes), max(codes.values())) == (26, 2)
    await town.settle()
    assert "Brug linket i den besked" in await reads(town, "A1")
    assert await reads(town, "C1") == "Registreret for C, Vollsmose: har set det."


async def test_an_answer_to_the_last_of_all_says_which_has_ended(town: Town) -> None:
    incident = await told(town, "vollsmose")
    await town.do(call_off, incident, "")
    assert await reads(town, "1") == "A, Vollsmose, er afmeldt. Dit svar er noteret."
    assert await answers_in(town, incident) == ["answer.after_close"]
    assert "intet at svare på" in await reads(town, "B1"), "there was no B for them"
    assert await answers_in(town, incident) == ["answer.after_close"]


async def test_an_answer_in_the_moment_before_the_next_alarm_leaves_belongs_to_the_last_one(town: Town) -> None:
    ended = await told(town, "vollsmose")
    await town.do(call_off, ended, "")
    await town.alarm("red", "rising")
    assert await reads(town, "2") == "A, Vollsmose, er afmeldt. Dit svar er noteret."
    town.clock.move(hours=49)
    assert "intet at svare på" in await reads(town, "2")


async def test_a_letter_that_the_person_never_had_is_asked_back_with_the_one_they_have(town: Town) -> None:
    incident = await told(town, "rising", "yellow")
    asked = "Du er ikke med i en hændelse B. Du er med i A, Rising: svar for eksempel A1."
    assert await reads(town, "B1") == asked
    assert await answers_in(town, incident) == ["reply.unclear"]
    assert (await town.seat(incident, PHONE)).state == SeatState.TRYING


async def test_a_call_out_that_was_closed_without_a_crisis_says_closed(town: Town) -> None:
    incident = await briefed(town, "vollsmose", "fu")
    await town.do(assessment.to_closed, incident, "Falsk alarm.")
    await told(town, "rising")
    assert await reads(town, "A1") == "A, Vollsmose, er afsluttet. Dit svar er noteret. Stadig i gang: B, Rising."


async def test_a_briefing_is_no_incident_that_people_must_answer(town: Town) -> None:
    """F13."""
    briefing = await briefed(town, "vollsmose", "fu")
    alarm = await told(town, "rising")
    assert await reads(town, "1") == "Registreret for B, Rising: har set det."
    assert (await town.seat(alarm, PHONE)).answer_kind == AnswerKind.SEEN
    assert await reads(town, "hvad sker der?") == "Dit svar kunne ikke læses. Svar 1 set, 2 på vej, 3 kan ikke."
    assert await answers_in(town, briefing) == []
    assert await reads(town, "A1") == "Registreret for A, Vollsmose: har set det.", "the letter says that the briefing is meant"
    assert await answers_in(town, briefing) == ["answer"]


async def test_an_answer_to_a_briefing_alone_is_noted_there(town: Town) -> None:
    briefing = await briefed(town, "vollsmose", "fu")
    assert await reads(town, "ok") == "Registreret: har set det."
    assert await answers_in(town, briefing) == ["answer"]


async def test_a_briefing_hides_no_summons(town: Town) -> None:
    """F5: a digit answers the meeting while its summons is the newest thing asked."""
    await briefed(town, "rising", "fu")
    await convened(town)
    await town.settle()
    assert await reads(town, "1") == "Registreret for B, Vollsmose: deltager i mødet."


@pytest.mark.parametrize("language", ["da", "en"])
def test_what_is_written_back_fits_one_text_message(language: str) -> None:
    plan = odense()
    kinds = [*ANSWERS.values(), *RSVPS.values()]
    for area in plan.areas.values():
        for kind in kinds:
            said = in_exercise(Sentence("Registered for {incident}: {kind}.", incident=f"A, {area.label.da}", kind=kind))
            size = parts(translations().translate(said, language))
            assert (size.parts, size.encoding) == (1, "gsm7"), (area.key, kind)
    assert set(RSVPS) == set(Rsvp)


MANY = (*("alarm", "call_off") * 2, "drill", "brief", "close", "send", "wait", "night", *("answer",) * 4)
steps = st.lists(st.tuples(st.sampled_from(MANY), st.integers(0, 1000)), min_size=4, max_size=16)


class Correspondence:
    """What a phone writes while incidents come and go, and what must hold of each answer."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.began: list[int] = []

    async def open(self) -> list[int]:
        return [i for i in self.began if is_open(IncidentState((await self.town.incident(i)).state))]

    async def step(self, what: str, n: int) -> None:
        town, area = self.town, ("vollsmose", "rising", "ejerslykke")[n % 3]
        running = await self.open()
        match what:
            case "alarm" | "drill" if len(self.began) < 8:
                drill = Drill(people=(town.people[PHONE],)) if what == "drill" else None
                await self.begins(await town.alarm(("red", "yellow")[n % 2], area, exercise=drill))
            case "brief" if len(self.began) < 8:
                await self.begins(await briefed(town, area, "fu"))
            case "call_off" | "close" if running:
                with suppress(Refused):
                    await town.do(call_off if what == "call_off" else assessment.to_closed, running[n % len(running)], "Slut.")
            case "send":
                await town.settle()
            case "wait" | "night":
                await town.wait(**({"minutes": 7} if what == "wait" else {"hours": 49}))
            case "answer":
                await self.answers(("", "A", "b ", "C", "D")[n % 5], ("1", "2", "3", "ja")[n % 4])

    async def begins(self, incident: int) -> None:
        """No letter is given that an incident of the last 48 hours had."""
        code = (await self.town.incident(incident)).code
        for other in [await self.town.incident(i) for i in self.began]:
            lately = other.called_off_at is None or other.called_off_at > self.town.clock.now() - timedelta(hours=48)
            assert not lately or other.code != code
        self.began.append(incident)

    async def answers(self, letter: str, digit: str) -> None:
        """It gets words back; it is written down in one incident at most, which has that letter, and which the words name."""
        before = {i: await answers_in(self.town, i) for i in self.began}
        said = await reads(self.town, letter + digit)
        assert said
        assert parts(said).encoding == "gsm7"
        after = {i: await answers_in(self.town, i) for i in self.began}
        new = {i: after[i][len(before[i]) :] for i in self.began if after[i] != before[i]}
        counted = [i for i, kinds in new.items() if "reply.unclear" not in kinds]
        assert not counted or len(new) == 1
        for number in counted:
            incident = await self.town.incident(number)
            assert letter.strip().upper() in ("", incident.code)
            assert is_open(IncidentState(incident.state)) == (new[number] == ["answer"])
            assert f"{incident.code}, " in said or ("Registreret: " in said and not letter)
        if "Registreret: " in said:
            since = self.town.clock.now() - reply_words.LATELY
            rows = [await self.town.incident(i) for i in self.began]
            lately = [r.id for r in rows if r.called_off_at is None or r.called_off_at > since]
            reached = [i for i in lately if [d for d in await self.town.messages(i, who=PHONE) if d.state not in ("queued", "dropped")]]
            assert len(reached) <= 1


@settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(story=steps)
async def test_whatever_begins_and_ends_no_answer_counts_for_another_incident(databases: Databases, story: list[tuple[str, int]]) -> None:
    url = await databases.migrated()
    async with a_town(url, plan=small()) as town:
        phone = Correspondence(town)
        for what, n in story:
            await phone.step(what, n)
        await town.check()
    await databases.drop(url)
