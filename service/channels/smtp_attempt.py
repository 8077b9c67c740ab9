"""One mail through one SMTP dialogue, and what it means when that fails at any point of it."""

import re
import ssl
from typing import Final

import aiosmtplib
from aiosmtplib.protocol import normalize_message_line_endings

from service.channels.errors import BadMessage, ChannelError, Misconfigured, Permanent, Retry, Uncertain

_GO_AHEAD: Final = 354
_LEADING_DOT: Final = re.compile(rb"(?m)^\.")


class Gone(Exception):
    """A kept connection that turned out to be closed before anything of this mail was sent."""


class Attempt:
    """One mail to one recipient; `handed_over` says whether its final dot has gone, and so what a failure means.

    `content` is the mail with any line ends.
    """

    def __init__(self, sender: str, recipient: str, content: bytes) -> None:
        self._sender = sender
        self._recipient = recipient
        self._content = _stuffed(content)
        self.handed_over = False

    async def run(self, client: aiosmtplib.SMTP) -> str:
        """The server's words of acceptance, or an exception of aiosmtplib."""
        try:
            await client.mail(self._sender)
        except aiosmtplib.SMTPSenderRefused as error:
            if error.code == 421:
                raise Gone from error
            raise
        await client.rcpt(self._recipient)
        go_ahead = await client.execute_command(b"DATA")
        if go_ahead.code != _GO_AHEAD:
            raise aiosmtplib.SMTPDataError(go_ahead.code, go_ahead.message)
        # The library's own DATA does both steps in one and so cannot say whether the final dot had gone.
        assert client.protocol is not None
        client.protocol.write(self._content)
        self.handed_over = True
        answer = await client.protocol.read_response()
        if not 200 <= answer.code < 300:
            raise aiosmtplib.SMTPDataError(answer.code, answer.message)
        return f"{answer.code} {answer.message}"[:300]

    def failure(self, error: Exception) -> ChannelError:
        """What `error` means for the delivery."""
        if isinstance(error, aiosmtplib.SMTPResponseException) and 400 <= error.code < 600:
            return _refusal(error)
        if self.handed_over:
            return Uncertain("no_answer", f"no answer after the final dot: {error}")
        if isinstance(error, TimeoutError):
            return Retry("timeout", str(error) or "the mail server did not answer in time")
        if _protection_fails(error):
            return Misconfigured("tls", str(error))
        if isinstance(error, OSError | Gone):
            return Retry("no_connection", str(error))
        return Misconfigured("protocol", f"{type(error).__name__}: {error}")


def _refusal(error: aiosmtplib.SMTPResponseException) -> ChannelError:
    """4xx passes; 5xx is final, and who said it tells whether our account, the address or the mail itself is wrong."""
    code, words = str(error.code), error.message.encode("utf-8", "replace").decode()
    if error.code < 500:
        return Retry(code, words)
    if isinstance(error, aiosmtplib.SMTPDataError):
        return BadMessage(code, words)
    if isinstance(error, aiosmtplib.SMTPRecipientRefused) and error.code != 530:
        return Permanent(code, words)
    return Misconfigured(code, words)


def _protection_fails(error: BaseException | None) -> bool:
    """Whether TLS itself said no (a certificate, a version), rather than the connection breaking under it."""
    while error is not None:
        if isinstance(error, ssl.SSLError):
            return not isinstance(error, ssl.SSLEOFError | ssl.SSLZeroReturnError)
        error = error.__cause__
    return False


def _stuffed(content: bytes) -> bytes:
    """Content as the DATA phase wants it: leading dots doubled, the final dot at the end."""
    return _LEADING_DOT.sub(b"..", normalize_message_line_endings(content)) + b".\r\n"
