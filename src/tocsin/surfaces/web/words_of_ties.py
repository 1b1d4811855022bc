"""The words of the desk for links and for changes."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = Mapping[str, Promise]

RELATIONS: Words = {
    "related": _("is related to"),
    "duplicate": _("is a duplicate of"),
    "caused_by": _("was caused by"),
    "causes": _("caused"),
    "reopens": _("goes on from"),
    "reopened_as": _("went on as"),
    "has_duplicate": _("has as a duplicate"),
    "child_of": _("is a child of"),
    "parent_of": _("is the parent of"),
    "caused_by_change": _("was caused by the change"),
    "mended_by_change": _("is to be mended by the change"),
    "absorbed": _("has taken in"),
    "split_from": _("was split from"),
    "split_into": _("goes on in part in"),
}
CHANGE_KINDS: Words = {
    "standard": _("Standard: done so before, and agreed once"),
    "normal": _("Normal: looked at and agreed"),
    "emergency": _("Emergency: to mend an incident, agreed at once"),
}
CHANGE_KINDS_SHORT: Words = {
    "standard": _("standard"),
    "normal": _("normal"),
    "emergency": _("emergency"),
}
CHANGE_RISKS: Words = {"low": _("low"), "medium": _("medium"), "high": _("high")}
CHANGE_STATES: Words = {
    "planned": _("planned"),
    "under_way": _("under way"),
    "done": _("done"),
    "failed": _("failed"),
    "backed_out": _("backed out"),
    "cancelled": _("called off"),
}
