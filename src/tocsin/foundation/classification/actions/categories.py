"""Verbs about the tree of categories and who answers for each."""

import re
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from tocsin.foundation.accounts.models import Team
from tocsin.foundation.accounts.refusals import NotAllowed
from tocsin.foundation.accounts.rules import ADMINISTRATOR, Actor
from tocsin.foundation.audit.actions import record_change
from tocsin.foundation.classification.models import Category, Responsibility
from tocsin.foundation.classification.refusals import (
    CategoryMisplaced,
    CategoryTaken,
    CategoryUnknown,
    HandedOverInThePast,
    PeriodTaken,
    TeamNotAvailable,
)
from tocsin.kernel import clock
from tocsin.kernel.text import holdable

_WORD = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@transaction.atomic
def add_category(
    key: str, name: str, *, fallback: str, by: Actor, parent: str | None = None
) -> Category:
    """The category can be chosen, and `fallback` answers where nobody else does.

    `key` is the whole path and never changes: `infrastructure/server`.
    """
    _need_administrator(by)
    _check_place(key, parent)
    _need_team(fallback)
    try:
        with transaction.atomic():
            category = Category.objects.create(
                key=key, name=holdable(name), parent_id=parent, fallback_id=fallback
            )
    except IntegrityError as found:
        raise CategoryTaken(key=key) from found
    _audit(category, "added", by, after=_told(category))
    return category


@transaction.atomic
def change_category(
    key: str,
    *,
    by: Actor,
    name: str | None = None,
    fallback: str | None = None,
    is_active: bool | None = None,
    why: str = "",
) -> Category:
    """What was given is so from now on; the rest stays."""
    _need_administrator(by)
    category = _locked(key)
    before = _told(category)
    if fallback is not None:
        _need_team(fallback)
        category.fallback_id = fallback
    category.name = category.name if name is None else holdable(name)
    category.is_active = category.is_active if is_active is None else is_active
    category.save()
    _audit(category, "changed", by, before=before, after=_told(category), why=why)
    return category


@transaction.atomic
def hand_over(
    key: str,
    team: str,
    *,
    by: Actor,
    starts_at: datetime | None = None,
    why: str = "",
    is_filling: bool = False,
) -> Responsibility:
    """The team answers for the category from then until the next planned period.

    A period that would still run at that instant ends with it. What has been
    is not rewritten; only Tocsin itself and a set-up that is `is_filling` a category
    of which nothing was told so far tell the past.
    """
    _need_administrator(by)
    now = clock.now()
    start = starts_at or now
    if start < now and not (by.is_system or is_filling):
        raise HandedOverInThePast(starts_at=start)
    category = _locked(key)
    _need_team(team)
    periods = Responsibility.objects.filter(category=category)
    before = _end_running(category, start)
    following = periods.filter(starts_at__gt=start).order_by("starts_at").first()
    period = Responsibility.objects.create(
        category=category,
        team_id=team,
        starts_at=start,
        ends_at=following.starts_at if following else None,
        why=holdable(why)[:200],
    )
    after = {"team": team, "starts_at": start.isoformat()}
    _audit(category, "handed over", by, before=before, after=after, why=why)
    return period


def _end_running(category: Category, start: datetime) -> dict[str, Any] | None:
    """Ends the period that holds just before `start`; tells which it was."""
    running = (
        Responsibility.objects.filter(category=category, starts_at__lte=start)
        .order_by("-starts_at")
        .first()
    )
    if running is None:
        return None
    if running.starts_at == start:
        raise PeriodTaken(team=running.team_id, category=category.key)
    if running.ends_at is None or running.ends_at > start:
        running.ends_at = start
        running.save(update_fields=["ends_at"])
    return {"team": running.team_id}


def _check_place(key: str, parent: str | None) -> None:
    above, _slash, word = key.rpartition("/")
    if above != (parent or "") or not _WORD.fullmatch(word):
        raise CategoryMisplaced(key=key, parent=parent or "—")
    if parent and not Category.objects.filter(key=holdable(parent)).exists():
        raise CategoryUnknown(key=holdable(parent))


def _need_administrator(by: Actor) -> None:
    if not by.has(ADMINISTRATOR):
        raise NotAllowed


def _need_team(key: str) -> None:
    if not Team.objects.filter(key=holdable(key), is_active=True).exists():
        raise TeamNotAvailable(key=holdable(key))


def _locked(key: str) -> Category:
    rows = Category.objects.select_for_update(no_key=True)
    found = rows.filter(key=holdable(key)).first()
    if found is None:
        raise CategoryUnknown(key=holdable(key))
    return found


def _told(category: Category) -> dict[str, Any]:
    return {
        "name": category.name,
        "fallback": category.fallback_id,
        "is_active": category.is_active,
    }


def _audit(category: Category, verb: str, by: Actor, **facts: Any) -> None:
    record_change(f"category:{category.key}", verb, by=(by.kind, by.id), **facts)
