"""What attributes of a directory mean. Pure.

RFC 4519 and 2798 (inetOrgPerson), RFC 2307 (shadowExpire), [MS-ADTS] 2.2.16
(userAccountControl) and accountExpires, 389 Directory Server's nsAccountLock,
draft-behera-ldap-password-policy (pwdAccountLockedTime), eDirectory's loginDisabled.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

Values = Mapping[str, Sequence[bytes]]
"""Attributes of an entry, by their names in small letters."""

STATE_ATTRIBUTES = (
    "userAccountControl",
    "accountExpires",
    "shadowExpire",
    "nsAccountLock",
    "pwdAccountLockedTime",
    "loginDisabled",
)
_ACCOUNTDISABLE = 0x2
_NEVER = (0, 0x7FFFFFFFFFFFFFFF)
_LOCKED_FOR_GOOD = "000001010000Z"
_EPOCH_OF_AD = datetime(1601, 1, 1, tzinfo=UTC)


def text_in(values: Values, name: str) -> str:
    """The first value of an attribute as text; an objectGUID as it is written."""
    found = values.get(name.casefold(), ())
    if not found:
        return ""
    if name.casefold() == "objectguid" and len(found[0]) == 16:
        return str(UUID(bytes_le=found[0]))
    try:
        return found[0].decode("utf-8").strip()
    except UnicodeDecodeError:
        return found[0].hex()


def is_disabled(values: Values, now: datetime) -> bool:
    """Whether the directory says that this account is not to be used any more."""
    control = _number(text_in(values, "userAccountControl"))
    if control is not None and control & _ACCOUNTDISABLE:
        return True
    if _has_expired(values, now):
        return True
    locked = text_in(values, "nsAccountLock"), text_in(values, "loginDisabled")
    if "true" in {word.casefold() for word in locked}:
        return True
    return text_in(values, "pwdAccountLockedTime") == _LOCKED_FOR_GOOD


def _has_expired(values: Values, now: datetime) -> bool:
    """By days since 1970 (shadowExpire), or hundreds of nanoseconds since 1601."""
    days = _number(text_in(values, "shadowExpire"))
    if days is not None and days >= 0:
        return (now.date() - date(1970, 1, 1)).days >= days
    ticks = _number(text_in(values, "accountExpires"))
    if ticks is None or ticks in _NEVER or ticks < 0:
        return False
    try:
        return now >= _EPOCH_OF_AD + timedelta(microseconds=ticks // 10)
    except OverflowError:
        return False


def _number(text: str) -> int | None:
    digits = text.removeprefix("-")
    return int(text) if digits.isascii() and digits.isdecimal() else None


def plain_dn(dn: str) -> str:
    """A DN as it is compared: small letters, no spaces around its parts (RFC 4514)."""
    return ",".join(part.strip() for part in dn.casefold().split(","))
