"""What Twilio gets from us when it is to ring somebody up, and what we make of its answers."""

from collections.abc import AsyncIterator

import pytest
from pydantic import SecretStr

from flows.sentences import Refused
from flows.vocabulary import DeliveryState, Medium, Mode
from service.channels import twilio_voice
from service.channels.errors import ChannelError, Misconfigured, Permanent, Retry, Uncertain
from service.channels.protocol import Outgoing
from service.channels.twilio_account import TwilioAccount
from service.channels.twilio_callbacks import read_call, read_call_status
from service.channels.twilio_twiml import say_and_end, say_and_listen
from service.channels.twilio_voice import TwilioVoice
from tests.channels.rigs import SID, TOKEN
from tests.channels.settings import FakeSettings
from tests.standins.run import Provider, provider

HOOK = "https://b.example.org/webhooks/twilio_voice/7"
CALL = Outgoing(7, 1, Medium.VOICE, "+4520123456", None, "Chefvagten kaldes.", None, HOOK)


@pytest.fixture
async def stand_in() -> AsyncIterator[Provider]:
    async with provider(check_auth=True, account_sid=SID, auth_token=TOKEN, faults=True) as running:
        yield running


def channel_to(url: str, token: str = TOKEN) -> TwilioVoice:
    return TwilioVoice(TwilioAccount(sid=SID, token=token, sender="+4598765432", base_url=url, timeout_s=2.0), 25)


async def test_the_provider_is_told_whom_to_ring_what_to_ask_us_and_to_tell_machines_from_people(stand_in: Provider) -> None:
    channel = channel_to(stand_in.url)
    receipt = await channel.send(CALL)
    await channel.aclose()

    [seen] = await stand_in.calls()
    fields = seen["fields"]
    assert (seen["to"], seen["from"]) == ("+4520123456", "+4598765432")
    assert fields["Url"] == [HOOK]
    assert fields["StatusCallback"] == [f"{HOOK}/status"]
    assert fields["StatusCallbackEvent"] == ["initiated", "ringing", "answered", "completed"]
    assert fields["MachineDetection"] == ["Enable"]
    assert fields["Timeout"] == ["25"]
    assert (receipt.provider_id, receipt.state) == (seen["sid"], DeliveryState.ACCEPTED)


@pytest.mark.parametrize(("ending", "kind"), [("0001", Permanent), ("0003", Retry), ("0005", Uncertain), ("0010", Misconfigured)])
async def test_a_refusal_says_what_happens_next(stand_in: Provider, ending: str, kind: type[ChannelError]) -> None:
    channel = channel_to(stand_in.url)
    call = Outgoing(7, 1, Medium.VOICE, f"+452012{ending}", None, "x", None, HOOK)
    with pytest.raises(kind):
        await channel.send(call)
    await channel.aclose()


async def test_a_call_without_an_address_of_ours_is_never_made(stand_in: Provider) -> None:
    channel = channel_to(stand_in.url)
    with pytest.raises(Misconfigured):
        await channel.send(Outgoing(7, 1, Medium.VOICE, "+4520123456", None, "x", None, None))
    assert await stand_in.calls() == []
    await channel.aclose()


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"twilio_account_sid": None}, "twilio_account_sid"),
        ({"twilio_auth_token": None}, "twilio_auth_token"),
        ({"twilio_voice_from": "Beredskab"}, "twilio_voice_from"),
    ],
)
def test_a_half_configured_channel_names_the_setting(changed: dict[str, object], field: str) -> None:
    whole = {"twilio_account_sid": SID, "twilio_auth_token": SecretStr(TOKEN), "twilio_voice_from": "+4598765432"}
    with pytest.raises(Refused) as refused:
        twilio_voice.build(FakeSettings(**{**whole, **changed}))  # type: ignore[arg-type]
    assert refused.value.field == field


def test_nobody_is_rung_up_in_the_sandbox_or_without_a_number() -> None:
    assert twilio_voice.build(FakeSettings(mode=Mode.SANDBOX, twilio_voice_from="+4598765432")) == ()
    assert twilio_voice.build(FakeSettings(twilio_account_sid=SID)) == ()


@pytest.mark.parametrize(
    ("form", "state", "code"),
    [
        ({"CallStatus": "queued"}, DeliveryState.ACCEPTED, None),
        ({"CallStatus": "initiated"}, DeliveryState.ACCEPTED, None),
        ({"CallStatus": "ringing"}, DeliveryState.ACCEPTED, None),
        ({"CallStatus": "in-progress", "AnsweredBy": "machine_start"}, DeliveryState.ACCEPTED, None),
        ({"CallStatus": "completed"}, DeliveryState.DELIVERED, None),
        ({"CallStatus": "completed", "AnsweredBy": "machine_end_beep"}, DeliveryState.FAILED, "voicemail"),
        ({"CallStatus": "completed", "AnsweredBy": "unknown"}, DeliveryState.DELIVERED, None),
        ({"CallStatus": "busy"}, DeliveryState.FAILED, "busy"),
        ({"CallStatus": "no-answer"}, DeliveryState.FAILED, "no-answer"),
        ({"CallStatus": "failed"}, DeliveryState.FAILED, "failed"),
        ({"CallStatus": "canceled"}, DeliveryState.FAILED, "canceled"),
        ({"CallStatus": "something new"}, None, None),
        ({}, None, None),
    ],
)
def test_a_calls_status_is_never_more_than_twilio_has_said(form: dict[str, str], state: DeliveryState | None, code: str | None) -> None:
    """I4."""
    read = read_call_status(form)
    assert (read.state, read.code) == (state, code)


def test_a_fax_is_a_machine_too_and_odd_fields_do_no_harm() -> None:
    assert read_call({"AnsweredBy": "fax"}).machine
    assert not read_call({"AnsweredBy": "human"}).machine
    assert read_call({"Digits": "1\x00" * 50}).digits


def test_twiml_is_valid_whatever_the_words_are() -> None:
    odd = "<Say> & \x00\x07 \ud800 \uffff æøå \N{GRINNING FACE}"
    for body in (say_and_end("Polly.Naja", odd), say_and_listen("Polly.Naja", "https://x/?a=1&b=2", odd)):
        assert body.startswith("<?xml")
        assert "\x00" not in body
        body.encode()
