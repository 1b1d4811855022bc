"""What is typed is kept until it is sent, for the person who typed it."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from tocsin.foundation.config.reads import value
from tocsin.foundation.workspace import queries
from tocsin.foundation.workspace.options import DRAFT_DAYS
from tocsin.foundation.workspace.rules import kept_fields
from tocsin.kernel import clock
from tocsin.kernel.text import holdable

_BATCH = 500


def keep_draft(
    holder: str,
    place: str,
    form: str,
    fields: Mapping[str, Sequence[str]],
    *,
    token: str = "",
) -> bool:
    """The person finds this there again; a form emptied leaves nothing.

    False when this very form was sent already: then there is nothing to keep.
    """
    told = kept_fields(fields)
    where = (holder, holdable(place)[:24], holdable(form)[:40])
    now = clock.now()
    return queries.keep_draft(*where, told, token=holdable(token)[:40], now=now)


def drop_draft(holder: str, place: str, form: str, *, token: str = "") -> None:
    """It was sent, or the person does not want it any more. When that was is kept, so
    that a browser knows what it holds to be older."""
    where = (holder, holdable(place)[:24], holdable(form)[:40])
    queries.sent_draft(*where, token=holdable(token)[:40], now=clock.now())


def forget_old_drafts() -> int:
    """Drafts older than the organisation wants are gone."""
    before = clock.now() - timedelta(days=value(DRAFT_DAYS))
    return queries.forget_drafts(before=before, batch=_BATCH)
