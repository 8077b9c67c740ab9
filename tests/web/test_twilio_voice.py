"""Phone calls: keys pressed while the voice speaks, machines, hang-ups, unknown calls; and calls to us with a PIN (hard case 14)."""

import xml.etree.ElementTree as ET
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from pydantic import SecretStr
from sqlalchemy import func, select, text

from flows.vocabulary import CallOutVia, DeliveryState, Medium, SeatState
from service.store import incidents, outbox
from service.store.tables import DeliveryRow, InboundRow, IncidentRow, PersonRow, SeatCallRow
from service.work import people, phone_pins
from service.work.callouts import CallOut, call_out
from service.work.duty import on_duty_now
from service.work.phone_pins import Checked
from service.work.plans import in_force
from tests.harness.databases import Databases
from tests.standins.callbacks import signature
from tests.web.world import World, running_world, seeded

TOKEN = "a-token-of-the-test"
VOICE = "/webhooks/twilio_voice"
PIN = "4713"


@dataclass
class Line:
    """A phone line between Twilio and us."""

    world: World

    async def post(self, path: str, form: Mapping[str, str], token: str = TOKEN) -> tuple[int, ET.Element | None]:
        fields = {"CallSid": "CA1", **form}
        headers = {"x-twilio-signature": signature(token, f"http://test{path}", fields)}
        answer = await self.world.client.post(path, data=fields, headers=headers)
        return answer.status_code, ET.fromstring(answer.text) if answer.status_code == 200 else None

    async def step(self, path: str, **form: str) -> ET.Element:
        status, twiml = await self.post(path, form)
        assert status == 200
        assert twiml is not None
        return twiml

    async def call(self) -> tuple[int, int, PersonRow]:
        """Call the duty chief out; the incident, the call's delivery and the chief. The call is with the provider."""
        async with self.world.service.unit("user:1") as unit:
            wanted = CallOut("vollsmose", "Skyderi", "fyns_politi", CallOutVia.PAGE, grounds="Risiko.")
            incident = await call_out(unit, wanted)
            chief = (await on_duty_now(unit, (await in_force(unit.session, unit.house))[1]))[0]
        async with self.world.service.unit("sender") as unit:
            held = await outbox.claim(unit.session, Medium.VOICE, 5, unit.now, timedelta(minutes=5))
        return incident.id, held[0].id, chief

    async def delivery(self, number: int) -> DeliveryRow:
        async with self.world.service.reading() as unit:
            return await unit.session.get_one(DeliveryRow, number)

    async def seat(self, incident_id: int) -> SeatCallRow:
        async with self.world.service.reading() as unit:
            return (await incidents.seats(unit.session, incident_id))[0]


@pytest.fixture
async def line(databases: Databases) -> AsyncIterator[Line]:
    url, key = await seeded(databases)
    async with running_world(url, key, work=False, twilio_auth_token=SecretStr(TOKEN)) as world:
        yield Line(world)


def words(twiml: ET.Element) -> str:
    return " ".join(say.text or "" for say in twiml.iter("Say"))


def action(twiml: ET.Element) -> str:
    gather = twiml.find("Gather")
    assert gather is not None
    parts = urlsplit(gather.attrib["action"])
    return parts.path + (f"?{parts.query}" if parts.query else "")


async def test_a_call_says_what_it_is_in_danish_repeats_and_listens_while_it_speaks(line: Line) -> None:
    _, delivery, _ = await line.call()
    twiml = await line.step(f"{VOICE}/{delivery}", AnsweredBy="human")
    gather = twiml.find("Gather")
    assert gather is not None
    said = gather.findall("Say")
    assert len(said) == 2
    assert (said[0].text or "").startswith("SANDKASSE")
    assert {s.attrib["language"] for s in said} == {"da-DK"}
    assert gather.attrib["numDigits"] == "1"


async def test_registered_is_said_after_the_answer_is_committed(line: Line) -> None:
    incident, delivery, chief = await line.call()
    twiml = await line.step(action(await line.step(f"{VOICE}/{delivery}")), Digits="1")
    seat = await line.seat(incident)
    assert (seat.state, seat.answered_by) == (SeatState.ANSWERED, chief.id)
    assert "Registreret" in words(twiml)
    assert twiml.find("Hangup") is not None
    assert (await line.delivery(delivery)).state == DeliveryState.ANSWERED


