"""Publishing the matrix, checked first."""

from typing import Any

from tocsin.foundation.accounts.rules import ADMINISTRATOR, Actor
from tocsin.foundation.config.actions import publish_checked
from tocsin.foundation.config.models import Document
from tocsin.response.escalation.kinds import MATRIX_KIND
from tocsin.response.escalation.refusals import MayNotEscalate


def publish_matrix(
    body: Any, *, by: Actor, why: str, override: bool = False
) -> Document:
    """Incidents that begin to be escalated from now on go by this matrix. One that
    leaves holes is refused, unless somebody overrides them and says why; Tocsin itself
    does."""
    if not by.has(ADMINISTRATOR):
        raise MayNotEscalate
    itself = by.is_system and by.via == "engine"
    override, why = override or itself, why or ("Tocsin's own" if itself else "")
    return publish_checked(
        MATRIX_KIND, "default", body, by=by, why=why, override=override
    )
