"""Ids as Opsgenie's look, with our numbers inside: no table says which is whose.

The low bits of each UUID hold the number. The high bits of a request's are random, so
that two answers never have one id; those of all others are made from the number.
"""

import secrets
from datetime import datetime
from hashlib import sha256
from uuid import UUID

_NUMBER = (1 << 62) - 1
# RFC 9562: version 4, and the variant above the number.
_VERSION, _VERSION_BITS, _VARIANT = 0x4000, 0xF000, 0b10 << 62


def request_id(number: int) -> str:
    return _uuid(secrets.randbits(64), number)


def random_id() -> str:
    """The id of an answer behind which nothing is kept."""
    return request_id(0)


def number_of(told: str) -> int:
    """The number in a request's id; 0 if there is none."""
    try:
        return UUID(told).int & _NUMBER
    except ValueError:
        return 0


def alert_id(number: int, first_seen_at: datetime) -> str:
    millis = round(first_seen_at.timestamp() * 1000)
    return f"{named_id('alert', number)}-{millis}"


def alert_number(told: str) -> int:
    """The number in an alert's id, with its instant or without; 0 if it is none."""
    number = number_of(told[:36])
    whole = number and told[:36].lower() == named_id("alert", number)
    return number if whole and (len(told) == 36 or told[36] == "-") else 0


def named_id(kind: str, number: int) -> str:
    """The id of a thing of ours, always the same one."""
    high = sha256(f"{kind} {number}".encode()).digest()[:8]
    return _uuid(int.from_bytes(high, "big"), number)


def _uuid(high: int, number: int) -> str:
    high = (high & ~_VERSION_BITS) | _VERSION
    return str(UUID(int=high << 64 | _VARIANT | (number & _NUMBER)))
