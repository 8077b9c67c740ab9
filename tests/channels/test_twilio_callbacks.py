"""What Twilio tells us: believed only when signed, understood only as far as it is documented."""

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.vocabulary import DeliveryState
from service.channels.errors import OptedOut, Permanent, Unreachable
from service.channels.twilio_callbacks import Inbound, read_inbound, read_status, signature_ok
from tests.standins.callbacks import signature

URL = "https://mycompany.com/myapp.php?foo=1&bar=2"
PARAMS = {
    "CallSid": "CA1234567890ABCDE",
    "Caller": "+14158675309",
    "Digits": "1234",
    "From": "+14158675309",
    "To": "+18005551212",
}
SIGNATURE = "RSOYDt4T1cUTdK1PDd93/VVr8B8="
DOCUMENTED = {
    "queued": (DeliveryState.ACCEPTED, False),
    "accepted": (DeliveryState.ACCEPTED, False),
    "scheduled": (DeliveryState.ACCEPTED, False),
    "sending": (DeliveryState.ACCEPTED, False),
    "sent": (DeliveryState.ACCEPTED, False),
    "delivered": (DeliveryState.DELIVERED, True),
    "read": (DeliveryState.OPENED, True),
    "partially_delivered": (DeliveryState.FAILED, True),
    "undelivered": (DeliveryState.FAILED, True),
    "failed": (DeliveryState.FAILED, True),
    "canceled": (DeliveryState.FAILED, True),
    "receiving": (None, False),
    "received": (None, False),
}
anything = st.dictionaries(
    st.sampled_from(["MessageSid", "SmsSid", "MessageStatus", "SmsStatus", "ErrorCode", "From", "To", "Body"]),
    st.text(st.characters(), max_size=3000),
)


def _published() -> list[tuple[str, str, dict[str, str], str]]:
    """The well-known example, and the one in the folder of outside vectors where the machine has it."""
    known = [("12345", URL, PARAMS, SIGNATURE)]
    if folder := os.environ.get("STANDARDS_DIR"):
        outside = json.loads(Path(folder, "vectors.json").read_text())["twilio_signature"]
        known.append((outside["auth_token"], outside["url"], outside["params"], outside["signature"]))
    return known


@pytest.mark.parametrize(("token", "url", "params", "written"), _published())
def test_the_published_examples_of_a_signature_hold(token: str, url: str, params: dict[str, str], written: str) -> None:
    assert signature_ok(token, url, params, written)


@pytest.mark.parametrize("wrong", [None, "", "x", SIGNATURE[:-1], "RSOYDt4T1cUTdK1PDd93/VVr8B9=", "ÆØÅ", SIGNATURE + "="])
def test_no_other_signature_is_taken(wrong: str | None) -> None:
    assert not signature_ok("12345", URL, PARAMS, wrong)


def test_a_changed_word_token_or_address_breaks_the_signature() -> None:
    assert not signature_ok("12345", URL, PARAMS | {"Digits": "4321"}, SIGNATURE)
    assert not signature_ok("12346", URL, PARAMS, SIGNATURE)
    assert not signature_ok("12345", URL + "&baz=3", PARAMS, SIGNATURE)
    assert not signature_ok("12345", "https://mycompany.com:bad/", PARAMS, SIGNATURE)


@given(st.dictionaries(st.text(max_size=9), st.text(st.characters(codec="utf-8"), max_size=30), max_size=5))
def test_our_own_writing_of_the_rule_agrees_with_the_sdks(params: dict[str, str]) -> None:
    url = "https://b.example.org/hooks/twilio/7?x=1"

    assert signature_ok("token", url, params, signature("token", url, params))


@pytest.mark.parametrize("word", DOCUMENTED)
def test_every_documented_status_is_known(word: str) -> None:
    report = read_status({"MessageSid": "SM1", "MessageStatus": word})

    assert (report.state, report.final) == DOCUMENTED[word]
    assert report.detail == word
    assert (report.error is not None) == (report.state is DeliveryState.FAILED)


def test_accepted_by_the_network_is_never_shown_as_delivered() -> None:
    assert read_status({"MessageSid": "SM1", "MessageStatus": "sent"}).state is DeliveryState.ACCEPTED


def test_a_part_of_a_message_is_not_a_delivery_and_is_worth_one_more_attempt() -> None:
    report = read_status({"MessageSid": "SM1", "MessageStatus": "partially_delivered"})

    assert report.state is DeliveryState.FAILED
    assert report.error is Unreachable


def test_a_failure_says_what_to_do_next() -> None:
    def told(code: str) -> object:
        return read_status({"MessageSid": "SM1", "MessageStatus": "undelivered", "ErrorCode": code}).error

    assert (told("30003"), told("30006"), told("21610"), told("what?")) == (
        Unreachable,
        Permanent,
        OptedOut,
        Unreachable,
    )


@given(anything)
def test_an_unknown_word_is_recorded_and_not_guessed(params: dict[str, str]) -> None:
    report, inbound = read_status(params), read_inbound(params)

    assert report.state is None or report.detail in DOCUMENTED
    for text in (report.provider_id, report.detail, report.code or "", *map(str, (inbound.sender, inbound.text))):
        assert "\0" not in text
        assert len(text.encode()) <= 8000


def test_a_reply_is_read_as_written() -> None:
    form = {"MessageSid": "SM2", "From": "+4520123456", "To": "+4520999999", "Body": " Forstået 👍"}

    assert read_inbound(form) == Inbound("SM2", "+4520123456", "+4520999999", " Forstået 👍")
