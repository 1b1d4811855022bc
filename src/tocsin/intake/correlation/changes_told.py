"""Deploys and changes that tools told in passing are among the organisation's changes.
They open nothing; they are there when something breaks soon after."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from tocsin.foundation.accounts.rules import Actor
from tocsin.foundation.changes.actions import add_change
from tocsin.foundation.services.models import Service
from tocsin.intake.events.models import Source
from tocsin.intake.events.naming import services_told
from tocsin.kernel.text import holdable

Change = Mapping[str, str]
_TITLE, _URL, _REF, _DESCRIPTION = 200, 500, 120, 20_000


def record_told_changes(told: Sequence[tuple[Source, Change]], now: datetime) -> None:
    """Each is a change that has been done, once however often it is told: a source's
    `ref` finds it again. A service that is not known is the source's own, if any."""
    if not told:
        return
    names = services_told({change.get("service", "") for _source, change in told})
    usual = {source.service for source, _change in told} - {""}
    known = set(
        Service.objects.filter(key__in=usual, is_active=True).values_list(
            "key", flat=True
        )
    )
    for source, change in told:
        named = names.get(change.get("service", "").casefold(), "")
        service = named or (source.service if source.service in known else "")
        _record(source, change, service, now)


def _record(source: Source, change: Change, service: str, now: datetime) -> None:
    at = _instant(change.get("at", ""), now)
    url = change.get("url", "")
    title = " ".join(holdable(change.get("title", "")).split())
    add_change(
        by=Actor(kind="source", id=source.slug, name=source.name, via="wire"),
        source=source.slug,
        source_ref=change.get("ref", "")[:_REF],
        title=title[:_TITLE] or source.name[:_TITLE],
        description=holdable(change.get("description", ""))[:_DESCRIPTION],
        url=url if url.startswith(("https://", "http://")) and len(url) <= _URL else "",
        started_at=at,
        ended_at=at,
        services=[service] if service else [],
    )


def _instant(told: str, now: datetime) -> datetime:
    """When it was done; a change that a tool tells has been done already."""
    try:
        return min(datetime.fromisoformat(told), now)
    except (ValueError, TypeError):
        return now
