"""What a seal is: one JSON line that says how far the chains had grown, signed.

The members of a seal: `number` from 1 on, `sealed_at` (ISO 8601, UTC), `previous`
(hash of the seal before in hexadecimal, empty for the first), `heads` (a list of
[reference, seq, hash in hexadecimal]), `key` (the signing key's public part, raw, in
hexadecimal) and `signature` (Ed25519, RFC 8032, over the canonical JSON of all other
members). A seal's hash is SHA-256 over its whole line without the line end.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from tocsin.register.core.canonical import canonical


@dataclass(frozen=True, slots=True)
class SealLine:
    """One seal as read from a line; `fault` says why it proves nothing, if so."""

    number: int
    sealed_at: str
    previous: str
    heads: Sequence[tuple[str, int, str]]
    key: str
    hash: str
    fault: str = ""


def sealed_line(
    number: int,
    sealed_at: str,
    previous: str,
    heads: Mapping[str, tuple[int, bytes]],
    key: Ed25519PrivateKey,
) -> str:
    """The line of a new seal."""
    seal: dict[str, Any] = {
        "number": number,
        "sealed_at": sealed_at,
        "previous": previous,
        "heads": [[ref, seq, head.hex()] for ref, (seq, head) in sorted(heads.items())],
        "key": key.public_key().public_bytes_raw().hex(),
    }
    seal["signature"] = key.sign(canonical(seal)).hex()
    return canonical(seal).decode()


def hash_of(line: str) -> str:
    return hashlib.sha256(line.encode()).hexdigest()


def read_seal(line: str) -> SealLine:
    """The seal of a line. What cannot be read as one comes back with number 0."""
    try:
        seal = orjson.loads(line)
        signature = bytes.fromhex(seal.pop("signature"))
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(seal["key"]))
        heads = [(str(ref), int(seq), str(head)) for ref, seq, head in seal["heads"]]
        found = SealLine(
            int(seal["number"]),
            str(seal["sealed_at"]),
            str(seal["previous"]),
            heads,
            str(seal["key"]),
            hash_of(line),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as flaw:
        return SealLine(0, "", "", (), "", hash_of(line), f"is no seal: {flaw}")
    return found if _is_signed(seal, key, signature) else _unsigned(found)


def _is_signed(seal: Any, key: Ed25519PublicKey, signature: bytes) -> bool:
    try:
        key.verify(signature, canonical(seal))
    except InvalidSignature:
        return False
    return True


def _unsigned(seal: SealLine) -> SealLine:
    return SealLine(
        seal.number,
        seal.sealed_at,
        seal.previous,
        seal.heads,
        seal.key,
        seal.hash,
        "does not bear its signature",
    )
