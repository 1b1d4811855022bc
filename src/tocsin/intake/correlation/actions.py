"""Verbs about correlation rules."""

from typing import Any

from tocsin.foundation.accounts.rules import ADMINISTRATOR, Actor
from tocsin.foundation.config.actions import publish_checked
from tocsin.foundation.config.models import Document
from tocsin.intake.correlation.kinds import RULES_KIND
from tocsin.intake.correlation.refusals import MayNotCorrelate


def publish_rules(body: Any, *, by: Actor, why: str) -> Document:
    """Alerts that move from now on follow these rules."""
    if not by.has(ADMINISTRATOR):
        raise MayNotCorrelate
    return publish_checked(RULES_KIND, "default", body, by=by, why=why)
