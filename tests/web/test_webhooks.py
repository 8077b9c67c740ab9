"""What Twilio posts: verified, stored raw, then processed once, in any order (I3, I4, I11, hard cases 10-12)."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from urllib.parse import urlencode

import httpx
import pytest
from sqlalchemy import select
from twilio.request_validator import RequestValidator

from flows.vocabulary import DeliveryState, Medium
from service.store.tables import DeliveryRow, InboundRow
from service.work import inbox
from tests.harness.waiting import eventually
from tests.web.world import World, running_world

TOKEN = "t" * 32
WORDS = ("queued", "sent", "delivered", "undelivered", "failed", "read", "partially_delivered", "receiving", "what", "")


@pytest.fixture
async def signed(seeded_url: tuple[str, str]) -> AsyncIterator[World]:
    """A sandbox with Twilio's token and a background that stands still."""
    async with running_world(*seeded_url, work=False, twilio_auth_token=TOKEN, public_url="https://beredskab.example") as world:
        yield world


async def _post(world: World, path: str, form: Mapping[str, str], *, token: str = TOKEN) -> httpx.Response:
    signature = RequestValidator(token).compute_signature(f"https://beredskab.example{path}", dict(form))
    headers = {"x-twilio-signature": signature, "content-type": "application/x-www-form-urlencoded"}
    return await world.client.post(path, content=urlencode(form), headers=headers)


async def _handed_over(world: World) -> DeliveryRow:
    """One SMS of an alarm that the provider has taken and not yet answered for."""
    number = await world.alarm()
    async with world.service.unit("test") as unit:
        query = select(DeliveryRow).where(DeliveryRow.incident_id == number, DeliveryRow.medium == Medium.SMS.value)
        row = (await unit.session.scalars(query.order_by(DeliveryRow.id).limit(1))).one()
        row.state, row.handed_at, row.attempts = DeliveryState.HANDED_OVER.value, unit.now, 1
        row.leased_until = unit.now + unit.house.lease
    return row


async def _state(world: World, delivery_id: int) -> str:
    return str((await world.get(f"/deliveries/{delivery_id}")).json()["state"])


async def _raw(world: World) -> list[InboundRow]:
    async with world.service.reading() as unit:
        return list(await unit.session.scalars(select(InboundRow).order_by(InboundRow.id)))


def _status(word: str, sid: str = "SM1", **more: str) -> dict[str, str]:
    return {"MessageSid": sid, "MessageStatus": word, "To": "+46701740605", **more}


async def test_reports_move_a_message_forward_in_any_order_and_twice(signed: World) -> None:
    row = await _handed_over(signed)
    for word in ("delivered", "sent", "queued", "delivered"):
        assert (await _post(signed, f"/webhooks/twilio_sms/{row.id}", _status(word))).status_code == 204
        assert await _state(signed, row.id) == "delivered"
    assert [raw.outcome for raw in await _raw(signed)] == ["delivered", "nothing new", "nothing new", "nothing new"]


async def test_a_failure_reported_later_goes_on_to_the_next_way(signed: World) -> None:
    row = await _handed_over(signed)
    await _post(signed, f"/webhooks/twilio_sms/{row.id}", _status("undelivered", ErrorCode="30005"))
    assert await _state(signed, row.id) == "failed"
    found = (await signed.get(f"/incidents/{row.incident_id}/deliveries")).json()["items"]
    assert {one["medium"] for one in found if one["person_id"] == row.person_id} == {"sms", "email"}


async def test_an_opt_out_reported_later_takes_sms_from_the_person(signed: World) -> None:
    row = await _handed_over(signed)
    await _post(signed, f"/webhooks/twilio_sms/{row.id}", _status("failed", ErrorCode="21610"))
    assert (await signed.get(f"/contacts/{row.person_id}")).json()["sms_opted_out_at"] is not None


async def test_whatever_is_signed_is_taken(signed: World) -> None:
    for number in ("999999", "99999999999999999999999", "abc", "1.5", "-1", "0"):
        for word in WORDS:
            answer = await _post(signed, f"/webhooks/twilio_sms/{number}", _status(word, ErrorCode="æ" * 300, Body="\0"))
            assert answer.status_code == 204, (number, word)
    assert {raw.outcome for raw in await _raw(signed)} == {"unknown delivery"}


