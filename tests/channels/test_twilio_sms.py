"""What Twilio gets from us, and what we make of its answers."""

import logging
import socket
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from pydantic import SecretStr

from flows.sentences import Refused
from flows.vocabulary import DeliveryState, Medium, Mode
from service.channels import twilio_sms
from service.channels.errors import (
    BadMessage,
    ChannelError,
    Misconfigured,
    OptedOut,
    Permanent,
    RateLimited,
    Retry,
    Uncertain,
    Unreachable,
)
from service.channels.protocol import Outgoing
from service.channels.twilio_account import TwilioAccount
from service.channels.twilio_errors import kind_of, kind_of_failure, refusal
from service.channels.twilio_sms import TwilioSms
from tests.channels.rigs import SID, TOKEN
from tests.channels.settings import FakeSettings
from tests.standins.run import Provider, provider

MESSAGE = Outgoing(7, 1, Medium.SMS, "+4520123456", None, "Rød alarm: æøå & 100 %", None, "https://b.example.org/hooks/twilio/7")


@pytest.fixture
async def stand_in() -> AsyncIterator[Provider]:
    async with provider(check_auth=True, account_sid=SID, auth_token=TOKEN) as running:
        yield running


def channel_to(url: str, *, sender: str = "Beredskab", token: str = TOKEN, timeout_s: float = 5.0) -> TwilioSms:
    return TwilioSms(TwilioAccount(sid=SID, token=token, sender=sender, base_url=url, timeout_s=timeout_s))


async def test_the_provider_gets_number_text_sender_and_where_to_report(stand_in: Provider) -> None:
    channel = channel_to(stand_in.url)
    receipt = await channel.send(MESSAGE)
    await channel.aclose()

    [seen] = await stand_in.seen()
    assert seen["fields"] == {
        "To": "+4520123456",
        "From": "Beredskab",
        "Body": "Rød alarm: æøå & 100 %",
        "StatusCallback": "https://b.example.org/hooks/twilio/7",
    }
    assert receipt.provider_id == seen["sid"]
    assert receipt.state is DeliveryState.ACCEPTED


async def test_a_messaging_service_is_named_as_such(stand_in: Provider) -> None:
    channel = channel_to(stand_in.url, sender="MG" + "1" * 32)
    await channel.send(MESSAGE)
    await channel.aclose()

    fields = (await stand_in.seen())[0]["fields"]
    assert fields["MessagingServiceSid"] == "MG" + "1" * 32
    assert "From" not in fields


async def test_a_thousand_messages_use_a_handful_of_connections_and_log_nobodys_number(
    stand_in: Provider, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    channel = channel_to(stand_in.url)
    for _ in range(100):
        await channel.send(MESSAGE)
    await channel.aclose()

    assert (await stand_in.stats())["connections"] <= 4  # one kept, and the test's own questions
    assert "20123456" not in caplog.text


async def test_a_provider_that_limits_us_says_for_how_long(stand_in: Provider) -> None:
    await stand_in.set(rate=1)
    channel = channel_to(stand_in.url)
    await channel.send(MESSAGE)
    with pytest.raises(RateLimited) as caught:
        await channel.send(MESSAGE)
    await channel.aclose()

    assert caught.value.after == 1.0
    assert caught.value.code == "20429"


async def test_a_wrong_key_says_nothing_about_the_person(stand_in: Provider) -> None:
    channel = channel_to(stand_in.url, token="wrong")
    with pytest.raises(Misconfigured) as caught:
        await channel.send(MESSAGE)
    await channel.aclose()

    assert caught.value.tell_chief


async def test_no_connection_means_nothing_was_sent() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        channel = channel_to(f"http://127.0.0.1:{unused.getsockname()[1]}")
        with pytest.raises(Retry) as caught:
            await channel.send(MESSAGE)
        await channel.aclose()

    assert caught.value.code == "no_connection"


async def test_settings_come_from_one_place(stand_in: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TWILIO_EDGE", "elsewhere")
    monkeypatch.setenv("TWILIO_REGION", "xx1")
    channel = channel_to(stand_in.url)
    await channel.send(MESSAGE)
    await channel.aclose()

    assert (await stand_in.stats())["count"] == 1


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (429, None, RateLimited),
        (429, 20429, RateLimited),
        (400, 21211, Permanent),
        (400, 21614, Permanent),
        (400, 21635, Permanent),
        (400, 21610, OptedOut),
        (403, 21610, OptedOut),
        (400, 21617, BadMessage),
        (400, 21408, Misconfigured),
        (400, 21606, Misconfigured),
        (401, 20003, Misconfigured),
        (403, None, Misconfigured),
        (404, 20404, Misconfigured),
        (307, None, Misconfigured),
        (500, None, Retry),
        (503, None, Retry),
        (502, None, Uncertain),
        (504, None, Uncertain),
        (599, None, Uncertain),
        (400, 99999, Permanent),
    ],
)
def test_each_refusal_is_treated_as_what_it_is(status: int, code: int | None, kind: type[ChannelError]) -> None:
    assert kind_of(code, status) is kind


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (30003, Unreachable),
        (30005, Permanent),
        (30006, Permanent),
        (30007, BadMessage),
        (30008, Unreachable),
        (21610, OptedOut),
        (30002, Misconfigured),
        (30001, Retry),
        (None, Unreachable),
        (12345, Unreachable),
    ],
)
def test_a_failure_reported_later_is_treated_as_one_reported_at_once(code: int, kind: type[ChannelError]) -> None:
    assert kind_of_failure(code) is kind


@pytest.mark.parametrize("body", ["", "[]", "7", "<html>", '{"code": "x"}', '{"code": true}', '{"message": 1}', "\0"])
@pytest.mark.parametrize("after", [None, "", "-1", "1e9", "Wed, 21 Oct 2026 07:28:00 GMT", "٣"])
def test_a_garbled_refusal_is_still_a_refusal(body: str, after: str | None) -> None:
    error = refusal(503, body, after)

    assert type(error) is Retry
    assert error.code == "http_503"
    assert error.after is None


def test_both_of_twilios_error_forms_are_read() -> None:
    old = refusal(400, '{"code": 21211, "message": "Invalid To", "more_info": "x", "status": 400}', None)
    new = refusal(400, '{"type": "x", "title": "Bad", "status": 400, "code": 21211, "detail": "Invalid To"}', None)

    assert (type(old), old.code, old.detail) == (type(new), new.code, new.detail) == (Permanent, "21211", "Invalid To")


CONFIGURED = FakeSettings(twilio_account_sid=SID, twilio_auth_token=SecretStr(TOKEN), twilio_from="Beredskab", twilio_rate=9)


async def test_it_is_built_from_the_settings_and_only_when_live() -> None:
    [channel] = twilio_sms.build(CONFIGURED)
    assert (channel.name, channel.medium, channel.rate) == ("twilio_sms", Medium.SMS, 9)
    await channel.aclose()

    assert twilio_sms.build(FakeSettings()) == ()
    assert twilio_sms.build(replace(CONFIGURED, mode=Mode.SANDBOX)) == ()


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("twilio_auth_token", None),
        ("twilio_from", None),
        ("twilio_base_url", "api.twilio.com"),
        ("twilio_base_url", "http://x:y"),
    ],
)
def test_a_half_filled_or_wrong_account_is_refused_by_the_settings_name(setting: str, value: str | None) -> None:
    with pytest.raises(Refused) as caught:
        twilio_sms.build(replace(CONFIGURED, **{setting: value}))  # type: ignore[arg-type] # settings by name

    assert caught.value.field == setting
