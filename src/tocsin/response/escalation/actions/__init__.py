"""Verbs of escalation."""

from tocsin.response.escalation.actions.climbing import CLIMBERS, climb
from tocsin.response.escalation.actions.escalating import escalate
from tocsin.response.escalation.actions.following import follow
from tocsin.response.escalation.actions.hearing import hear_outcomes
from tocsin.response.escalation.actions.publishing import publish_matrix

__all__ = [
    "CLIMBERS",
    "climb",
    "escalate",
    "follow",
    "hear_outcomes",
    "publish_matrix",
]
