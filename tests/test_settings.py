"""A wrong or missing setting stops the start with its name and a remedy, and nothing secret is repeated."""

import os
import secrets
from pathlib import Path

import pytest

from service.domain.language import translations
from service.settings import SANDBOX_KEY, WrongSettings, read_settings
from service.settings_table import settings_page

LIVE = {
    "BEREDSKAB_MODE": "live",
    "BEREDSKAB_SECRET_KEY": secrets.token_hex(32),
    "BEREDSKAB_PUBLIC_URL": "https://beredskab.example",
    "BEREDSKAB_SMTP_URL": "smtp://user:hemmelig@mail.example:587",
}


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in list(os.environ):
        if name.startswith("BEREDSKAB_") or name == "PORT":
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def _problems(monkeypatch: pytest.MonkeyPatch, **settings: str) -> list[str]:
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(WrongSettings) as wrong:
        read_settings()
    return [str(sentence) for sentence in wrong.value.problems]


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("BEREDSKAB_MODE", "prod", "must be one of live, sandbox"),
        ("BEREDSKAB_MODE", "exercise", "must be sandbox or live"),
        ("BEREDSKAB_PORT", "http", "must be a whole number"),
        ("BEREDSKAB_PORT", "70000", "must be at most 65535"),
        ("BEREDSKAB_WORKER", "maybe", "must be true or false"),
        ("BEREDSKAB_LOG_FORMAT", "xml", "must be one of text, json"),
        ("BEREDSKAB_TWILIO_RATE", "0", "must be more than 0"),
        ("BEREDSKAB_TWILIO_RATE", "fast", "must be a number"),
        ("BEREDSKAB_SMTP_CONCURRENCY", "0", "must be at least 1"),
        ("BEREDSKAB_DATABASE_URL", "mysql://host/db", "must begin with sqlite:/// or postgresql://"),
        ("BEREDSKAB_DATABASE_URL", "postgresql://:::/", "what stands after the host is no port"),
        ("BEREDSKAB_DATABASE_URL", "postgresql://host:99999/db", "what stands after the host is no port"),
        ("BEREDSKAB_PUBLIC_URL", "beredskab.test", "must begin with https://"),
        ("BEREDSKAB_PUBLIC_URL", "https:///sti", "must begin with https://"),
        ("BEREDSKAB_PUBLIC_URL", "https://vagt.test:havn", "must begin with https://"),
        ("BEREDSKAB_TWILIO_BASE_URL", "foo", "Leave it out, or write it as https://api.twilio.com"),
        ("BEREDSKAB_TWILIO_BASE_URL", "http://host:foo", "Leave it out, or write it as https://api.twilio.com"),
        ("BEREDSKAB_TWILIO_RATE", "inf", "must be a number"),
        ("BEREDSKAB_TWILIO_VOICE", "Polly Naja!", "has characters that cannot stand there"),
        ("BEREDSKAB_SMTP_URL", "http://x", "cannot be read. Write it as smtp://user:password@mail.example.org:587"),
        ("BEREDSKAB_SMTP_URL", "smtp://host:foo", "cannot be read. Write it as smtp://user:password@mail.example.org:587"),
        ("BEREDSKAB_SMTP_URL", "smtp://u:p@mail.test?starttls=never", "would be sent unprotected"),
        ("BEREDSKAB_SECRET_KEY", "kort", "must have at least 32 characters. Make one with `openssl rand -hex 32`"),
        ("BEREDSKAB_LEASE_SECONDS", "5", "must be more than BEREDSKAB_CHANNEL_TIMEOUT_S"),
    ],
)
def test_a_wrong_setting_is_told_by_its_name_with_a_remedy(monkeypatch: pytest.MonkeyPatch, name: str, value: str, told: str) -> None:
    (problem,) = _problems(monkeypatch, **{name: value})
    assert problem.startswith(name)
    assert told in problem
    assert value not in problem.replace(name, "") or value in ("0", "exercise", "5")


@pytest.mark.parametrize("name", ["BEREDSKAB_PLAN", "BEREDSKAB_HOUSING"])
def test_a_folder_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str) -> None:
    (problem,) = _problems(monkeypatch, **{name: "missing"})
    assert problem == f"{name}: there is no folder {tmp_path / 'missing'}. Correct it, or leave it out."


