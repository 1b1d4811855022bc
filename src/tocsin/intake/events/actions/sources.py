"""Verbs about sources; each is audited, and all but administrators are refused."""

import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from tocsin.foundation.accounts.refusals import NotAllowed
from tocsin.foundation.accounts.rules import ADMINISTRATOR, Actor
from tocsin.foundation.audit.actions import record_change
from tocsin.foundation.services.models import Service
from tocsin.foundation.services.refusals import ServiceUnknown
from tocsin.intake.events.keys import digest_of, new_key, seal
from tocsin.intake.events.models import RETENTIONS, Source
from tocsin.intake.events.refusals import (
    SourceNameTaken,
    SourceUnknown,
    SourceUnusable,
)
from tocsin.kernel import clock
from tocsin.kernel.text import holdable
from tocsin.kernel.wake import SOURCES, wake

GRACE = timedelta(hours=24)
_NUMBERS = {"rate": 1, "burst": 1, "body_limit": 1024}
_FLAGS = ("is_drill", "is_active")
FACTS = ("name", "service", "lapse", "retention", "secret", *_NUMBERS, *_FLAGS)


@transaction.atomic
def add_source(
    name: str, tool: str, *, by: Actor, service: str = "", **facts: Any
) -> tuple[Source, str]:
    """The source may send, and its key is told.

    `tool` is a preset's slug. `facts` are those of `change_source`.
    """
    _need_administrator(by)
    key = new_key()
    source = Source(
        slug=_free_slug(name or tool),
        tool=tool,
        digest=digest_of(key),
        sealed_key=seal(key),
        created_at=clock.now(),
        created_by=by.id,
    )
    _set(source, {"name": name, "service": service} | facts)
    _save(source)
    after = _told(source) | {"tool": tool}
    record_change(f"source:{source.slug}", "created", after=after, by=(by.kind, by.id))
    wake(SOURCES)
    return source, key


@transaction.atomic
def change_source(slug: str, *, by: Actor, why: str = "", **facts: Any) -> Source:
    """The source has these facts: name, service, lapse, retention (days), rate, burst
    (requests per second, or None), body_limit (bytes, or None), secret (text, or None
    for none), is_drill, is_active."""
    _need_administrator(by)
    source = locked_source(slug)
    before = _told(source)
    _set(source, facts)
    _save(source)
    after = _told(source)
    if before != after or "secret" in facts:
        record_change(
            f"source:{slug}",
            "changed",
            before=before,
            after=after,
            why=why,
            by=(by.kind, by.id),
        )
        wake(SOURCES)
    return source


@transaction.atomic
def rotate_source_key(
    slug: str, *, by: Actor, grace: timedelta = GRACE, why: str = ""
) -> tuple[Source, str]:
    """The source has a new key, told here; the one before works until `grace` is over,
    so that senders can be changed one by one."""
    _need_administrator(by)
    source = locked_source(slug)
    key = new_key()
    source.earlier_digest, source.digest = source.digest, digest_of(key)
    source.earlier_until = clock.now() + grace
    source.sealed_key = seal(key)
    source.save(
        update_fields=["digest", "earlier_digest", "earlier_until", "sealed_key"]
    )
    after = {"earlier": source.earlier_until.isoformat()}
    record_change(
        f"source:{slug}", "rotated", after=after, why=why, by=(by.kind, by.id)
    )
    wake(SOURCES)
    return source, key


def stop_source(slug: str, *, by: Actor, why: str = "") -> Source:
    """What the source sends is turned away from now on; what it sent stays."""
    return change_source(slug, by=by, why=why, is_active=False)


def locked_source(slug: str) -> Source:
    rows = Source.objects.select_for_update(no_key=True)
    source = rows.filter(slug=holdable(slug)).first()
    if source is None:
        raise SourceUnknown(slug=holdable(slug))
    return source


def _need_administrator(by: Actor) -> None:
    if not by.has(ADMINISTRATOR):
        raise NotAllowed


def _set(source: Source, facts: dict[str, Any]) -> None:
    if strange := facts.keys() - set(FACTS):
        raise TypeError(f"a source has no {sorted(strange)}")
    for fact, told in facts.items():
        if fact in _NUMBERS:
            setattr(source, fact, _number(fact, told))
        elif fact in _FLAGS:
            setattr(source, fact, bool(told))
        else:
            _SETTERS[fact](source, told)


def _set_name(source: Source, told: str) -> None:
    name = holdable(str(told or "")).strip()
    if not name or len(name) > 120:
        raise SourceUnusable(
            fact=_("The name"), value=name or "—", hint=_("Give 1 to 120 letters.")
        )
    source.name = name


def _set_service(source: Source, told: str | None) -> None:
    key = holdable(told or "")
    if key and not Service.objects.filter(key=key, is_active=True).exists():
        raise ServiceUnknown(key=key)
    source.service = key


def _set_lapse(source: Source, told: str) -> None:
    if told not in Source.Lapse.values:
        raise SourceUnusable(
            fact="lapse", value=told, hint=_("Choose resolve or no_data.")
        )
    source.lapse = told


def _set_retention(source: Source, told: int) -> None:
    if told not in RETENTIONS:
        raise SourceUnusable(
            fact="retention", value=told, hint=_("Choose 3, 30 or 365 days.")
        )
    source.retention = told


def _set_secret(source: Source, told: str | None) -> None:
    secret = holdable(told or "")
    if len(secret) > 1000:
        raise SourceUnusable(
            fact="secret", value="…", hint=_("Give at most 1000 letters.")
        )
    source.sealed_secret = seal(secret) if secret else None


_SETTERS: Mapping[str, Callable[[Source, Any], None]] = {
    "name": _set_name,
    "service": _set_service,
    "lapse": _set_lapse,
    "retention": _set_retention,
    "secret": _set_secret,
}


def _number(fact: str, told: Any) -> int | None:
    if told is None:
        return None
    least = _NUMBERS[fact]
    if not isinstance(told, int) or not least <= told <= 2_000_000_000:
        hint = _("Give a whole number of at least {least}.").format(least=least)
        raise SourceUnusable(fact=fact, value=told, hint=hint)
    return told


def _save(source: Source) -> None:
    try:
        with transaction.atomic():
            source.save()
    except IntegrityError as found:
        raise SourceNameTaken(name=source.name) from found


def _free_slug(name: str) -> str:
    """The name as a slug of at most 40 letters that no source has yet."""
    stem = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:34] or "source"
    taken = set(
        Source.objects.filter(slug__startswith=stem).values_list("slug", flat=True)
    )
    numbered = (f"{stem}-{number}" for number in range(2, 100_000))
    return stem if stem not in taken else next(s for s in numbered if s not in taken)


def _told(source: Source) -> dict[str, Any]:
    facts: dict[str, Any] = {
        fact: getattr(source, fact) for fact in FACTS if fact != "secret"
    }
    return facts | {"secret": source.sealed_secret is not None}
