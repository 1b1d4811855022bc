"""The words of the desk for what becomes of alerts."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Words = Mapping[str, Promise]

DOES: Words = {
    "join": _("join what it belongs to, or open it"),
    "open": _("open an incident of its own"),
    "suppress": _("hold it back"),
    "drop": _("drop it"),
    "set": _("only set facts, and go on with the next rule"),
}
OUTCOMES: Words = {
    "opened": pgettext_lazy("alert", "opens an incident"),
    "joined": pgettext_lazy("alert", "joins one"),
    "dropped": pgettext_lazy("alert", "is dropped"),
    "suppressed": pgettext_lazy("alert", "is held back"),
    "waited": pgettext_lazy("alert", "waits for more of its like"),
    "missed": pgettext_lazy("alert", "had no incident"),
}
REASONS: Words = {
    "silence": _("held back by a silence"),
    "window": _("held back by a window of maintenance"),
    "inhibited": _("held back by another alert"),
    "beneath": _("beneath what it depends on"),
    "flapping": _("flapping"),
    "over": _("over before it was heard of"),
    "suppressed": _("held back by a rule"),
    "dropped": _("dropped by a rule"),
    "below": _("too few of its like"),
    "merged": _("its incident was merged"),
    "missed": _("missed"),
}
NOISE_BY: Words = {
    "name": _("Alerts by name"),
    "service": _("Services"),
    "source": _("Sources"),
    "rule": _("Correlation rules"),
}
