"""Verbs about API keys: made once, shown once, revoked for good."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q

from tocsin.foundation.accounts.actions.rights import need_administrator, signed
from tocsin.foundation.accounts.keys import new_secret
from tocsin.foundation.accounts.models import ApiKey
from tocsin.foundation.accounts.options import KEY_MOST_DAYS
from tocsin.foundation.accounts.refusals import (
    KeyLivesTooLong,
    KeyUnknown,
    NameTaken,
    ScopeUnknown,
)
from tocsin.foundation.accounts.rules import SCOPES, Actor
from tocsin.foundation.audit.actions import record_change
from tocsin.foundation.config.reads import value
from tocsin.kernel import clock
from tocsin.kernel.text import holdable

_GRACE = timedelta(hours=24)
_TOUCH_EVERY = timedelta(minutes=1)


@transaction.atomic
def create_key(
    name: str,
    scopes: Iterable[str],
    *,
    by: Actor,
    expires_at: datetime | None = None,
) -> tuple[ApiKey, str]:
    """The key works, and what its holder must show is told this once."""
    need_administrator(by)
    name = holdable(name)
    _bound(expires_at)
    wanted = set(scopes)
    strange = wanted - set(SCOPES)
    if strange or not wanted:
        names = ", ".join(sorted(strange)) or "—"
        raise ScopeUnknown(names=names, known=", ".join(SCOPES))
    secret = new_secret()
    key = ApiKey(
        name=name,
        prefix=secret.prefix,
        digest=secret.digest,
        scopes=sorted(wanted),
        created_at=clock.now(),
        created_by=by.id,
        expires_at=expires_at,
    )
    try:
        with transaction.atomic():
            key.save()
    except IntegrityError as found:
        raise NameTaken(name=name) from found
    after = {"prefix": key.prefix, "scopes": key.scopes, "until": _told(expires_at)}
    record_change(f"key:{name}", "created", after=after, by=signed(by))
    return key, str(secret)


@transaction.atomic
def revoke_key(name: str, *, by: Actor, why: str = "") -> ApiKey:
    """The key opens nothing any more; revoking it twice is no mistake."""
    need_administrator(by)
    rows = ApiKey.objects.select_for_update(no_key=True)
    key = rows.filter(name=holdable(name)).first()
    if key is None:
        raise KeyUnknown(name=name)
    if key.revoked_at is None:
        key.revoked_at = clock.now()
        key.save(update_fields=["revoked_at"])
        record_change(f"key:{name}", "revoked", why=why, by=signed(by))
    return key


@transaction.atomic
def rotate_key(
    name: str,
    *,
    by: Actor,
    grace: timedelta = _GRACE,
    expires_at: datetime | None = None,
    why: str = "",
) -> tuple[ApiKey, str]:
    """The key has a new secret, told this once; the one before opens until `grace` is
    over. The key stays the same actor, so it keeps its name, scopes and history. It
    ends when it would have ended, unless `expires_at` says later."""
    need_administrator(by)
    rows = ApiKey.objects.select_for_update(no_key=True)
    key = rows.filter(name=holdable(name), revoked_at=None).first()
    if key is None:
        raise KeyUnknown(name=name)
    secret = replace(new_secret(), prefix=key.prefix)
    key.earlier_digest, key.digest = key.digest, secret.digest
    key.earlier_until = clock.now() + grace
    before = {"until": _told(key.expires_at)}
    if expires_at is not None:
        _bound(expires_at)
        key.expires_at = expires_at
    key.save(update_fields=["digest", "earlier_digest", "earlier_until", "expires_at"])
    after = {"earlier": _told(key.earlier_until), "until": _told(key.expires_at)}
    record_change(
        f"key:{key.name}", "rotated", before=before, after=after, why=why, by=signed(by)
    )
    return key, str(secret)


def revoke_keys_of(person: str, *, by: Actor, why: str = "") -> int:
    """The keys that this person (a key of theirs) made open nothing any more; says how
    many did."""
    held = ApiKey.objects.filter(created_by=person, revoked_at=None).order_by("id")
    names = list(held.values_list("name", flat=True))
    for name in names:
        revoke_key(name, by=by, why=why)
    return len(names)


def touch_key(prefix: str) -> None:
    """When the key was last used is known to the minute, at one write a minute."""
    now = clock.now()
    stale = Q(last_used_at=None) | Q(last_used_at__lt=now - _TOUCH_EVERY)
    ApiKey.objects.filter(stale, prefix=prefix).update(last_used_at=now)


def _bound(expires_at: datetime | None) -> None:
    """Refuses a key that would live longer than keys may."""
    most = value(KEY_MOST_DAYS)
    if not most:
        return
    # Whoever counts days from now has counted a moment ago.
    last = clock.now() + timedelta(days=most)
    if expires_at is None or expires_at > last:
        raise KeyLivesTooLong(days=most)


def _told(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
