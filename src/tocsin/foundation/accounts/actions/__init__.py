"""Verbs about people, teams and API keys; each change of a right is audited."""

from tocsin.foundation.accounts.actions.absences import end_absence, tell_absence
from tocsin.foundation.accounts.actions.api_keys import (
    create_key,
    revoke_key,
    rotate_key,
    touch_key,
)
from tocsin.foundation.accounts.actions.break_glass import (
    open_break_glass,
    seal_break_glass,
)
from tocsin.foundation.accounts.actions.contacts import set_contacts
from tocsin.foundation.accounts.actions.factors import (
    add_passkey,
    add_totp,
    begin_grace,
    remove_factor,
    renew_recovery_codes,
    reset_factors,
)
from tocsin.foundation.accounts.actions.invitations import (
    accept_invitation,
    invite,
    resend_invitation,
    withdraw_invitation,
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
from tocsin.foundation.accounts.actions.resets import (
    answer_resets,
    ask_for_reset,
    reset_password,
)
from tocsin.foundation.accounts.actions.sessions import (
    end_session,
    end_sessions,
    forget_sessions,
)
from tocsin.foundation.accounts.actions.skills import (
    add_skill,
    change_skill,
    drop_skill,
    set_skill,
    want_skill,
    want_skill_no_more,
)
from tocsin.foundation.accounts.actions.team_facts import change_team
from tocsin.foundation.accounts.actions.teams import add_team, join_team, leave_team

__all__ = [
    "accept_invitation",
    "add_passkey",
    "add_person",
    "add_skill",
    "add_team",
    "add_totp",
    "answer_resets",
    "ask_for_reset",
    "begin_grace",
    "change_person",
    "change_skill",
    "change_team",
    "create_key",
    "deactivate",
    "drop_skill",
    "end_absence",
    "end_session",
    "end_sessions",
    "erase_person",
    "forget_sessions",
    "invite",
    "join_team",
    "leave_team",
    "make_first_administrator",
    "open_break_glass",
    "reactivate",
    "remove_factor",
    "renew_recovery_codes",
    "resend_invitation",
    "reset_factors",
    "reset_password",
    "revoke_key",
    "rotate_key",
    "seal_break_glass",
    "set_contacts",
    "set_duty_manager",
    "set_password",
    "set_roles",
    "set_skill",
    "tell_absence",
    "touch_key",
    "want_skill",
    "want_skill_no_more",
    "withdraw_invitation",
]
