"""The words of the desk for how heartbeats stand and what was heard."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Words = Mapping[str, Promise]

BEATS: Words = {
    "new": pgettext_lazy("heartbeat", "never heard"),
    "up": pgettext_lazy("heartbeat", "up"),
    "late": pgettext_lazy("heartbeat", "late"),
    "down": pgettext_lazy("heartbeat", "down"),
    "paused": pgettext_lazy("heartbeat", "paused"),
}
WHYS: Words = {
    "missed": _("It was not heard in time."),
    "failed": _("It said itself that it failed."),
    "too_long": _("It began and has not ended in time."),
}
PINGS: Words = {
    "success": pgettext_lazy("ping", "success"),
    "start": pgettext_lazy("ping", "start"),
    "fail": pgettext_lazy("ping", "failure"),
    "log": pgettext_lazy("ping", "log"),
}
SEVERITIES: Words = {
    "critical": pgettext_lazy("severity", "critical"),
    "error": pgettext_lazy("severity", "error"),
    "warning": pgettext_lazy("severity", "warning"),
    "info": pgettext_lazy("severity", "info"),
}
