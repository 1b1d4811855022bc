"""Verbs about people, teams and API keys; each change of a right is audited."""

from tocsin.foundation.accounts.actions.api_keys import (
    create_key,
    revoke_key,
    rotate_key,
    touch_key,
)
from tocsin.foundation.accounts.actions.people import (
    add_person,
    change_person,
    deactivate,
    erase_person,
    make_first_administrator,
    reactivate,
    set_duty_manager,
    set_password,
    set_roles,
)
from tocsin.foundation.accounts.actions.team_facts import change_team
from tocsin.foundation.accounts.actions.teams import add_team, join_team, leave_team

__all__ = [
    "add_person",
    "add_team",
    "change_person",
    "change_team",
    "create_key",
    "deactivate",
    "erase_person",
    "join_team",
    "leave_team",
    "make_first_administrator",
    "reactivate",
    "revoke_key",
    "rotate_key",
    "set_duty_manager",
    "set_password",
    "set_roles",
    "touch_key",
]
