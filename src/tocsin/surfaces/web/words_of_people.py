"""The words of the desk for what people are, how they are reached, what they can do."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Words = Mapping[str, Promise]

ROLES: Words = {
    "agent": _("agent"),
    "major_incident_manager": _("major incident manager"),
    "auditor": _("auditor"),
    "administrator": _("administrator"),
}
PEOPLE: Words = {
    **ROLES,
    "duty_manager": _("duty manager"),
    "lead": _("lead of a team"),
    "requester": _("requester"),
}
PEOPLE_STATES: Words = {
    "active": _("Active"),
    "away": _("Away now"),
    "left": _("Not active any more"),
    "all": _("All of them"),
}
CONTACT_KINDS: Words = {
    "email": _("E-mail"),
    "phone": _("Phone"),
    "mobile": _("Mobile"),
    "chat": pgettext_lazy("contact", "Chat"),
    "other": pgettext_lazy("contact", "Another way"),
}
SKILL_LEVELS: Words = {
    "1": _("basic"),
    "2": _("on their own"),
    "3": _("expert"),
}
