"""Sources' keys: 32 letters and digits, as PagerDuty's clients check (Events API v2,
`routing_key`), kept as a digest to look up and sealed to be shown again."""

import secrets
import string
from hashlib import sha256

from tocsin.kernel import keys

LENGTH = 32
_LETTERS = string.ascii_letters + string.digits


def new_key() -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(LENGTH))


def digest_of(key: str) -> bytes:
    """What a key is looked up by; a key has too many bits to be guessed from it."""
    return sha256(key.encode("utf-8", "surrogatepass")).digest()


def seal(text: str) -> bytes:
    return keys.box().encrypt(text.encode())


def opened(sealed: bytes) -> str:
    return keys.box().decrypt(bytes(sealed)).decode()


def masked(key: str) -> str:
    """Enough to tell one key from another, and no more."""
    return f"{key[:4]}…{key[-2:]}" if len(key) == LENGTH else "…"
