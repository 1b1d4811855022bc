"""Verbs about rapid-response teams."""

from tocsin.response.rapid_response.actions.calling import (
    answer_call,
    call_out,
    replace_silent,
    stand_down,
    try_reach,
)
from tocsin.response.rapid_response.actions.following import (
    answer_by_acknowledging,
    call_by_criteria,
    end_with_incidents,
)
from tocsin.response.rapid_response.actions.setting import check_kit, publish_squad

__all__ = [
    "answer_by_acknowledging",
    "answer_call",
    "call_by_criteria",
    "call_out",
    "check_kit",
    "end_with_incidents",
    "publish_squad",
    "replace_silent",
    "stand_down",
    "try_reach",
]
