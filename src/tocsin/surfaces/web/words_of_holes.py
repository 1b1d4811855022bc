"""The words of the pages that show who is reached."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

WEIGHTS: Mapping[int, Promise] = {
    1: gettext_lazy("Nobody is told"),
    2: gettext_lazy("A level misses"),
    3: gettext_lazy("Out of order"),
}
TARGETS: Mapping[str, Promise] = {
    "on_call": gettext_lazy("on call"),
    "schedule": gettext_lazy("on call"),
    "person": gettext_lazy("by name"),
    "round_robin": gettext_lazy("by turns in the team"),
    "whole_team": gettext_lazy("the whole team"),
    "role": gettext_lazy("by role"),
    "line_manager": gettext_lazy("line manager"),
    "executive": gettext_lazy("executive on duty"),
    "supplier": gettext_lazy("supplier"),
}
CHANNELS: Mapping[str, Promise] = {
    "mail": gettext_lazy("mail"),
    "email": gettext_lazy("mail"),
    "sms": gettext_lazy("text message"),
    "voice": gettext_lazy("call"),
    "webpush": gettext_lazy("push"),
    "push": gettext_lazy("push"),
    "slack": gettext_lazy("Slack"),
    "teams": gettext_lazy("Microsoft Teams"),
    "mattermost": gettext_lazy("Mattermost"),
    "telegram": gettext_lazy("Telegram"),
    "webhook": gettext_lazy("webhook"),
    "apprise": gettext_lazy("Apprise"),
}


def channel_words(channel: str) -> str:
    return str(CHANNELS.get(channel, channel))


def wait_words(micros: Any) -> str:
    """How long something takes: "at once", "4 min", "2 h 10 min"."""
    if micros is None:
        return _("not always")
    minutes = -(-int(micros) // 60_000_000)
    if minutes <= 0:
        return _("at once")
    hours, rest = divmod(minutes, 60)
    if not hours:
        return ngettext("{n} min", "{n} min", rest).format(n=rest)
    told = ngettext("{n} h", "{n} h", hours).format(n=hours)
    return f"{told} {rest} min" if rest else told
