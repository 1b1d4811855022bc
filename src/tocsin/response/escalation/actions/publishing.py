"""Publishing the matrix, checked first."""

from typing import Any

from tocsin.foundation.accounts.rules import ADMINISTRATOR, Actor
from tocsin.foundation.config.actions import publish_checked
from tocsin.foundation.config.models import Document
from tocsin.response.escalation.kinds import MATRIX_KIND
from tocsin.response.escalation.refusals import MayNotEscalate


def publish_matrix(body: Any, *, by: Actor, why: str) -> Document:
    """Incidents that begin to be escalated from now on go by this matrix."""
    if not by.has(ADMINISTRATOR):
        raise MayNotEscalate
    return publish_checked(MATRIX_KIND, "default", body, by=by, why=why)
