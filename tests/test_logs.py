"""What is logged helps an operator and tells nothing about a person (I7)."""

import io
import json
import logging
import sys
from collections.abc import Iterator

import pytest
import structlog

from service.logs import HIDDEN, set_up_logging, without_personal_data


@pytest.fixture
def _as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level
    structlog.reset_defaults()


@pytest.mark.parametrize(
    "text",
    [
        "no answer from +4520123456",
        "no answer from +45 20 12 34 56",
        "550 for test.anemone@odense-test.invalid",
        "GET /a/1-K7Q2-M4ZP9TX6RD",
        "key brk_abcdefghijklmnop is unknown",
        "born 010190-1234",
        "cannot reach smtp://user:hemmelig@mail.example",
    ],
)
def test_whatever_looks_like_something_personal_or_secret_is_hidden(text: str) -> None:
    said = without_personal_data(None, "info", {"event": text, "deep": [{"why": text}]})
    assert HIDDEN in str(said["event"])
    for secret in ("20123456", "20 12 34 56", "anemone", "M4ZP9TX6RD", "abcdefghijklmnop", "010190", "hemmelig"):
        assert secret not in str(said)


def test_fields_that_hold_something_personal_are_hidden_whatever_stands_in_them() -> None:
    said = without_personal_data(None, "info", {"event": "sent", "name": "Test Anemone", "facts": {"mobile": 20123456}, "delivery": 7})
    assert said == {"event": "sent", "name": HIDDEN, "facts": {"mobile": HIDDEN}, "delivery": 7}


@pytest.mark.usefixtures("_as_before")
def test_our_lines_and_a_librarys_come_out_as_one_form_with_tracebacks_guarded(monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.StringIO()
    monkeypatch.setattr(sys, "stderr", out)
    set_up_logging("json")
    structlog.get_logger("ours").warning("a delivery failed", delivery=7)
    try:
        raise ValueError("no such number: +4520123456")
    except ValueError:
        logging.getLogger("library").exception("it broke")
    ours, theirs = (json.loads(line) for line in out.getvalue().splitlines())
    assert (ours["event"], ours["delivery"], ours["level"]) == ("a delivery failed", 7, "warning")
    assert ours["timestamp"].endswith("Z")
    assert "ValueError" in theirs["exception"]
    assert "20123456" not in str(theirs)
