"""The setting `SMTP_URL`: which mail server, and how well it must be protected.

smtp://user:password@mail.example.org:587              STARTTLS is required
smtp://localhost:25                                    plain: the mail does not leave the machine
smtp://relay.example.org:25?starttls=never             plain, said out loud; not together with a password
smtps://user:password@mail.example.org:465             TLS from the first byte
"""

from dataclasses import dataclass, field
from typing import Final
from urllib.parse import parse_qsl, unquote, urlsplit

from flows.sentences import Refused

_LOOPBACK: Final = {"localhost", "127.0.0.1", "::1"}
_FIELD: Final = "smtp_url"
_EXAMPLE: Final = "smtp://user:password@mail.example.org:587"


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail goes out. At most one of `tls` (from the first byte) and `starttls` (upgrade or do not send) holds."""

    host: str
    port: int
    user: str | None
    password: str | None = field(repr=False)
    tls: bool
    starttls: bool


def parse_smtp_url(url: str) -> MailServer:
    """The server that `url` names, or `Refused` on the field `smtp_url` with what to write instead."""
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        raise Refused("The mail server's address cannot be read. Write it as {example}.", **_told()) from None
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname or parts.path.strip("/") or parts.fragment:
        raise Refused("The mail server's address cannot be read. Write it as {example}.", **_told())
    tls = parts.scheme == "smtps"
    loopback = parts.hostname in _LOOPBACK
    starttls = _starttls(parts.query, tls=tls, default=not (tls or loopback))
    user = unquote(parts.username) if parts.username else None
    if user and not (tls or starttls or loopback):
        raise Refused("The mail server's password would be sent unprotected. Remove starttls=never.", field=_FIELD)
    return MailServer(
        host=parts.hostname,
        port=port or (465 if tls else 587),
        user=user,
        password=unquote(parts.password) if parts.password is not None else None,
        tls=tls,
        starttls=starttls,
    )


def _starttls(query: str, *, tls: bool, default: bool) -> bool:
    options = dict(parse_qsl(query, keep_blank_values=True))
    if options and tls:
        raise Refused("A mail server at smtps:// is always protected. Remove what follows the question mark.", field=_FIELD)
    wanted = options.pop("starttls", "require" if default else "never")
    if options or wanted not in {"require", "never"}:
        raise Refused("The mail server's address may end in ?starttls=require or ?starttls=never only.", field=_FIELD)
    return wanted == "require"


def _told() -> dict[str, str]:
    return {"field": _FIELD, "example": _EXAMPLE}
