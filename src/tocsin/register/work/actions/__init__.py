"""The verbs. Each is one transaction, takes its lock first, and ends in `append`.

Every verb takes the incident's id and `by`, and where it makes sense `seq`, the
last entry the caller saw: when the incident has moved on since, the verb is refused
with what happened meanwhile. `happened_at` is for what is told late.
"""

from tocsin.register.work.actions.access import lift_restriction, restrict
from tocsin.register.work.actions.ending import (
    cancel,
    close,
    confirm,
    reopen,
    resolve,
    undo_cancel,
)
from tocsin.register.work.actions.erasing import erase_person_everywhere
from tocsin.register.work.actions.facts import (
    amend,
    classify,
    override_priority,
    retract,
)
from tocsin.register.work.actions.fields import set_fields
from tocsin.register.work.actions.handing import hand_back, inform
from tocsin.register.work.actions.life import (
    accept,
    acknowledge,
    assign,
    begin_diagnosis,
    mitigate,
    own,
    restore,
    resume,
    return_impact,
    wait_for,
)
from tocsin.register.work.actions.opening import (
    open_incident,
    open_incidents,
)
from tocsin.register.work.actions.tags import rename_tag, tag
from tocsin.register.work.actions.talk import note, reply

__all__ = [
    "accept",
    "acknowledge",
    "amend",
    "assign",
    "begin_diagnosis",
    "cancel",
    "classify",
    "close",
    "confirm",
    "erase_person_everywhere",
    "hand_back",
    "inform",
    "lift_restriction",
    "mitigate",
    "note",
    "open_incident",
    "open_incidents",
    "override_priority",
    "own",
    "rename_tag",
    "reopen",
    "reply",
    "resolve",
    "restore",
    "restrict",
    "resume",
    "retract",
    "return_impact",
    "set_fields",
    "tag",
    "undo_cancel",
    "wait_for",
]
