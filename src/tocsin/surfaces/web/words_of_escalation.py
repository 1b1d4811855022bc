"""The words of the desk for the escalation matrix."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Words = Mapping[str, Promise]

TARGETS: Words = {
    "on_call": _("whoever is on call"),
    "schedule": _("whoever is on a schedule"),
    "person": _("a person"),
    "round_robin": _("a team, by turns"),
    "whole_team": _("a whole team"),
    "role": _("a role"),
    "line_manager": _("the line manager"),
    "executive": _("the executive on duty"),
}
ROLES: Words = {
    "duty_manager": _("Duty manager"),
    "major_incident_manager": _("Major incident manager"),
}
UNLESS: Words = {
    "acknowledged": _("somebody acknowledged it"),
    "restored": _("it is restored"),
    "resolved": _("it is resolved"),
    "updated": _("users were told something"),
}
HOURS: Words = {
    "any": pgettext_lazy("hours", "At any hour"),
    "open": _("Within working hours"),
    "closed": _("Outside working hours"),
}
PEAKS: Words = {
    "any": pgettext_lazy("peak", "Always"),
    "yes": _("In peak periods"),
    "no": _("Outside peak periods"),
}
MEASURES: Words = {
    "response": _("first response"),
    "acknowledge": _("acknowledgement"),
    "restore": _("restoration"),
    "resolve": _("resolution"),
    "update": _("update"),
}
STATES: Words = {
    "climbing": _("Nobody has answered yet"),
    "answered": _("Somebody answered"),
    "restored": _("Restored"),
    "rested": _("At rest"),
    "ended": _("Over"),
}
