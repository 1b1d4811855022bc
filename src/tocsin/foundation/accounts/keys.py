"""Random names and secrets: a person's name in entries, a machine's credential."""

import hashlib
import secrets
from dataclasses import dataclass

# Without 0, 1, l, o and i: people read these aloud.
_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
_MARK = "tk"


def _letters(count: int) -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(count))


def new_person_key() -> str:
    """A name for a person that tells nothing about them: what entries hold."""
    return "p-" + _letters(12)


def new_envelope() -> str:
    """A secret of 158 bits that people type in from paper."""
    return "-".join(_letters(4) for _group in range(8))


@dataclass(frozen=True, slots=True)
class Secret:
    """An API key as its holder shows it: `tk_<prefix>_<secret>`."""

    prefix: str
    secret: str

    def __str__(self) -> str:
        return f"{_MARK}_{self.prefix}_{self.secret}"

    @property
    def digest(self) -> bytes:
        """What is kept. The secret has 158 random bits, so a slow hash adds nothing."""
        return hashlib.sha256(self.secret.encode()).digest()


def new_secret() -> Secret:
    return Secret(_letters(8), _letters(32))


def parse_secret(shown: str) -> Secret | None:
    """The key, if this could be one; never anything the database cannot look up."""
    mark, _, rest = shown.partition("_")
    prefix, _, secret = rest.partition("_")
    is_ours = mark == _MARK and all(
        part and set(part) <= set(_ALPHABET) for part in (prefix, secret)
    )
    return Secret(prefix, secret) if is_ours else None


def same_digest(one: bytes, other: bytes) -> bool:
    """Compares in a time that tells nothing about where they differ."""
    return secrets.compare_digest(one, other)
