"""How an entry enters the chain.

The hash of an entry is SHA-256 over three parts, each ended by a newline: the hash
before it in hexadecimal (of the first entry: the reference of its incident), the
envelope, and the body. The envelope is a compact JSON array in the fixed order of
`envelope`; instants are whole microseconds since 1970-01-01 UTC. The body is compact
JSON (RFC 8259, UTF-8) with its keys sorted, without floats, NULs and lone
surrogates. Free text and personal values are in the body as commitments: SHA-256
over a random salt, a colon and the value's canonical JSON.
"""

import hashlib
import os
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson

from tocsin.kernel.text import holdable
from tocsin.register.core.entries import PRIVATE_FIELDS

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def micros(at: datetime) -> int:
    """Whole microseconds since 1970-01-01 UTC."""
    return (at - _EPOCH) // _MICROSECOND


def canonical(value: Any) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def clean(value: Any) -> Any:
    """The value as the chain can hold it: instants as ISO 8601, text holdable.

    Raises TypeError for a float: it would not survive every JSON reader unchanged.
    """
    if type(value) is str:  # nearly all are, and an import asks millions of times
        return holdable(value)
    match value:
        case str():
            return holdable(value)
        case bool() | int() | None:
            return value
        case datetime():
            return value.astimezone(UTC).isoformat()
        case Mapping():
            return {holdable(str(key)): clean(item) for key, item in value.items()}
        case list() | tuple() | set() | frozenset():
            return [clean(item) for item in value]
        case float():
            raise TypeError(f"an entry's body holds no float: {value!r}")
        case _:
            return holdable(str(value))


def part(body: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, list[Any]]]:
    """Part a clean body into what the entry holds and what lies beside it.

    Beside it: field → [salt, value]. In the entry, under `private`: field → commitment.
    That a private field was emptied is nobody's secret and stays in the entry, or the
    timeline would fold to what it was before.
    """
    public = {
        name: value
        for name, value in body.items()
        if name not in PRIVATE_FIELDS or value in (None, "")
    }
    beside = {
        name: [os.urandom(16).hex(), value]
        for name, value in body.items()
        if name in PRIVATE_FIELDS and value not in (None, "")
    }
    if beside:
        public["private"] = {
            name: commitment(salt, value) for name, (salt, value) in beside.items()
        }
    return public, beside


def commitment(salt: str, value: Any) -> str:
    return hashlib.sha256(salt.encode() + b":" + canonical(value)).hexdigest()


def envelope(facts: Sequence[str | int | bool | None]) -> bytes:
    """`facts` in this order: ref, seq, kind, kind_version, happened_at, happened_basis,
    recorded_at, actor_kind, actor_id, on_behalf_of, via, cause, audience, corrects,
    origin, is_drill."""
    return orjson.dumps(list(facts))


def link(ref: str, previous: bytes | None, wrapped: bytes, body: bytes) -> bytes:
    """The hash of an entry, from the one before it."""
    before = previous.hex() if previous else ref
    return hashlib.sha256(b"\n".join((before.encode(), wrapped, body, b""))).digest()
