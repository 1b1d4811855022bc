"""What the pages about being paged call things."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERBS: Mapping[str, Promise] = {
    "acknowledge": _("Acknowledge it"),
    "escalate": _("Escalate it"),
    "resolve": _("Resolve it"),
    "approve": _("Approve it"),
    "refuse": _("Refuse it"),
    "declare": _("Declare it major"),
    "reject": _("Not major"),
}
# Of a call into a swarm.
CALLED: Mapping[str, Promise] = {
    "acknowledge": _("I am coming"),
    "escalate": _("I cannot: call the next"),
}
KINDS: Mapping[str, Promise] = {
    "page": _("Page"),
    "duty": _("Notice of duty"),
    "verification": _("Code"),
    "test": _("Test"),
    "room": _("Word in a chat room"),
    "post": _("Post of a swarm"),
}
ROOM_URGENCIES: Mapping[str, Promise] = {
    "all": _("every page for its incidents"),
    "loud": _("loud pages alone"),
}
STATES: Mapping[str, Promise] = {
    "queued": _("waiting"),
    "sending": _("on its way"),
    "held": _("held"),
    "delivered": _("delivered"),
    "answered": _("answered"),
    "failed": _("failed"),
    "withdrawn": _("withdrawn"),
    "waiting": _("waiting"),
    "sent": _("handed over"),
}
# What Tocsin itself says of a page; a provider's own words are shown as told.
TOLD: Mapping[str, Promise] = {
    "no_way": _("There was no way to reach them."),
    "too_late": _("It took too long to be of use."),
    "nobody_carries_it": _("No provider carries this channel."),
    "told_together": _("Much went to them just now; it is told with what follows."),
    "acknowledged": _("Somebody acknowledged it meanwhile."),
    "restored": _("The service was restored meanwhile."),
    "resolved": _("It was resolved meanwhile."),
    "withdrawn": _("Nobody needed to hear of it any more."),
    "restricted": _("It is restricted, so no chat is told of it."),
    "answered": _("It was answered meanwhile."),
    "acknowledge": _("acknowledged"),
    "escalate": _("escalated"),
    "resolve": _("resolved"),
    "decided": _("It was decided meanwhile."),
    "approve": _("approved"),
    "refuse": _("refused"),
    "declare": _("declared major"),
    "reject": _("not major"),
}
URGENCIES: Mapping[str, Promise] = {"loud": _("Loud"), "quiet": _("Quiet")}
DAYS: Mapping[int, Promise] = {
    0: _("Monday"),
    1: _("Tuesday"),
    2: _("Wednesday"),
    3: _("Thursday"),
    4: _("Friday"),
    5: _("Saturday"),
    6: _("Sunday"),
}