@pytest.mark.parametrize("in_file", [False, True])
def test_a_name_that_is_none_of_ours_is_told_with_the_nearest(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, in_file: bool) -> None:
    wrong = {"BEREDSKAB_TWILLIO_FROM": "+4526000001", "BEREDSKAB_XYZ": "1"}
    if in_file:
        (tmp_path / ".env").write_text("".join(f"{name}={value}\n" for name, value in wrong.items()), encoding="utf-8")
    near, far, port = _problems(monkeypatch, BEREDSKAB_PORT="x", **({} if in_file else wrong))
    assert near == "BEREDSKAB_TWILLIO_FROM is no setting. Did you mean BEREDSKAB_TWILIO_FROM?"
    assert far.startswith("BEREDSKAB_XYZ is no setting. Take it out")
    assert port.startswith("BEREDSKAB_PORT"), "what else is wrong is told too"


def test_what_others_set_is_left_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Containers get the addresses of their neighbours, and a `.env` may be shared."""
    monkeypatch.setenv("BEREDSKAB_DB_SERVICE_HOST", "10.0.0.7")
    monkeypatch.setenv("BEREDSKAB_DB_SERVICE_PORT_PSQL", "5432")
    monkeypatch.setenv("BEREDSKAB_DB_PORT", "tcp://10.0.0.7:5432")
    monkeypatch.setenv("BEREDSKAB_DB_PORT_5432_TCP_ADDR", "10.0.0.7")
    monkeypatch.setenv("BEREDSKAB_NOTHING", "")
    (tmp_path / ".env").write_text("POSTGRES_PASSWORD=x\n", encoding="utf-8")
    assert read_settings().mode == "sandbox"


def test_an_env_file_that_cannot_be_read_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes("BEREDSKAB_MAIL_FROM=Vagtmøde\n".encode("cp1252"))
    assert _problems(monkeypatch) == [".env is not in UTF-8. Save it as UTF-8."]


def test_port_without_the_prefix_is_told_by_the_name_it_has(monkeypatch: pytest.MonkeyPatch) -> None:
    (problem,) = _problems(monkeypatch, PORT="x")
    assert "PORT must be a whole number" in problem


def test_all_wrong_settings_are_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(_problems(monkeypatch, BEREDSKAB_WORKER="x", BEREDSKAB_PORT="x", BEREDSKAB_LOG_FORMAT="x")) == 3


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"BEREDSKAB_SECRET_KEY": SANDBOX_KEY}, "BEREDSKAB_SECRET_KEY"),
        ({"BEREDSKAB_SECRET_KEY": ""}, "BEREDSKAB_SECRET_KEY"),
        ({"BEREDSKAB_PUBLIC_URL": "http://beredskab.example"}, "BEREDSKAB_PUBLIC_URL"),
        ({"BEREDSKAB_SMTP_URL": ""}, "BEREDSKAB_TWILIO_ACCOUNT_SID or BEREDSKAB_SMTP_URL"),
    ],
)
def test_live_mode_needs_a_key_of_its_own_an_https_address_and_a_provider(
    monkeypatch: pytest.MonkeyPatch, changed: dict[str, str], named: str
) -> None:
    (problem,) = _problems(monkeypatch, **LIVE | changed)
    assert problem.startswith(named)
    assert "live mode needs" in problem


def test_live_mode_with_all_it_needs_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in LIVE.items():
        monkeypatch.setenv(name, value)
    assert read_settings().mode == "live"


def test_the_environment_goes_before_the_env_file_and_an_empty_value_is_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("BEREDSKAB_PORT=1111\nBEREDSKAB_HOST=10.0.0.1\nBEREDSKAB_TWILIO_RATE=\n", encoding="utf-8")
    monkeypatch.setenv("BEREDSKAB_PORT", "2222")
    monkeypatch.setenv("BEREDSKAB_HOST", "")
    settings = read_settings()
    assert (settings.port, settings.host, settings.twilio_rate) == (2222, "10.0.0.1", None)


def test_links_lead_to_the_port_that_is_listened_on_unless_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "9123")
    assert read_settings().public_url == "http://127.0.0.1:9123"
    monkeypatch.setenv("BEREDSKAB_PUBLIC_URL", "https://beredskab.example/")
    assert read_settings().public_url == "https://beredskab.example"


def test_the_sentences_can_be_said_in_danish(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BEREDSKAB_PORT", "70000")
    with pytest.raises(WrongSettings) as wrong:
        read_settings()
    assert translations().translate(wrong.value.problems[0], "da") == "BEREDSKAB_PORT må højst være 65535."
    assert "må højst" in translations().translate(wrong.value.sentence, "da")


def test_the_page_of_settings_is_as_the_model_is() -> None:
    page = Path(__file__).parents[1] / "docs" / "settings.md"
    assert page.read_text(encoding="utf-8") == settings_page(), "write it anew: python -m service.settings_table > docs/settings.md"
