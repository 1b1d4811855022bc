"""The words of the desk for clocks and what is promised."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Words = Mapping[str, Promise]

TARGET_KINDS: Words = {
    "sla": _("SLA: promised to users"),
    "ola": _("OLA: promised by a team"),
    "supplier": _("Supplier: promised to us"),
}
TARGET_KINDS_SHORT: Words = {
    "sla": _("SLA"),
    "ola": _("OLA"),
    "supplier": _("Supplier"),
}
MEASURES: Words = {
    "response": _("Until somebody responds"),
    "acknowledge": _("Until somebody acknowledges"),
    "restore": _("Until users can work again"),
    "resolve": _("Until it is resolved"),
    "update": _("Between updates for users"),
}
MEASURES_SHORT: Words = {
    "response": pgettext_lazy("clock", "Response"),
    "acknowledge": pgettext_lazy("clock", "Acknowledge"),
    "restore": pgettext_lazy("clock", "Restore"),
    "resolve": pgettext_lazy("clock", "Resolve"),
    "update": pgettext_lazy("clock", "Update"),
}
CLOCK_STATES: Words = {
    "running": pgettext_lazy("clock", "runs"),
    "paused": pgettext_lazy("clock", "stands still"),
    "met": pgettext_lazy("clock", "met"),
    "missed": pgettext_lazy("clock", "missed"),
    "cancelled": pgettext_lazy("clock", "cancelled"),
    "withdrawn": pgettext_lazy("clock", "withdrawn"),
}
STRETCHES: Words = {
    "counted": pgettext_lazy("clock", "counted"),
    "closed": pgettext_lazy("clock", "closed by the calendar"),
    "reporter": _("waiting for the reporter"),
    "supplier": _("waiting for a supplier"),
    "change": _("waiting for a change"),
    "approval": _("waiting for approval"),
    "other": _("waiting for something else"),
    "cancelled": _("it was cancelled"),
    "restored": _("users could work"),
}
BECAUSE: Words = {
    "began": _("it began"),
    "paused": _("it stands still"),
    "resumed": _("it runs on"),
    "goes_on": _("it goes on"),
    "allows": _("it may take another time"),
    "plan": _("what is promised, or a calendar, has changed"),
    "late": _("something was told late"),
    "told": _("something was told"),
    "withdrawn": _("it applies no more"),
}
OUTCOMES: Words = {
    "met": pgettext_lazy("clock", "met"),
    "missed": _("missed, or past due and open"),
}
CALENDARS_OF: Words = {
    "always": _("Always"),
    "@team": _("That of the team that has it"),
    "@service": _("That of the service"),
}
APPLIES: Words = {
    "categories": _("Only categories"),
    "services": _("Only services"),
    "models": _("Only incident models"),
    "teams": _("Only teams"),
}
DUE_WITHIN: Words = {
    "15": _("Within 15 min"),
    "60": _("Within an hour"),
    "240": _("Within 4 h"),
    "1440": _("Within a day"),
}
