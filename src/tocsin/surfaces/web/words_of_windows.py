"""The words of the desk for windows of maintenance."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Words = Mapping[str, Promise]

HOLD, RECORD = "hold", "record"

REACHES: Words = {
    "alone": _("nothing else"),
    "users": _("what depends on them"),
    "needs": _("what they stand on"),
    "both": _("what depends on them, and what they stand on"),
}
HOLDS: Words = {
    HOLD: _("open no incident"),
    RECORD: _("are recorded as ever, and nobody is paged"),
}
AT_ENDS: Words = {
    "raise": _("is raised"),
    "close": _("is closed"),
}
REPEATS: Words = {
    "once": _("once"),
    "daily": _("every day"),
    "workdays": _("from Monday to Friday"),
    "weekly": _("every week on this weekday"),
    "fortnightly": _("every other week on this weekday"),
    "nth": _("every month on this weekday of the month"),
    "monthly": _("every month on this day"),
    "own": _("by a rule of one's own"),
}
WINDOW_STATES: Words = {
    "running": pgettext_lazy("window", "Open now"),
    "planned": pgettext_lazy("window", "Planned"),
    "over": pgettext_lazy("window", "Over"),
    "called_off": pgettext_lazy("window", "Called off"),
}
SILENCE_STATES: Words = {
    "active": pgettext_lazy("silence", "Active"),
    "pending": pgettext_lazy("silence", "To come"),
    "expired": pgettext_lazy("silence", "Ended"),
}