async def test_registered_is_not_said_when_the_answer_cannot_be_committed(line: Line) -> None:
    incident, delivery, _ = await line.call()
    async with line.world.service.unit("test") as unit:
        await unit.session.execute(text("ALTER TABLE answer RENAME TO answer_away"))
    twiml = await line.step(f"{VOICE}/{delivery}/keys/1", Digits="1")
    assert "Registreret" not in words(twiml)
    assert "Der er en fejl her lige nu" in words(twiml)
    assert (await line.seat(incident)).state == SeatState.TRYING
    async with line.world.service.unit("test") as unit:
        await unit.session.execute(text("ALTER TABLE answer_away RENAME TO answer"))
    twiml = await line.step(f"{VOICE}/{delivery}/keys/1", Digits="1")
    assert "Registreret" in words(twiml)


async def test_a_wrong_key_repeats_and_silence_ends_without_an_answer(line: Line) -> None:
    incident, delivery, _ = await line.call()
    twiml = await line.step(f"{VOICE}/{delivery}")
    twiml = await line.step(action(twiml), Digits="7")
    assert "Chefvagten kaldes" in words(twiml)
    for _ in range(2):
        twiml = await line.step(action(twiml))
    assert twiml.find("Hangup") is not None
    assert (await line.seat(incident)).state == SeatState.TRYING


async def test_a_machine_is_never_an_answer(line: Line) -> None:
    incident, delivery, _ = await line.call()
    twiml = await line.step(f"{VOICE}/{delivery}", AnsweredBy="machine_start")
    assert [child.tag for child in twiml] == ["Hangup"]
    await line.post(f"{VOICE}/{delivery}/status", {"CallStatus": "completed", "AnsweredBy": "machine_start"})
    row = await line.delivery(delivery)
    assert (row.state, row.code) == (DeliveryState.FAILED, "voicemail")
    assert (await line.seat(incident)).state == SeatState.TRYING


async def test_when_every_way_to_the_chief_has_failed_the_second_is_called_at_once(line: Line) -> None:
    incident, delivery, _ = await line.call()
    async with line.world.service.unit("test") as unit:
        for row in await unit.session.scalars(select(DeliveryRow).where(DeliveryRow.incident_id == incident, DeliveryRow.id != delivery)):
            row.state, row.ended_at = DeliveryState.FAILED.value, unit.now
    await line.post(f"{VOICE}/{delivery}/status", {"CallStatus": "busy"})
    assert (await line.seat(incident)).position == 1


@pytest.mark.parametrize(
    ("word", "state"),
    [("ringing", "accepted"), ("in-progress", "accepted"), ("completed", "delivered"), ("no-answer", "failed"), ("canceled", "failed")],
)
async def test_a_finished_call_is_delivered_never_answered(line: Line, word: str, state: str) -> None:
    """I4: nor does hanging up answer anything, and the chief's turn runs on."""
    incident, delivery, _ = await line.call()
    await line.step(f"{VOICE}/{delivery}", AnsweredBy="human")
    for _ in range(2):
        status, _ = await line.post(f"{VOICE}/{delivery}/status", {"CallStatus": word})
        assert status == 204
    assert (await line.delivery(delivery)).state == state
    seat = await line.seat(incident)
    assert (seat.state, seat.answered_by) == (SeatState.TRYING, None)
    assert seat.due_at is not None


@pytest.mark.parametrize("number", ["999999", "0", "-1", "x", "9" * 30])
async def test_an_unknown_call_gets_a_valid_answer(line: Line, number: str) -> None:
    for path in (f"{VOICE}/{number}", f"{VOICE}/{number}/keys/1"):
        twiml = await line.step(path, Digits="1")
        assert "112" in words(twiml)
        assert twiml.find("Hangup") is not None
    assert (await line.post(f"{VOICE}/{number}/status", {"CallStatus": "completed"}))[0] == 204


