"""What is wrong with a set of routing rules, and why a verb is refused."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tocsin.kernel.refusal import Refusal

COMPLAINTS: Mapping[str, Promise] = {
    "rules_are_a_list": _("It is a table with a list called rules."),
    "zone_unknown": _("There is no time zone {about}."),
    "too_many_rules": _("There are more than {about} rules."),
    "name_twice": _("There are two rules called {about}."),
    "rule_is_a_table": _("A rule is a table of its parts."),
    "part_unknown": _("A rule has no part called {about}."),
    "name_wanted": _("It needs a name of at most 60 letters."),
    "condition_unfit": _("{about}"),
    "sets_are_a_table": _("What it sets is a table."),
    "level_unfit": _("It is one of these: {about}."),
    "not_known": _("There is no {about}."),
    "tags_are_a_list": _("Tags are a list of at most {about}."),
    "tag_unfit": _("“{about}” cannot be a tag."),
    "yes_or_no": _("It is true or false."),
    "does_nothing": _("It sets nothing, adds no tag and does not stop."),
}


class RoutesUnfit(Refusal):
    code = "routes_unfit"
    status = 422
    message = _("These rules cannot be tried as they stand: {complaints}")
    remedy = _("Mend what is named and try again.")


class MayNotRoute(Refusal):
    code = "may_not_route"
    status = 403
    message = _("Publishing routing rules is for administrators.")
    remedy = _("Ask an administrator.")
