"""E-mail over a real SMTP server that fails where it hurts."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from flows.sentences import Refused
from flows.vocabulary import DeliveryState, Medium, Mode
from service.channels import smtp
from service.channels.errors import ChannelError, Misconfigured, Permanent, Retry
from service.channels.mail import bare_address, render, sender_of
from service.channels.protocol import Outgoing
from service.channels.smtp import SmtpEmail
from service.domain.smtp_url import parse_smtp_url
from tests.channels.settings import FakeSettings
from tests.standins.mail_server import Mailbox, mail_server, throw_away_certificate

MESSAGE = Outgoing(
    delivery_id=4711,
    attempt=1,
    medium=Medium.EMAIL,
    address="anna@example.org",
    subject="ØVELSE: Rødt niveau i Vollsmose: mød nu",
    text="Kære Åse\n.\n.. to punktummer\nRød alarm.\n",
    html="<p>Kære Åse</p>\n.\n<p>Rød alarm</p>",
    callback_url=None,
    sender_name="Odense Beredskab Ø",
)


@asynccontextmanager
async def channel_to(box: Mailbox, *, user: str = "", query: str = "", scheme: str = "smtp", **options: object) -> AsyncIterator[SmtpEmail]:
    server = parse_smtp_url(f"{scheme}://{user}127.0.0.1:{box.port}{query}")
    sender = str(options.pop("sender", "vagt@example.org"))
    channel = SmtpEmail(server, sender, **options)  # type: ignore[arg-type] # options by name
    try:
        yield channel
    finally:
        await channel.aclose()


def read(box: Mailbox) -> EmailMessage:
    return message_from_bytes(box.mails[-1][2], policy=default)


async def test_a_mail_arrives_whole_with_danish_letters_and_both_forms() -> None:
    async with mail_server() as box, channel_to(box) as channel:
        receipt = await channel.send(MESSAGE)
        mail = read(box)

    assert receipt.state is DeliveryState.ACCEPTED
    assert box.mails[0][:2] == ("vagt@example.org", "anna@example.org")
    assert mail["Subject"] == MESSAGE.subject
    assert mail["From"].addresses[0].display_name == "Odense Beredskab Ø"
    assert mail["From"].addresses[0].addr_spec == "vagt@example.org"
    plain, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert plain.get_content().replace("\r\n", "\n") == MESSAGE.text
    assert html.get_content().replace("\r\n", "\n").strip() == MESSAGE.html
    assert mail.get_content_type() == "multipart/alternative"


async def test_a_mail_says_that_a_machine_sent_it_and_carries_our_delivery_id() -> None:
    async with mail_server() as box, channel_to(box) as channel:
        await channel.send(MESSAGE)
        mail = read(box)

    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Reply-To"] is None
    assert mail["Message-ID"].startswith("<delivery.4711.")
    assert mail["Message-ID"].endswith("@example.org>")
    assert mail["Date"].datetime is not None


def test_the_same_mail_sent_again_has_the_same_id_so_that_a_mailbox_keeps_one() -> None:
    def id_of(message: Outgoing) -> str:
        return str(message_from_bytes(render(message, ("", "vagt@example.org"), "anna@example.org"))["Message-ID"])

    assert id_of(MESSAGE) == id_of(replace(MESSAGE, attempt=2))
    assert id_of(MESSAGE) != id_of(replace(MESSAGE, text="Afmeldt"))
    assert id_of(MESSAGE) != id_of(replace(MESSAGE, delivery_id=4712))


async def test_connections_are_used_again() -> None:
    async with mail_server() as box, channel_to(box, concurrency=2) as channel:
        await asyncio.gather(*(channel.send(replace(MESSAGE, delivery_id=n)) for n in range(30)))

    assert len(box.mails) == 30
    assert box.connections == 2


async def test_a_kept_connection_that_the_server_has_closed_costs_nobody_a_mail() -> None:
    async with mail_server() as box, channel_to(box, concurrency=1) as channel:
        box.hang_up_after = 1
        for _ in range(3):
            await channel.send(MESSAGE)

    assert len(box.mails) == 3
    assert box.connections == 3


@pytest.mark.parametrize("trick", ["dot451", "dot554"])
async def test_a_failure_at_the_final_dot_is_a_failure(trick: str) -> None:
    async with mail_server() as box, channel_to(box) as channel:
        with pytest.raises(ChannelError) as caught:
            await channel.send(replace(MESSAGE, address=f"{trick}@example.org"))

    assert caught.value.code == trick[-3:]
    assert box.mails == []


async def test_a_quarrel_at_quit_does_not_matter_after_the_yes() -> None:
    async with mail_server() as box, channel_to(box) as channel:
        box.rude_at_quit = True
        receipt = await channel.send(MESSAGE)
        await channel.aclose()

    assert receipt.state is DeliveryState.ACCEPTED


async def test_a_sender_that_is_not_known_is_our_fault_and_not_the_persons() -> None:
    async with mail_server() as box, channel_to(box, sender="stranger@example.org") as channel:
        with pytest.raises(Misconfigured):
            await channel.send(MESSAGE)


@pytest.mark.parametrize(("greeting", "kind"), [("421 busy", Retry), ("554 go away", Misconfigured), ("hello", Misconfigured)])
async def test_a_server_that_will_not_have_us_is_told_from_one_that_is_busy(greeting: str, kind: type[ChannelError]) -> None:
    async with mail_server() as box, channel_to(box) as channel:
        box.greeting = greeting
        with pytest.raises(kind):
            await channel.send(MESSAGE)


async def test_a_server_that_is_not_there_is_tried_again_later() -> None:
    async with mail_server() as box:
        pass
    async with channel_to(box) as channel:
        with pytest.raises(Retry) as caught:
            await channel.send(MESSAGE)

    assert caught.value.code == "no_connection"


async def test_starttls_protects_the_mail_and_the_password(tmp_path: Path) -> None:
    server, client = throw_away_certificate(tmp_path)
    async with (
        mail_server(server) as box,
        channel_to(box, user="vagt:s%C3%B8d@", query="?starttls=require", tls=client) as channel,
    ):
        await channel.send(MESSAGE)

    assert (box.upgraded, len(box.logins), len(box.mails)) == (1, 1, 1)


async def test_tls_from_the_first_byte(tmp_path: Path) -> None:
    server, client = throw_away_certificate(tmp_path)
    async with (
        mail_server(server, tls_from_start=True) as box,
        channel_to(box, scheme="smtps", tls=client) as channel,
    ):
        await channel.send(MESSAGE)

    assert len(box.mails) == 1


async def test_a_wrong_password_is_a_matter_for_the_settings(tmp_path: Path) -> None:
    server, client = throw_away_certificate(tmp_path)
    async with (
        mail_server(server) as box,
        channel_to(box, user="vagt:wrong@", query="?starttls=require", tls=client) as channel,
    ):
        with pytest.raises(Misconfigured) as caught:
            await channel.send(MESSAGE)

    assert caught.value.code == "535"


async def test_a_certificate_that_nobody_vouches_for_gets_no_mail(tmp_path: Path) -> None:
    server, _ = throw_away_certificate(tmp_path)
    async with mail_server(server) as box, channel_to(box, query="?starttls=require") as channel:
        with pytest.raises(Misconfigured) as caught:
            await channel.send(MESSAGE)

    assert caught.value.code == "tls"
    assert box.mails == []


async def test_a_server_without_starttls_gets_no_mail_when_it_is_required() -> None:
    async with (
        mail_server() as box,
        channel_to(box, query="?starttls=require", tls=ssl.create_default_context()) as channel,
    ):
        with pytest.raises(Misconfigured):
            await channel.send(MESSAGE)

    assert box.mails == []


@given(st.text(max_size=200), st.text(max_size=60), st.text(max_size=300))
def test_no_text_can_add_a_header_or_end_the_mail_early(subject: str, name: str, body: str) -> None:
    plain = render(replace(MESSAGE, subject="x", sender_name="x"), ("", "vagt@example.org"), "anna@example.org")
    message = replace(MESSAGE, subject=f"a\r\nBcc: {subject}", sender_name=f"b\nX: {name}", text=body, html=body)
    mail = message_from_bytes(render(message, ("", "vagt@example.org"), "anna@example.org"))

    assert mail.keys() == message_from_bytes(plain).keys()
    assert [part.get_content_type() for part in mail.walk()] == ["multipart/alternative", "text/plain", "text/html"]
    assert mail["To"] == "anna@example.org"


@pytest.mark.parametrize(
    ("written", "on_the_wire"),
    [("anna@example.org", "anna@example.org"), ("anna@räksmörgås.example", "anna@xn--rksmrgs-5wao1o.example")],
)
def test_a_danish_domain_is_written_as_servers_know_it(written: str, on_the_wire: str) -> None:
    assert bare_address(written) == on_the_wire


@pytest.mark.parametrize(
    "address",
    [
        "",
        "anna",
        "a@b@c",
        "a b@c.dk",
        "a@b.dk\r\nRCPT TO:<x@y.dk>",
        "<a@b.dk>",
        "a@b.dk,c@d.dk",
        "å@b.dk",
        "a@" + "b" * 300,
    ],
)
def test_what_is_no_address_is_refused_before_anything_is_sent(address: str) -> None:
    with pytest.raises(Permanent):
        bare_address(address)


def test_the_senders_name_may_stand_in_the_setting() -> None:
    assert sender_of("Beredskab <vagt@example.org>") == ("Beredskab", "vagt@example.org")
    with pytest.raises(Refused) as caught:
        sender_of("Beredskab")
    assert caught.value.field == "mail_from"


CONFIGURED = FakeSettings(smtp_url=SecretStr("smtp://localhost"), mail_from="vagt@example.org", smtp_rate=2)


async def test_it_is_built_from_the_settings_and_only_when_live() -> None:
    [channel] = smtp.build(CONFIGURED)
    assert (channel.name, channel.medium, channel.concurrency, channel.rate) == ("smtp", Medium.EMAIL, 5, 2)
    await channel.aclose()

    assert smtp.build(FakeSettings()) == ()
    assert smtp.build(replace(CONFIGURED, mode=Mode.SANDBOX)) == ()
    with pytest.raises(Refused):
        smtp.build(replace(CONFIGURED, mail_from=None))


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("smtp://mail.example.org", ("mail.example.org", 587, None, None, False, True)),
        ("smtp://u:p%40ss@mail.example.org:25", ("mail.example.org", 25, "u", "p@ss", False, True)),
        ("smtp://mail.example.org?starttls=never", ("mail.example.org", 587, None, None, False, False)),
        ("smtp://mail.example.org/?starttls=require", ("mail.example.org", 587, None, None, False, True)),
        ("smtp://localhost:1025", ("localhost", 1025, None, None, False, False)),
        ("smtp://u:p@127.0.0.1", ("127.0.0.1", 587, "u", "p", False, False)),
        ("smtps://u:p@mail.example.org", ("mail.example.org", 465, "u", "p", True, False)),
    ],
)
def test_the_mail_servers_address_is_read_and_protected_unless_it_stays_on_the_machine(url: str, told: tuple[object, ...]) -> None:
    server = parse_smtp_url(url)

    assert (server.host, server.port, server.user, server.password, server.tls, server.starttls) == told
    assert "p@ss" not in repr(server)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "mail.example.org",
        "http://mail.example.org",
        "smtp://",
        "smtp://mail.example.org:port",
        "smtp://mail.example.org:99999",
        "smtp://mail.example.org/path",
        "smtp://mail.example.org#x",
        "smtp://mail.example.org?starttls=maybe",
        "smtp://mail.example.org?tls=1",
        "smtps://mail.example.org?starttls=require",
        "smtp://u:p@mail.example.org?starttls=never",
        "smtp://[::1",
    ],
)
def test_a_wrong_mail_server_is_refused_with_what_to_write(url: str) -> None:
    with pytest.raises(Refused) as caught:
        parse_smtp_url(url)

    assert caught.value.field == "smtp_url"


@given(st.text(max_size=80))
def test_no_address_breaks_the_reading(text: str) -> None:
    for start in cast(list[Callable[[str], str]], [str, "smtp://{}".format, "smtps://a@{}".format]):
        try:
            server = parse_smtp_url(start(text))
        except Refused as refused:
            assert refused.field == "smtp_url"  # noqa: PT017 - either outcome is right
        else:
            assert server.host
