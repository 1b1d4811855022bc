"""The words of the desk for major incidents."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tocsin.register.work.telling_majors import BLOCKS as BLOCKS
from tocsin.register.work.telling_majors import POSTS as POSTS

Words = Mapping[str, Promise]

MAJOR_STATES: Words = {
    "proposed": _("Candidate"),
    "rejected": _("Not major"),
    "declared": _("Major"),
    "ended": _("Was major"),
}
DECIDED: Words = {
    "major_declared": _("Declared major"),
    "major_rejected": _("Not taken as major"),
    "major_ended": _("No longer major"),
}
LEFT: Words = {
    "declined": _("declined"),
    "handed_over": _("handed over"),
    "over": _("until the end"),
}
FORECASTS: Words = {
    "set": _("the forecast is set in the configuration"),
    "weeks": _("the forecast is the median of the same time in the last four weeks"),
    "hour": _("the forecast is the mean of the hour before"),
    "unknown": _("nothing is known to forecast from, so nothing is counted"),
}
PERS: Words = {
    "second": _("second"),
    "minute": _("minute"),
    "hour": _("hour"),
}
MAJOR_FACTS: Words = {
    "criteria": _("Met"),
    "priority": _("Priority"),
    "person": _("Who"),
    "since": _("Since"),
    "people": _("People"),
    "called_out": _("Call-outs of rapid-response teams"),
    "users": _("Users"),
    "minutes": _("Minutes recorded"),
    "model": _("Model"),
    "complexity": _("Complexity"),
    "next_update": _("Next update promised"),
    "promised": _("Updates promised"),
    "missed": _("Updates overdue"),
    "executives_told": _("Times executives were told"),
    "ended": _("Ended"),
    "due": _("Review due"),
}
# Of an emergency change.
APPROVALS: Words = {
    "asked": _("waits for approval"),
    "approved": _("approved"),
    "refused": _("refused"),
}
# As what somebody was asked to approve.
APPROVERS: Words = {
    **POSTS,
    "duty": _("on duty as major incident manager"),
    "holder": _("manages major incidents"),
}
