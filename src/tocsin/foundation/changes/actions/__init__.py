"""Verbs about changes, and about whether one may be done."""

from tocsin.foundation.changes.actions.approving import (
    ask_approval,
    decide_approval,
    forget_approvals_of,
    lock_approval,
)
from tocsin.foundation.changes.actions.telling import (
    add_change,
    amend_change,
    cancel_change,
    finish_change,
    plan_change_anew,
    start_change,
)

__all__ = [
    "add_change",
    "amend_change",
    "ask_approval",
    "cancel_change",
    "decide_approval",
    "finish_change",
    "forget_approvals_of",
    "lock_approval",
    "plan_change_anew",
    "start_change",
]
