"""From a message to the bytes of a mail: plain text and HTML, Danish letters, and headers that nobody can add to."""

import hashlib
import re
from email.charset import QP, Charset
from email.header import Header
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.policy import compat32
from email.utils import formataddr, formatdate, parseaddr
from functools import lru_cache
from typing import Final

from flows.sentences import Refused
from service.channels.errors import Permanent
from service.channels.protocol import Outgoing

_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f\u0080-\u009f\u2028\u2029\ud800-\udfff]+")
_ADDRESS: Final = re.compile(r"[^\s@<>()\[\],;:\\\"\x00-\x20\x7f]+@[^\s@<>()\[\],;:\\\"\x00-\x20\x7f]+")
_LONGEST_ADDRESS: Final = 254
_CRLF: Final = compat32.clone(linesep="\r\n")
_UTF8: Final = Charset("utf-8")
_UTF8.body_encoding = QP  # Danish mail stays readable in a mail server's log, and is a third faster than base64's worst


def sender_of(mail_from: str) -> tuple[str, str]:
    """The name and the bare address in the setting `MAIL_FROM`, or `Refused`; the name may be empty."""
    name, address = parseaddr(mail_from)
    try:
        return name, bare_address(address)
    except Permanent:
        raise Refused(
            "The sender of e-mail is not an address. Set BEREDSKAB_MAIL_FROM to one, such as {example}.",
            field="mail_from",
            example="beredskab@example.org",
        ) from None


def bare_address(address: str) -> str:
    """The address as the mail server wants it (the domain in ASCII), or `Permanent` when no mail can be sent to it."""
    if len(address) > _LONGEST_ADDRESS or not _ADDRESS.fullmatch(address):
        raise Permanent("address", "not an e-mail address")
    local, _, domain = address.rpartition("@")
    try:
        local.encode("ascii")
        return f"{local}@{domain if domain.isascii() else domain.encode('idna').decode()}"
    except UnicodeError:
        raise Permanent("address", "the mail server cannot take an address with such letters") from None


def render(message: Outgoing, sender: tuple[str, str], recipient: str) -> bytes:
    """The mail, with CRLF line ends; `sender` is (name, bare address) and `recipient` a bare address.

    The Message-ID is the same each time the same mail is sent again, so that a mail system that saw both keeps one.
    """
    name = _one_line(message.sender_name) or sender[0]
    text = MIMEText(_clean(message.text), "plain", _UTF8)  # type: ignore[arg-type] # typeshed says str; Charset is documented
    mail: MIMEMultipart | MIMEText = text
    if message.html is not None or message.calendar is not None:
        mail = MIMEMultipart("alternative")
        mail.attach(text)
    if message.html is not None:
        mail.attach(MIMEText(_clean(message.html), "html", _UTF8))  # type: ignore[arg-type] # as above
    if message.calendar is not None:
        mail.attach(_calendar_part(message.calendar, message.calendar_method))
    mail["From"] = _from(name, sender[1])
    mail["To"] = recipient
    mail["Subject"] = _subject(message.subject or "")
    mail["Date"] = formatdate(usegmt=True)  # when it went on its way: a fact for the reader's mailbox, never a decision
    mail["Message-ID"] = _message_id(message, sender[1].rpartition("@")[2])
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "OOF, AutoReply"
    return mail.as_bytes(policy=_CRLF)


def _calendar_part(file: bytes, method: str) -> MIMEText:
    """The last alternative, so that a mail program that knows calendars shows the meeting; base64 keeps its line ends."""
    part = MIMEText(file.decode(), "calendar", "utf-8")
    part.set_param("method", method)
    return part


def _message_id(message: Outgoing, domain: str) -> str:
    parts = (message.address, message.subject or "", message.text, message.html or "", (message.calendar or b"").decode())
    digest = hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()[:16]
    return f"<delivery.{message.delivery_id}.{digest}@{domain}>"


@lru_cache(maxsize=64)
def _from(name: str, address: str) -> str:
    return formataddr((name, address))


@lru_cache(maxsize=64)
def _subject(subject: str) -> str:
    return Header(_one_line(subject), "utf-8", header_name="Subject").encode(linesep="\r\n")


def _one_line(text: str | None) -> str:
    """Every run of control characters becomes one space: a line end in a header would begin another header."""
    return _CONTROL.sub(" ", text or "").strip()


def _clean(body: str) -> str:
    return body.encode("utf-8", "replace").decode().replace("\0", "")
