"""A real SMTP server on loopback that fails where it is told to: by the first word of the recipient's address.

anything else     taken                        rcpt450 rcpt550   refused at RCPT
data451 data554   refused at DATA              dot451 dot554     refused after the final dot
dropmail dropdata connection lost at MAIL's answer or at DATA's
dropdot           the mail is taken, then the connection is lost before the answer
hangrcpt hangdot  no answer, before or after the final dot
garbledot         an answer after the final dot that is no SMTP
"""

import asyncio
import datetime
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

_DOT = b"\r\n.\r\n"


@dataclass(slots=True)
class Mailbox:
    """What the server took, and how it was spoken to. `hang_up_after` closes each connection after so many mails."""

    port: int = 0
    mails: list[tuple[str, str, bytes]] = field(default_factory=list)
    connections: int = 0
    upgraded: int = 0
    logins: list[bytes] = field(default_factory=list)
    now: int = 0
    most: int = 0
    latency: float = 0.0
    hang_up_after: int | None = None
    rude_at_quit: bool = False
    greeting: str = "220 stand-in"


class Dialogue:
    """One connection."""

    def __init__(self, box: Mailbox, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, tls: ssl.SSLContext | None):
        self._box, self._reader, self._writer, self._tls = box, reader, writer, tls
        self._sender = self._recipient = ""
        self._secure = False
        self._taken = 0

    async def run(self) -> None:
        self._say(self._box.greeting)
        while line := (await self._reader.readline()).decode("utf-8", "replace").rstrip("\r\n"):
            word, _, rest = line.partition(" ")
            handler = getattr(self, f"_{word.lower()}", None)
            if handler is None:
                self._say("500 what?")
            elif await handler(rest):
                return

    async def _ehlo(self, _: str) -> None:
        if self._tls and not self._secure:
            self._say("250-stand-in\r\n250-STARTTLS\r\n250 8BITMIME")
        else:
            self._say("250-stand-in\r\n250-AUTH PLAIN\r\n250 8BITMIME")

    async def _starttls(self, _: str) -> None:
        assert self._tls is not None
        self._say("220 go ahead")
        await self._writer.start_tls(self._tls)
        self._secure = True
        self._box.upgraded += 1

    async def _auth(self, rest: str) -> None:
        self._box.logins.append(rest.encode())
        self._say("535 wrong password" if "wrong" in rest or "d3Jvbmc" in rest else "235 welcome")

    async def _mail(self, rest: str) -> None:
        self._sender = rest.partition("<")[2].partition(">")[0]
        if self._sender.startswith("stranger"):
            self._say("550 we do not know you")
        elif self._box.hang_up_after is not None and self._taken >= self._box.hang_up_after:
            self._say("421 enough")
        else:
            self._say("250 ok")

    async def _rcpt(self, rest: str) -> bool:
        self._recipient = rest.partition("<")[2].partition(">")[0]
        trick = self._trick()
        if trick == "hangrcpt":
            await self._reader.read()
        if trick in {"dropmail", "hangrcpt"}:
            return True
        self._say({"rcpt450": "450 mailbox busy", "rcpt550": "550 no such mailbox"}.get(trick, "250 ok"))
        return False

    async def _data(self, _: str) -> bool:
        trick = self._trick()
        if trick == "dropdata":
            return True
        if trick in {"data451", "data554"}:
            self._say(f"{trick[-3:]} not now")
            return False
        self._say("354 go on")
        self._box.now += 1
        self._box.most = max(self._box.most, self._box.now)
        try:
            content = await self._reader.readuntil(_DOT)
            await asyncio.sleep(self._box.latency)
        finally:
            self._box.now -= 1
        return await self._answer_to_dot(trick, content)

    async def _answer_to_dot(self, trick: str, content: bytes) -> bool:
        if trick in {"dot451", "dot554"}:
            self._say(f"{trick[-3:]} refused at the dot")
            return False
        self._box.mails.append((self._sender, self._recipient, content[: -len(_DOT)].replace(b"\r\n..", b"\r\n.")))
        self._taken += 1
        if trick == "hangdot":
            await self._reader.read()
        if trick in {"dropdot", "hangdot"}:
            return True
        self._say("nonsense" if trick == "garbledot" else f"250 queued as {len(self._box.mails)}")
        return False

    async def _rset(self, _: str) -> None:
        self._say("250 ok")

    async def _quit(self, _: str) -> bool:
        self._say("500 no" if self._box.rude_at_quit else "221 bye")
        return True

    def _trick(self) -> str:
        return self._recipient.partition("@")[0].partition(".")[0]

    def _say(self, line: str) -> None:
        self._writer.write(f"{line}\r\n".encode())


@asynccontextmanager
async def mail_server(tls: ssl.SSLContext | None = None, *, tls_from_start: bool = False) -> AsyncIterator[Mailbox]:
    """A server on a free port. With `tls` it offers STARTTLS, or speaks TLS from the first byte."""
    box = Mailbox()
    tasks: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        box.connections += 1
        with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError, ssl.SSLError):
            await Dialogue(box, reader, writer, tls).run()
        writer.close()
        tasks.discard(task)

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=tls if tls_from_start else None)
    box.port = server.sockets[0].getsockname()[1]
    try:
        yield box
    finally:
        server.close()
        for task in list(tasks):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def throw_away_certificate(folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A server's and a client's TLS context that fit each other and nobody else, for 127.0.0.1."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "stand-in")])
    begin = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(begin + datetime.timedelta(days=365 * 50))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    chain, secret = folder / "chain.pem", folder / "key.pem"
    chain.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(chain, secret)
    return server, ssl.create_default_context(cafile=str(chain))
