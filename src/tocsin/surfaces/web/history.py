"""What changed on one thing, read from the audit, for those who may read that."""

from typing import Any

from tocsin.foundation.accounts.reads import key_names, names_of
from tocsin.foundation.accounts.rules import ADMINISTRATOR, AUDITOR, Actor
from tocsin.foundation.audit.reads import changes

_MOST = 30


def history_of(actor: Actor, subject: str) -> list[tuple[Any, str]] | None:
    """The newest changes with who made each; None for who may not read them."""
    if not (actor.has(ADMINISTRATOR) or actor.has(AUDITOR)):
        return None
    rows = changes(subject, limit=_MOST)
    names = names_of(row.actor_id for row in rows if row.actor_kind == "person")
    names |= key_names(row.actor_id for row in rows if row.actor_kind == "key")
    return [(row, names.get(row.actor_id, row.actor_id)) for row in rows]
