"""What is wrong with a set of correlation rules, and why a verb is refused."""

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
    "verb_unknown": _("What it does is one of these: {about}."),
    "condition_unfit": _("{about}"),
    "key_unfit": _("The key is a text of at most 200 letters."),
    "key_is_to_join_by": _("Only rules that join have a key."),
    "key_names_something": _(
        "The key names facts in braces, as in {{labels.cluster}}."
    ),
    "key_names_unknown": _("The key names {about}, which no alert has."),
    "number_unfit": _("It is a whole number from 0 to {about}."),
    "threshold_is_two_numbers": _("A threshold is so many alerts in so many minutes."),
    "threshold_is_to_open": _("Only rules that join or open have a threshold."),
    "sets_are_a_table": _("What it sets is a table."),
    "level_unfit": _("It is 1, 2 or 3."),
    "not_known": _("There is no {about}."),
}


class RulesUnfit(Refusal):
    code = "rules_unfit"
    status = 422
    message = _("These rules cannot be tried as they stand: {complaints}")
    remedy = _("Mend what is named and try again.")


class PeriodTooLong(Refusal):
    code = "period_too_long"
    status = 422
    message = _("{days} days are more than can be reported at once.")
    remedy = _("Ask for at most {most} days.")


class MayNotCorrelate(Refusal):
    code = "may_not_correlate"
    status = 403
    message = _("Giving alerts to incidents is for administrators.")
    remedy = _("Ask an administrator.")
