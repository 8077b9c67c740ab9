"""E-mail by SMTP: kept connections, and a mail counts as sent only when the server says so after the final dot."""

import asyncio
import ssl
from collections.abc import Sequence
from contextlib import suppress
from typing import Final

import aiosmtplib
from pydantic import SecretStr

from flows.sentences import Refused
from flows.vocabulary import DeliveryState, Medium, Mode
from service.channels.errors import ChannelError, Retry
from service.channels.mail import bare_address, render, sender_of
from service.channels.protocol import Channel, ChannelSettings, Outgoing, Receipt
from service.channels.smtp_attempt import Attempt, Gone
from service.domain.smtp_url import MailServer, parse_smtp_url

_GOODBYE_S: Final = 1.0


class SmtpEmail:
    """The channel `smtp`. One for the whole process: it owns at most `concurrency` connections and keeps them.

    `mail_from` is an address or `Name <address>`; `timeout_s` bounds one whole attempt; `tls` is for a server whose
    certificate the system does not know.
    """

    name = "smtp"
    medium = Medium.EMAIL

    def __init__(
        self,
        server: MailServer,
        mail_from: str,
        *,
        timeout_s: float = 10.0,
        concurrency: int = 5,
        rate: float | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.concurrency = concurrency
        self.rate = rate
        self._server = server
        self._sender = sender_of(mail_from)
        self._timeout = timeout_s
        self._tls = tls or (ssl.create_default_context() if server.tls or server.starttls else None)
        self._free = asyncio.Semaphore(concurrency)
        self._idle: list[aiosmtplib.SMTP] = []
        self._closed = False

    async def send(self, message: Outgoing) -> Receipt:
        """Hand one mail to the server (see `Channel.send`); it is sent when the answer to the final dot is a yes."""
        recipient = bare_address(message.address)
        attempt = Attempt(self._sender[1], recipient, render(message, self._sender, recipient))
        async with self._free:
            if self._closed:
                raise Retry("closed", "the channel is closed")
            try:
                async with asyncio.timeout(self._timeout):
                    answer = await self._deliver(attempt)
            except ChannelError:
                raise
            except Exception as error:
                raise attempt.failure(error) from error
        return Receipt(None, DeliveryState.ACCEPTED, answer)

    async def _deliver(self, attempt: Attempt) -> str:
        """Over a kept connection if there is one; over a new one if the server has meanwhile closed it."""
        while self._idle:
            try:
                return await self._over(self._idle.pop(), attempt)
            except (aiosmtplib.SMTPServerDisconnected, Gone):
                if attempt.handed_over:
                    raise
        return await self._over(await self._connect(), attempt)

    async def _over(self, client: aiosmtplib.SMTP, attempt: Attempt) -> str:
        try:
            answer = await attempt.run(client)
        except aiosmtplib.SMTPResponseException as refused:
            await self._clear(client, refused)
            raise
        except BaseException:
            client.close()
            raise
        self._keep(client)
        return answer

    async def _clear(self, client: aiosmtplib.SMTP, refused: aiosmtplib.SMTPResponseException) -> None:
        """Make a connection fit for the next mail after the server has refused one; a garbled answer is beyond that."""
        try:
            if client.is_connected and 400 <= refused.code < 600:
                await client.rset()
                self._keep(client)
                return
        except aiosmtplib.SMTPException:
            pass
        client.close()

    def _keep(self, client: aiosmtplib.SMTP) -> None:
        if client.is_connected and not self._closed:
            self._idle.append(client)
        else:
            client.close()

    async def _connect(self) -> aiosmtplib.SMTP:
        server = self._server
        client = aiosmtplib.SMTP(
            hostname=server.host,
            port=server.port,
            username=server.user,
            password=server.password,
            local_hostname=self._sender[1].rpartition("@")[2],
            use_tls=server.tls,
            start_tls=server.starttls,
            tls_context=self._tls,
            timeout=None,
        )
        try:
            await client.connect()
        except BaseException:
            client.close()
            raise
        return client

    async def aclose(self) -> None:
        """Say goodbye on every kept connection; whether the server answers does not matter any more."""
        self._closed = True
        while self._idle:
            client = self._idle.pop()
            with suppress(Exception):
                async with asyncio.timeout(_GOODBYE_S):
                    await client.quit()
            client.close()


def build(settings: ChannelSettings) -> Sequence[Channel]:
    """The channel, when a mail server is configured and we are live; `Refused` naming the setting that is wrong."""
    if settings.mode is Mode.SANDBOX or settings.smtp_url is None:
        return ()
    if not settings.mail_from:
        raise Refused("There is a mail server but no sender. Set BEREDSKAB_MAIL_FROM.", field="mail_from")
    url = settings.smtp_url.get_secret_value() if isinstance(settings.smtp_url, SecretStr) else settings.smtp_url
    channel = SmtpEmail(
        parse_smtp_url(url),
        settings.mail_from,
        timeout_s=settings.channel_timeout_s,
        concurrency=settings.smtp_concurrency,
        rate=settings.smtp_rate,
    )
    return (channel,)
