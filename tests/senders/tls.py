"""HTTPS in front of a test's Tocsin, for clients that speak nothing else."""

import socket
import ssl
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@contextmanager
def https(port: int) -> Iterator[tuple[str, ssl.SSLContext]]:
    """An address that leads to this port, and what a client needs to trust it."""
    with tempfile.TemporaryDirectory(prefix="tls-", dir="/tmp") as name:
        pem = Path(name, "both.pem")
        pem.write_bytes(_certified())
        serving = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        serving.load_cert_chain(pem)
        trusting = ssl.create_default_context(cafile=str(pem))
    with socket.create_server(("127.0.0.1", 0)) as ear:
        answers = threading.Thread(
            target=_answer, args=(ear, serving, port), daemon=True
        )
        answers.start()
        yield f"https://127.0.0.1:{ear.getsockname()[1]}", trusting
        with suppress(OSError):
            ear.shutdown(socket.SHUT_RDWR)
    answers.join(timeout=5)


def _answer(ear: socket.socket, serving: ssl.SSLContext, port: int) -> None:
    while True:
        try:
            plain, _peer = ear.accept()
        except OSError:
            return
        threading.Thread(
            target=_carry, args=(plain, serving, port), daemon=True
        ).start()


def _carry(plain: socket.socket, serving: ssl.SSLContext, port: int) -> None:
    with (
        suppress(OSError),
        serving.wrap_socket(plain, server_side=True) as outer,
        socket.create_connection(("127.0.0.1", port)) as inner,
    ):
        there = threading.Thread(target=_pour, args=(inner, outer), daemon=True)
        there.start()
        _pour(outer, inner)
        there.join(timeout=10)


def _pour(source: socket.socket, into: socket.socket) -> None:
    with suppress(OSError):
        while part := source.recv(65_536):
            into.sendall(part)
    with suppress(OSError):
        into.shutdown(socket.SHUT_WR)


def _certified() -> bytes:
    """A key and a certificate of its own for this machine, good for a day."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    names = [x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))]
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(
        pem,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return private + made.public_bytes(pem)
