"""Fields are published and retired; values that were told stay."""

from typing import Any

from tocsin.foundation.accounts.refusals import NotAllowed
from tocsin.foundation.accounts.rules import ADMINISTRATOR, Actor
from tocsin.foundation.config.actions import publish_checked, retire_published
from tocsin.foundation.config.models import Document
from tocsin.foundation.fields.kinds import FIELD_KIND


def publish_field(name: str, body: Any, *, by: Actor, why: str) -> Document:
    """Incidents of its categories and models have this field from now on."""
    _need_administrator(by)
    return publish_checked(FIELD_KIND, name, body, by=by, why=why)


def retire_field(name: str, *, by: Actor, why: str) -> Document:
    """Nobody is asked for it any more; what was told can be read."""
    _need_administrator(by)
    return retire_published(FIELD_KIND, name, by=by, why=why)


def _need_administrator(by: Actor) -> None:
    if not by.has(ADMINISTRATOR):
        raise NotAllowed
