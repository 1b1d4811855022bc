"""A real mail server for tests: it takes mail, or says no as it is told to."""

import asyncio
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tocsin.foundation.mail.smtp import leave_idle

NAME, PASSWORD = "tocsin", "p@ss word/7"


@dataclass
class Post:
    """What came, and what to say to what comes."""

    port: int = 0
    came: list[EmailMessage] = field(default_factory=list)
    refusals: dict[str, str] = field(default_factory=dict)
    data: list[str] = field(default_factory=list)
    slow: float = 0
    greeted: int = 0

    @property
    def ids(self) -> list[str]:
        return [str(message["Message-ID"]) for message in self.came]

    async def handle_EHLO(
        self,
        _server: Any,
        session: Any,
        _envelope: Any,
        hostname: str,
        responses: list[str],
    ) -> list[str]:
        self.greeted += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        if address in self.refusals:
            return self.refusals[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        if self.data and (said := self.data.pop(0)):
            return said
        message = message_from_bytes(envelope.content, policy=policy.default)
        self.came.append(message)
        await asyncio.sleep(self.slow)
        return "250 taken"


@contextmanager
def receiving(**kwargs: Any) -> Iterator[Post]:
    """A server on a port of its own; `kwargs` are those of aiosmtpd."""
    post = Post(port=_free_port())
    server = Controller(post, hostname="127.0.0.1", port=post.port, **kwargs)
    server.start()
    try:
        yield post
    finally:
        leave_idle(0)
        server.stop()


def signing_in(context: ssl.SSLContext) -> dict[str, Any]:
    """Of a server that wants TLS by STARTTLS, then a name and a password."""

    def check(
        _server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any
    ) -> AuthResult:
        known = LoginPassword(NAME.encode(), PASSWORD.encode())
        return AuthResult(success=data == known, handled=False)

    wants = {"require_starttls": True, "auth_required": True}
    return {"tls_context": context, "authenticator": check} | wants


def certificate(folder: Path) -> tuple[Path, ssl.SSLContext]:
    """One for localhost, signed by itself; the file by which to trust it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    names = [x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))]
    now = datetime.now(tz=UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .sign(key, hashes.SHA256())
    )
    public, private = folder / "public.pem", folder / "private.pem"
    public.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(public, private)
    return public, context


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
