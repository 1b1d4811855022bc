"""What is wrong with a target, and why a verb is refused."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tocsin.kernel.refusal import Refusal

COMPLAINTS: Mapping[str, Promise] = {
    "target_is_a_table": _("A target is a table of its parts."),
    "part_unknown": _("A target has no part called {about}."),
    "name_wanted": _("It needs a name of at most 80 letters."),
    "kind_unknown": _("It is one of these kinds: {about}."),
    "measure_unknown": _("It measures one of these: {about}."),
    "minutes_wanted": _("Minutes are a table, as in P1: 240."),
    "priority_unknown": _("Priorities are P1 to P5; {about} is none."),
    "minutes_unfit": _("Minutes are a whole number from 1 to {about}."),
    "peak_without_usual": _("{about} has minutes in peaks and none otherwise."),
    "calendar_unknown": _("There is no calendar {about}."),
    "cause_unknown": _("It stands still for some of these: {about}."),
    "supplier_never_pauses": _("A supplier's clock runs while we wait for them."),
    "thresholds_are_percents": _(
        "Thresholds are at most 20 whole numbers from 1 to {about}, in percent."
    ),
    "distances_are_minutes": _(
        "They are at most 20 whole numbers of minutes from 1 to {about}."
    ),
    "applies_is_a_table": _("What it applies to is a table of lists of keys."),
    "not_known": _("There is no {about}."),
}


class TargetUnknown(Refusal):
    code = "target_unknown"
    status = 404
    message = _("There is no target {key}.")
    remedy = _("Choose one from the list of targets.")


class TargetMeasuresElse(Refusal):
    code = "target_measures_else"
    message = _("The target {key} measures {measure} as {kind}, and goes on doing so.")
    remedy = _("Retire it and make another target under another key.")


class MayNotPromise(Refusal):
    code = "may_not_promise"
    status = 403
    message = _("Targets are set by administrators.")
    remedy = _("Ask an administrator.")


class TargetKeyUnfit(Refusal):
    code = "target_key_unfit"
    status = 422
    message = _("A target's key is small letters, figures and hyphens; {key} is not.")
    remedy = _("Choose another key, as in resolve-office.")


class InstantUnfit(Refusal):
    code = "instant_unfit"
    status = 422
    message = _("Between 1900 and 2190 due dates can be told; {at} is not.")
    remedy = _("Tell another beginning.")
