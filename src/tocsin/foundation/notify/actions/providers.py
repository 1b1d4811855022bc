"""Who carries a channel's messages: added, changed, put in order, stopped, taken away.

Secrets are sealed by the installation's box: read when a message is sent, never shown.
"""

import json
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from tocsin.foundation.accounts.refusals import NotAllowed
from tocsin.foundation.accounts.rules import ADMINISTRATOR, Actor
from tocsin.foundation.audit.actions import record_change
from tocsin.foundation.notify.channels.contract import ProviderKind, Setting
from tocsin.foundation.notify.models import Provider
from tocsin.foundation.notify.reads.manners import secrets_of
from tocsin.foundation.notify.reads.providers import kind_of, provider_row
from tocsin.foundation.notify.refusals import ProviderUnfit, ProviderUnknown
from tocsin.kernel import clock, keys
from tocsin.kernel.text import holdable

_LONGEST, _MOST = 8000, 20
Settings = Mapping[str, str]


@transaction.atomic
def add_provider(
    channel: str,
    kind: str,
    name: str,
    settings: Settings,
    *,
    by: Actor,
    why: str = "",
) -> Provider:
    """It carries the channel's messages when all before it have failed."""
    _need_administrator(by)
    here = kind_of(channel, kind)
    others = Provider.objects.filter(channel=channel)
    if others.count() >= _MOST:
        raise ProviderUnfit(why=f"{_MOST} of one channel are enough")
    row = Provider(
        key=_free_key(channel, name),
        channel=channel,
        kind=here.key,
        reply_key=secrets.token_urlsafe(24),
        position=others.count(),
    )
    _set(row, here, name, settings)
    row.save()
    _audit(row, "created", by, why, after=_told(row))
    return row


@transaction.atomic
def change_provider(
    key: str,
    *,
    by: Actor,
    why: str = "",
    name: str | None = None,
    settings: Settings | None = None,
    is_active: bool | None = None,
) -> Provider:
    """What is told is so from now on. A secret that is not told, or told empty, stays
    as it is."""
    _need_administrator(by)
    row = _locked(key)
    before, sealed = _told(row), row.secrets
    _set(row, kind_of(row.channel, row.kind), name or row.name, settings or {})
    if is_active is not None:
        row.is_active = is_active
    if settings is not None:
        row.checked_at, row.check_said = None, ""
    row.save()
    after = _told(row)
    if before != after or row.secrets is not sealed:
        _audit(row, "changed", by, why, before=before, after=after)
    return row


@transaction.atomic
def order_providers(
    channel: str, wanted: Sequence[str], *, by: Actor, why: str = ""
) -> list[Provider]:
    """They are tried in this order; those that are not named come after."""
    _need_administrator(by)
    rows = Provider.objects.filter(channel=channel).select_for_update(no_key=True)
    known = {row.key: row for row in rows.order_by("position", "id")}
    for key in wanted:
        if key not in known:
            raise ProviderUnknown(key=holdable(key)[:80])
    before = list(known)
    after = [*dict.fromkeys(wanted), *(key for key in known if key not in wanted)]
    for position, key in enumerate(after):
        known[key].position = position
    Provider.objects.bulk_update(known.values(), ["position"])
    if before != after:
        record_change(
            f"channel:{channel}",
            "providers put in order",
            before={"order": before},
            after={"order": after},
            why=why,
            by=(by.kind, by.id),
        )
    return [known[key] for key in after]


@transaction.atomic
def remove_provider(key: str, *, by: Actor, why: str = "") -> None:
    """It carries nothing any more, and its secrets are forgotten."""
    _need_administrator(by)
    row = _locked(key)
    _audit(row, "removed", by, why, before=_told(row))
    row.delete()


def keep_check(key: str, said: str) -> None:
    """How the provider was when it was asked last."""
    rows = Provider.objects.filter(key=key)
    rows.update(checked_at=clock.now(), check_said=holdable(said)[:300])


def _set(row: Provider, kind: ProviderKind, name: str, told: Settings) -> None:
    """The name and what is told of the settings; refused where something that the kind
    needs is missing."""
    known = {each.name for each in kind.settings}
    if strange := sorted(set(told) - known):
        raise ProviderUnfit(why=f"it has no {holdable(strange[0])[:40]}")
    row.name = holdable(name).strip()[:120] or row.key
    before, plain = secrets_of(row), dict(row.settings)
    hidden = dict(before)
    for each in kind.settings:
        held = hidden if each.secret else plain
        if each.name in told or each.name not in held:
            _put(held, each, _given(each, told))
        if each.required and not held.get(each.name):
            raise ProviderUnfit(why=str(each.label))
    row.settings = plain
    if hidden != before:
        row.secrets = keys.box().encrypt(json.dumps(hidden).encode())


def _put(held: dict[str, str], setting: Setting, given: str) -> None:
    """A secret that is told empty stays as it is."""
    if given or not setting.secret:
        held[setting.name] = given


def _given(setting: Setting, told: Settings) -> str:
    """What was told of it, or what is usual; refused where it is no choice."""
    given = holdable(str(told.get(setting.name, setting.default))).strip()
    if len(given) > _LONGEST:
        raise ProviderUnfit(why=f"{setting.label}: {_LONGEST} letters at most")
    if setting.choices is not None and given and given not in setting.choices:
        raise ProviderUnfit(why=f"{setting.label}: {', '.join(setting.choices)}")
    return given


def _free_key(channel: str, name: str) -> str:
    wanted = f"{channel}-{slugify(name)}".strip("-")[:70]
    taken = set(
        Provider.objects.filter(key__startswith=wanted).values_list("key", flat=True)
    )
    tries = (f"{wanted}-{number}" if number else wanted for number in range(_MOST * 9))
    return next(key for key in tries if key not in taken)


def _locked(key: str) -> Provider:
    provider_row(key)
    return Provider.objects.select_for_update(no_key=True).get(key=key)


def _told(row: Provider) -> dict[str, Any]:
    """What may be told of it: no secret, nor where one might be written in."""
    kind = kind_of(row.channel, row.kind)
    shown = {s.name for s in kind.settings if not s.long}
    return {
        "name": row.name,
        "kind": row.kind,
        "settings": {name: row.settings.get(name, "") for name in sorted(shown)},
        "is_active": row.is_active,
    }


def _need_administrator(by: Actor) -> None:
    if not by.has(ADMINISTRATOR):
        raise NotAllowed


def _audit(row: Provider, verb: str, by: Actor, why: str, **told: Any) -> None:
    record_change(f"provider:{row.key}", verb, why=why, by=(by.kind, by.id), **told)
