"""Verbs about API keys: made once, shown once, revoked for good."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q

from tocsin.foundation.accounts.actions.rights import need_administrator, signed
from tocsin.foundation.accounts.keys import new_secret
from tocsin.foundation.accounts.models import ApiKey
from tocsin.foundation.accounts.refusals import KeyUnknown, NameTaken, ScopeUnknown
from tocsin.foundation.accounts.rules import SCOPES, Actor
from tocsin.foundation.audit.actions import record_change
from tocsin.kernel import clock
from tocsin.kernel.text import holdable

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
    after = {"prefix": key.prefix, "scopes": key.scopes}
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


def touch_key(prefix: str) -> None:
    """When the key was last used is known to the minute, at one write a minute."""
    now = clock.now()
    stale = Q(last_used_at=None) | Q(last_used_at__lt=now - _TOUCH_EVERY)
    ApiKey.objects.filter(stale, prefix=prefix).update(last_used_at=now)