async def test_what_is_not_signed_changes_nothing(signed: World) -> None:
    row = await _handed_over(signed)
    path = f"/webhooks/twilio_sms/{row.id}"
    refused = [await _post(signed, path, _status("delivered"), token="another"), await signed.client.post(path, data=_status("delivered"))]
    assert [answer.status_code for answer in refused] == [403, 403]
    assert await _state(signed, row.id) == "handed_over"
    assert await _raw(signed) == []


async def test_a_reply_is_answered_in_danish_and_heard_once(signed: World) -> None:
    row = await _handed_over(signed)
    form = {"MessageSid": "SM9", "From": row.address, "To": "+4520000000", "Body": "Forstået"}
    first, *others = await asyncio.gather(*(_post(signed, "/webhooks/twilio_sms/inbound", form) for _ in range(5)))
    assert first.headers["content-type"].startswith("application/xml")
    assert "<Message>Registreret" in first.text
    assert all(answer.text == first.text for answer in others)
    answers = (await signed.get(f"/incidents/{row.incident_id}/answers")).json()["items"]
    assert [(one["person_id"], one["kind"], one["via"]) for one in answers] == [(row.person_id, "seen", "sms")]
    timeline = (await signed.get(f"/incidents/{row.incident_id}/timeline", limit=200)).json()["items"]
    assert [entry["kind"] for entry in timeline].count("answer") == 1


async def test_what_cannot_be_read_is_asked_about(signed: World) -> None:
    row = await _handed_over(signed)
    form = {"MessageSid": "SM9", "From": row.address, "Body": "hvad <sker> & der?"}
    answer = await _post(signed, "/webhooks/twilio_sms/inbound", form)
    assert "<Message>" in answer.text


async def test_a_stranger_is_told_that_the_number_is_unknown(signed: World) -> None:
    form = {"MessageSid": "SM1", "From": "+4520999999", "Body": "ALARM VOLLSMOSE skyderi ved Bøgeparken"}
    first, again = [await _post(signed, "/webhooks/twilio_sms/inbound", form) for _ in range(2)]
    assert "<Message>Dette nummer kendes ikke her. Ved fare: ring 112.</Message>" in first.text
    assert again.text == first.text, "the provider brings the same message again"
    another = await _post(signed, "/webhooks/twilio_sms/inbound", form | {"MessageSid": "SM2"})
    assert another.text.endswith("<Response></Response>")


async def test_where_no_phone_wrote_nothing_is_written_back(signed: World) -> None:
    for sender in ("", "Twilio", "\0"):
        answer = await _post(signed, "/webhooks/twilio_sms/inbound", {"MessageSid": f"SM{sender!r}", "From": sender, "Body": "1"})
        assert answer.status_code == 200
        assert answer.text.endswith("<Response></Response>")


async def test_what_was_stored_and_not_processed_is_processed_after_a_restart(seeded_url: tuple[str, str]) -> None:
    form = [("From", "x"), ("Body", "1")]
    async with running_world(*seeded_url, work=False) as world:
        row = await _handed_over(world)
        async with world.service.unit("provider:twilio_sms") as unit:
            await inbox.store_report(unit, "twilio_sms", row.id, form, inbox.Report("SM1", DeliveryState.DELIVERED, None, "delivered"))
            await inbox.store_sms(unit, "twilio_sms", form, inbox.Sms("SM2", row.address, "1"))
    async with running_world(*seeded_url) as world:

        async def all_processed() -> bool:
            return all(raw.processed_at for raw in await _raw(world))

        await eventually(all_processed, within_s=60, what="the left-over rows are processed")
        assert [raw.outcome for raw in await _raw(world)] == ["delivered", "counted"]
        assert await _state(world, row.id) == "answered"


async def test_one_row_that_cannot_be_processed_holds_up_no_other(seeded_url: tuple[str, str]) -> None:
    async with running_world(*seeded_url, work=False) as world:
        row = await _handed_over(world)
        async with world.service.unit("provider:twilio_sms") as unit:
            broken = await inbox.store_sms(unit, "twilio_sms", [], inbox.Sms("SM1", row.address, "1"))
            (await unit.session.get_one(InboundRow, broken)).params = {"form": []}
            await inbox.store_sms(unit, "twilio_sms", [], inbox.Sms("SM2", row.address, "1"))
    async with running_world(*seeded_url) as world:

        async def all_processed() -> bool:
            return all(raw.processed_at for raw in await _raw(world))

        await eventually(all_processed, within_s=60, what="the left-over rows are processed")
        outcomes = [raw.outcome or "" for raw in await _raw(world)]
        assert outcomes[0].startswith("could not be processed")
        assert outcomes[1] == "counted"