async def test_a_repeated_key_counts_once_and_a_call_that_is_taken_says_by_whom(line: Line) -> None:
    incident, delivery, chief = await line.call()
    for _ in range(2):
        assert "Registreret" in words(await line.step(f"{VOICE}/{delivery}/keys/1", Digits="1"))
    async with line.world.service.reading() as unit:
        assert len(await incidents.newest_answers(unit.session, incident)) == 1
    assert (await line.seat(incident)).answered_by == chief.id


async def test_a_strangers_post_is_refused_and_nothing_is_stored(line: Line) -> None:
    """I11."""
    _, delivery, _ = await line.call()
    for path in (f"{VOICE}/{delivery}", f"{VOICE}/{delivery}/keys/1", f"{VOICE}/{delivery}/status", f"{VOICE}/inbound"):
        assert (await line.post(path, {"Digits": "1"}, token="another"))[0] == 403
    async with line.world.service.reading() as unit:
        assert await unit.session.scalar(select(func.count()).select_from(InboundRow)) == 0


async def known_caller(line: Line) -> PersonRow:
    async with line.world.service.unit("user:1") as unit:
        person = await unit.session.scalar(select(PersonRow).where(PersonRow.organisation == "Fyns Politi").limit(1))
        assert person is not None
        await phone_pins.set_pin(unit, person.id, PIN)
        return person


async def test_a_phone_call_with_a_pin_calls_the_duty_chief_out(line: Line) -> None:
    """F1: PIN, area, the area said back, yes."""
    person = await known_caller(line)
    who = {"From": person.mobile or ""}
    twiml = await line.step(f"{VOICE}/inbound", **who)
    twiml = await line.step(action(twiml), **who, Digits=PIN)
    assert "Vollsmose" in words(twiml)
    twiml = await line.step(action(twiml), **who, Digits="1")
    assert "Vollsmose" in words(twiml)
    twiml = await line.step(action(twiml), **who, Digits="1")
    assert "Chefvagten kaldes" in words(twiml)
    async with line.world.service.reading() as unit:
        incident = await unit.session.scalar(select(IncidentRow))
        assert incident is not None
        assert (incident.area, incident.reported_by, incident.level) == ("vollsmose", "fyns_politi", None)
        stored = [str(row.params) for row in await unit.session.scalars(select(InboundRow))]
    assert not any(PIN in params for params in stored)


async def test_an_unknown_phone_learns_nothing_and_a_ticket_is_good_for_its_own_call_only(line: Line) -> None:
    assert "112" in words(await line.step(f"{VOICE}/inbound", From="+4520000001"))
    person = await known_caller(line)
    who = {"From": person.mobile or ""}
    twiml = await line.step(f"{VOICE}/inbound/pin", **who, Digits=PIN)
    twiml = await line.step(action(twiml), **who, Digits="1", CallSid="CA2")
    assert twiml.find("Gather") is None


async def test_whoever_was_taken_off_the_list_is_unknown_to_the_phone(line: Line) -> None:
    """The call, and a PIN that was given before they left."""
    person = await known_caller(line)
    async with line.world.service.unit("user:1") as unit:
        await people.remove_person(unit, person.id)
    for step in (f"{VOICE}/inbound", f"{VOICE}/inbound/pin"):
        twiml = await line.step(step, From=person.mobile or "", Digits=PIN)
        assert "Dette nummer kendes ikke her. Ved fare: ring 112." in words(twiml)
        assert twiml.find("Gather") is None


async def test_ten_wrong_pins_lock_it_for_a_while(line: Line) -> None:
    person = await known_caller(line)
    store, now = line.world.service.store, line.world.service.clock.now()
    for _ in range(9):
        assert await phone_pins.check_pin(store, now, person.id, "0000") is Checked.WRONG
    twiml = await line.step(f"{VOICE}/inbound/pin", From=person.mobile or "", Digits="9999")
    assert "låst" in words(twiml)
    assert await phone_pins.check_pin(store, now, person.id, PIN) is Checked.LOCKED
    assert await phone_pins.check_pin(store, now + phone_pins.LOCK_LASTS + timedelta(seconds=5), person.id, PIN) is Checked.RIGHT
