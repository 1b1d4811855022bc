"""Publishing the priority matrix, incident models and codes, each checked first."""

from typing import Any

from tocsin.foundation.accounts.refusals import NotAllowed
from tocsin.foundation.accounts.rules import ADMINISTRATOR, Actor
from tocsin.foundation.classification.kinds import CODES_KIND, MATRIX_KIND, MODEL_KIND
from tocsin.foundation.config.actions import publish_checked, retire_published
from tocsin.foundation.config.models import Document


def publish_matrix(body: Any, *, by: Actor, why: str) -> Document:
    """Priorities of incidents opened or changed from now on follow this matrix."""
    _need_administrator(by)
    return publish_checked(MATRIX_KIND, "default", body, by=by, why=why)


def publish_model(name: str, body: Any, *, by: Actor, why: str) -> Document:
    """Incidents that match from now on follow this model."""
    _need_administrator(by)
    return publish_checked(MODEL_KIND, name, body, by=by, why=why)


def retire_model(name: str, *, by: Actor, why: str) -> Document:
    """No further incident follows this model."""
    _need_administrator(by)
    return retire_published(MODEL_KIND, name, by=by, why=why)


def publish_codes(body: Any, *, by: Actor, why: str) -> Document:
    """Resolving and closing offer these codes from now on."""
    _need_administrator(by)
    return publish_checked(CODES_KIND, "default", body, by=by, why=why)


def _need_administrator(by: Actor) -> None:
    if not by.has(ADMINISTRATOR):
        raise NotAllowed
