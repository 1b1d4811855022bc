"""Verbs of the directory: a run is asked for, carried out, confirmed, stopped."""

from tocsin.foundation.directory.actions.applying import apply_plan
from tocsin.foundation.directory.actions.keeping import set_secret
from tocsin.foundation.directory.actions.leaving import (
    forget_ties,
    mark_handed_over,
)
from tocsin.foundation.directory.actions.provisioning import (
    new_provisioned_key,
    provision,
    provision_team,
    withdraw,
    withdraw_team,
)
from tocsin.foundation.directory.actions.running import (
    carry_out,
    carry_out_runs,
    plan_run,
)
from tocsin.foundation.directory.actions.runs import (
    confirm_run,
    start_run,
    stop_run,
)

__all__ = [
    "apply_plan",
    "carry_out",
    "carry_out_runs",
    "confirm_run",
    "forget_ties",
    "mark_handed_over",
    "new_provisioned_key",
    "plan_run",
    "provision",
    "provision_team",
    "set_secret",
    "start_run",
    "stop_run",
    "withdraw",
    "withdraw_team",
]
