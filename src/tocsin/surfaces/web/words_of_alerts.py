"""The words of the desk for alerts, sources and what they sent."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Words = Mapping[str, Promise]

ALERT_STATES: Words = {
    "open": pgettext_lazy("alert", "open"),
    "no_data": pgettext_lazy("alert", "no data"),
    "resolved": pgettext_lazy("alert", "resolved"),
}
ALERT_FILTER: Words = {
    "standing": _("not resolved"),
    "open": pgettext_lazy("alert", "open"),
    "no_data": pgettext_lazy("alert", "no data"),
    "resolved": pgettext_lazy("alert", "resolved"),
    "all": pgettext_lazy("alerts", "all"),
}
ALERT_ORDERS: Words = {
    "first_seen": _("first told, the latest first"),
    "last_seen": _("last told, the latest first"),
}
SEVERITIES: Words = {
    "critical": pgettext_lazy("severity", "critical"),
    "error": pgettext_lazy("severity", "error"),
    "warning": pgettext_lazy("severity", "warning"),
    "info": pgettext_lazy("severity", "info"),
    "none": pgettext_lazy("severity", "not told"),
}
HELD_BACK: Words = {
    "none": _("nothing"),
    "any": _("anything"),
    "silence": _("a silence"),
    "window": _("a maintenance window"),
    "inhibited": _("another alert"),
    "beneath": _("a failed dependency"),
    "flapping": _("flapping"),
    "over": _("its end, told first"),
    "rule": _("a rule"),
}
# What keeps an alert from opening or joining an incident, in a sentence.
_REASONS: Words = {
    "silence": _("Silence {which} covers it."),
    "window": _("Maintenance window {which} covers it."),
    "inhibited": _("Another alert explains it: {which}."),
    "beneath": _("What it depends on failed: {which}."),
    "flapping": _("It comes and goes too often; it is counted, and tells nobody."),
    "over": _("It was over when its source first told of it."),
    "rule": _("The rule {which} keeps it back."),
}
_REASONS_BARE: Words = {
    "silence": _("A silence covers it."),
    "window": _("A maintenance window covers it."),
    "inhibited": _("Another alert explains it."),
    "beneath": _("What it depends on failed."),
    "rule": _("A rule keeps it back."),
}
ENDED_WHY: Words = {
    "told": _("its source said so"),
    "withdrawn": _("its source withdrew it"),
    "lapsed": _("its source promised to repeat it, and did not"),
    "closed": _("somebody ended it here"),
}
EVENT_KINDS: Words = {
    "opened": pgettext_lazy("event", "Opened"),
    "repeated": pgettext_lazy("event", "Told again"),
    "returned": pgettext_lazy("event", "Fires again"),
    "changed": pgettext_lazy("event", "Changed"),
    "resolved": pgettext_lazy("event", "Resolved"),
    "lapsed": pgettext_lazy("event", "Not repeated in time"),
    "no_data": pgettext_lazy("event", "No data any more"),
    "acknowledged": pgettext_lazy("event", "Acknowledged"),
    "unacknowledged": pgettext_lazy("event", "Acknowledgement taken back"),
    "noted": pgettext_lazy("event", "Remark"),
    "flapping": pgettext_lazy("event", "Comes and goes too often"),
}
LAPSES: Words = {
    "resolve": _("It is resolved"),
    "no_data": _("It stays, without data"),
}
RETENTIONS: Words = {
    "3": _("3 days"),
    "30": _("30 days"),
    "365": _("A year"),
}
FATES: Words = {
    "waits": pgettext_lazy("request", "waits to be read"),
    "read": pgettext_lazy("request", "read"),
    "failed": pgettext_lazy("request", "could not be read"),
    "replayed": pgettext_lazy("request", "read again"),
    "dismissed": pgettext_lazy("request", "put aside"),
}
FAILURE_STATES: Words = {
    "waiting": pgettext_lazy("failure", "waiting"),
    "replayed": pgettext_lazy("failure", "read again"),
    "dismissed": pgettext_lazy("failure", "put aside"),
}
MAPPING_FIELDS: Words = {
    "key": _("Key: what tells the thing apart"),
    "state": _("State"),
    "title": _("Title"),
    "severity": _("Severity"),
    "service": _("Service"),
    "description": _("Description"),
    "labels": _("Labels"),
    "annotations": _("Said besides"),
    "starts_at": _("Began"),
    "ends_at": _("Ended"),
    "expires_at": _("Told again by"),
    "url": _("Where it is seen there"),
    "group_key": _("Group"),
    "fingerprint": _("Fingerprint"),
    "by": _("Who did it there"),
}
MAPPED_STATES: Words = {
    "open": pgettext_lazy("alert", "open"),
    "resolved": pgettext_lazy("alert", "resolved"),
    "acknowledged": pgettext_lazy("alert", "acknowledged"),
    "unacknowledged": pgettext_lazy("alert", "no longer acknowledged"),
    "no_data": pgettext_lazy("alert", "no data"),
    "note": pgettext_lazy("alert", "only a remark"),
    "update": pgettext_lazy("alert", "only a change"),
    "deleted": pgettext_lazy("alert", "withdrawn"),
    "ignored": pgettext_lazy("alert", "passed over"),
}
ACTS: Words = {
    "open": pgettext_lazy("event", "opens"),
    "resolve": pgettext_lazy("event", "resolves"),
    "acknowledge": pgettext_lazy("event", "acknowledges"),
    "unacknowledge": pgettext_lazy("event", "takes its acknowledgement back"),
    "note": pgettext_lazy("event", "remarks"),
    "update": pgettext_lazy("event", "changes"),
    "delete": pgettext_lazy("event", "withdraws"),
    "no_data": pgettext_lazy("event", "has no data"),
}


def reason(suppressed: str) -> str:
    """Why an alert is kept back, in a sentence."""
    word, _colon, which = suppressed.partition(":")
    if which and word in _REASONS:
        return str(_REASONS[word]).format(which=which)
    told = _REASONS_BARE.get(word) or _REASONS.get(word)
    return str(told) if told else said("Kept back: {why}.").format(why=suppressed)
