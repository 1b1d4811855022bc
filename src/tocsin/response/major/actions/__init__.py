"""Verbs about major incidents."""

from tocsin.response.major.actions.changing import (
    approve_change,
    begin_change,
    end_change,
    refuse_change,
    request_emergency_change,
)
from tocsin.response.major.actions.deciding import (
    declare_major,
    end_major,
    propose_majors,
    publish_major_rules,
    reject_major,
)
from tocsin.response.major.actions.filling import (
    decline_role,
    name_for_role,
    take_role,
)
from tocsin.response.major.actions.following import follow_majors
from tocsin.response.major.actions.ordering import keep_orders, promise_update
from tocsin.response.major.actions.writing import write_block

__all__ = [
    "approve_change",
    "begin_change",
    "declare_major",
    "decline_role",
    "end_change",
    "end_major",
    "follow_majors",
    "keep_orders",
    "name_for_role",
    "promise_update",
    "propose_majors",
    "publish_major_rules",
    "refuse_change",
    "reject_major",
    "request_emergency_change",
    "take_role",
    "write_block",
]
