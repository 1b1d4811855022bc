"""The installation's secrets, kept outside the database, each in a file of its own.

`django` signs sessions, `seal` signs seals, `box` encrypts stored secrets. Who
runs several machines against one database gives each the same files, by copying
the folder or by `TOCSIN_KEYS`; the database knows their fingerprints.
"""

import hashlib
import os
import secrets
from collections.abc import Callable
from functools import cache
from pathlib import Path

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    derive_private_key,
)
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.utils.translation.trans_real import gettext_noop as _

from tocsin.kernel import home
from tocsin.kernel.refusal import Refusal


class KeyUnreadable(Refusal):
    code = "key_unreadable"
    message = _("The key file {file} cannot be read or made.")
    remedy = _("Let it and its folder belong to the user who runs Tocsin.")


def folder() -> Path:
    named = os.environ.get("TOCSIN_KEYS")
    return Path(named).absolute() if named else home.folder() / "keys"


def django() -> str:
    return _read("django").decode()


def box() -> Fernet:
    """Encrypts what must be stored and be read again, such as passwords of others."""
    return Fernet(_read("box"))


def signing_key() -> Ed25519PrivateKey:
    """Signs the register's seals."""
    key = serialization.load_pem_private_key(_read("seal"), password=None)
    assert isinstance(key, Ed25519PrivateKey)
    return key


@cache
def push_key() -> EllipticCurvePrivateKey:
    """By which browsers' push services know this installation. It is made from the
    box, so that every machine has the same, and a new file is not needed for it
    (FIPS 186-5, A.2.1: a scalar from more bits than the order of the curve has)."""
    made = HKDF(hashes.SHA256(), 48, None, b"tocsin push").derive(_read("box"))
    scalar = int.from_bytes(made, "big") % (_P256_ORDER - 1) + 1
    return derive_private_key(scalar, SECP256R1())


# SEC 2, section 2.4.2.
_P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def fingerprints() -> dict[str, str]:
    """What tells these keys from any others, and nothing more about them."""
    return {
        name: hashlib.sha256(b"tocsin " + _read(name)).hexdigest()[:32]
        for name in sorted(_MAKERS)
    }


def _new_seal() -> bytes:
    return Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


_MAKERS: dict[str, Callable[[], bytes]] = {
    "django": lambda: secrets.token_urlsafe(48).encode(),
    "seal": _new_seal,
    "box": Fernet.generate_key,
}


def _read(name: str) -> bytes:
    return _content(folder() / name)


@cache
def _content(file: Path) -> bytes:
    try:
        if not file.exists():
            _make(file)
        return file.read_bytes().strip()
    except OSError:
        raise KeyUnreadable(file=file) from None


def _make(file: Path) -> None:
    """The file is there and whole. Of two processes at once, one's key is kept."""
    home.make()
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as out:
        out.write(_MAKERS[file.name]())
        out.flush()
        os.fsync(out.fileno())
    try:
        os.link(fresh, file)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
