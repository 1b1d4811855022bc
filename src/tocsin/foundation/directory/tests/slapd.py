"""A real OpenLDAP server with a folder of its own, from Debian's package slapd."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

SUFFIX = "dc=shop,dc=example"
ADMIN, PASSWORD = f"cn=admin,{SUFFIX}", "open-sesame-2026"
_SLAPD, _SLAPADD = "/usr/sbin/slapd", "/usr/sbin/slapadd"
# msuser brings Active Directory's attributes, nis brings shadowAccount.
_CONF = """
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/nis.schema
include /etc/ldap/schema/inetorgperson.schema
{more}
pidfile {folder}/slapd.pid
modulepath /usr/lib/ldap
moduleload back_mdb
TLSCertificateFile {folder}/cert.pem
TLSCertificateKeyFile {folder}/key.pem
database mdb
suffix "{suffix}"
rootdn "{admin}"
rootpw {password}
directory {folder}/db
index entryUUID,uid eq
"""


@dataclass
class Slapd:
    """Where it answers, and what signs for it."""

    folder: Path
    port: int
    tls_port: int

    @property
    def certificate(self) -> str:
        return str(self.folder / "cert.pem")


def need_slapd() -> None:
    """Skips where the package is missing; there, CI fails."""
    if os.path.exists(_SLAPD):
        return
    if os.environ.get("TOCSIN_REQUIRE_ALL") == "1":
        pytest.fail("needs slapd: apt install slapd")
    pytest.skip("needs slapd: apt install slapd")


@contextmanager
def slapd(ldif: str, *, msuser: bool = False) -> Iterator[Slapd]:
    """A server that holds these entries below its suffix, until it is let go."""
    need_slapd()
    folder = Path(tempfile.mkdtemp(prefix="tocsin-slapd."))
    made = Slapd(folder, _free_port(), _free_port())
    more = "include /etc/ldap/schema/msuser.schema" if msuser else ""
    conf = _CONF.format(
        folder=folder, suffix=SUFFIX, admin=ADMIN, password=PASSWORD, more=more
    )
    (folder / "db").mkdir()
    (folder / "slapd.conf").write_text(conf)
    (folder / "all.ldif").write_text(ldif)
    _certify(folder)
    held = ["-f", str(folder / "slapd.conf")]
    try:
        subprocess.run(
            [_SLAPADD, *held, "-q", "-l", str(folder / "all.ldif")],
            check=True,
            capture_output=True,
        )
        urls = f"ldap://127.0.0.1:{made.port} ldaps://127.0.0.1:{made.tls_port}"
        process = subprocess.Popen(
            [_SLAPD, *held, "-h", urls, "-d", "0"], stderr=subprocess.DEVNULL
        )
        try:
            _wait_for(made.tls_port)
            yield made
        finally:
            process.terminate()
            process.wait(10)
    finally:
        shutil.rmtree(folder)


def _free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


def _wait_for(port: int) -> None:
    for _try in range(100):
        with socket.socket() as held:
            if held.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError("slapd does not answer")


def _certify(folder: Path) -> None:
    """A key and a certificate that signs itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    names = [x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))]
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    (folder / "cert.pem").write_bytes(certificate.public_bytes(pem))
    (folder / "key.pem").write_bytes(
        key.private_bytes(
            pem,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )


def entry(dn: str, *classes: str, **attributes: str | list[str]) -> str:
    """One entry in LDIF (RFC 2849)."""
    lines = [f"dn: {dn},{SUFFIX}", *(f"objectClass: {each}" for each in classes)]
    for name, values in attributes.items():
        every = [values] if isinstance(values, str) else values
        lines += [f"{name}: {value}" for value in every]
    return "\n".join(lines) + "\n\n"


def person(uid: str, *classes: str, **attributes: str | list[str]) -> str:
    name = attributes.pop("cn", uid.title())
    return entry(
        f"uid={uid},ou=people",
        "inetOrgPerson",
        *classes,
        uid=uid,
        cn=name,
        sn=str(name).split(" ")[-1],
        **attributes,
    )


ROOT = (
    f"dn: {SUFFIX}\nobjectClass: dcObject\nobjectClass: organization\n"
    "o: Shop\ndc: shop\n\n"
    + entry("ou=people", "organizationalUnit", ou="people")
    + entry("ou=groups", "organizationalUnit", ou="groups")
)
