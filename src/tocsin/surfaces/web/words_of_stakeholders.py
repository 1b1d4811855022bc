"""The words of telling people as the desk says them."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

BECAUSE: Mapping[str, Promise] = {
    "begun": gettext_lazy("they are told of it from now on"),
    "state": gettext_lazy("it stands differently now"),
    "cadence": gettext_lazy("they are to hear more"),
    "asked": gettext_lazy("somebody asked for it"),
}
OUTCOMES: Mapping[str, Promise] = {
    "queued": gettext_lazy("on the way"),
    "sending": gettext_lazy("on the way"),
    "held": gettext_lazy("held"),
    "sent": gettext_lazy("sent"),
    "delivered": gettext_lazy("delivered"),
    "answered": gettext_lazy("answered"),
    "failed": gettext_lazy("failed"),
    "withdrawn": gettext_lazy("not wanted any more"),
}
