from django.utils.translation import gettext_lazy as _

from tocsin.kernel.refusal import Refusal


class CategoryUnknown(Refusal):
    code = "category_unknown"
    status = 404
    message = _("There is no category {key}.")
    remedy = _("Choose one from the tree of categories.")


class CategoryTaken(Refusal):
    code = "category_taken"
    message = _("There is a category {key} already.")
    remedy = _("Use that one, or choose another key.")


class CategoryMisplaced(Refusal):
    code = "category_misplaced"
    status = 422
    message = _("The key {key} does not stand below {parent}.")
    remedy = _("A key is its parent's key, a slash, and a word in small letters.")


class TeamNotAvailable(Refusal):
    code = "team_not_available"
    status = 422
    message = _("There is no active team {key} that could answer.")
    remedy = _("Every category needs an active team: choose one of them.")


class PeriodTaken(Refusal):
    code = "period_taken"
    message = _("{team} answers for {category} from that very instant already.")
    remedy = _("Hand over at another instant.")


class HandedOverInThePast(Refusal):
    code = "handed_over_in_the_past"
    status = 422
    message = _("{starts_at:%Y-%m-%d %H:%M} UTC has passed; who answered is history.")
    remedy = _("Hand over from now on, or from a later instant.")


COMPLAINTS = {
    "matrix_has_nine_cells": _("a matrix has three rows of three priorities"),
    "priority_is_1_to_5": _("a priority is a number from 1 to 5"),
    "less_is_not_more_urgent": _("a lesser impact or urgency has a higher priority"),
    "model_is_a_table": _("a model is a table of named values"),
    "not_known": _("this is not known here"),
    "needs_a_title": _("it needs a title"),
    "needs_something_to_match": _("it needs a category or service to match"),
    "steps_are_sentences": _("steps are a list of sentences"),
    "minutes_are_a_number": _("it is a number of minutes from 0 to 10080"),
    "notice_is_yes_or_a_template": _("it is true, false, or a notice template's key"),
    "proof_is_alerts_heartbeat_or_figure": _(
        "what proves it is the end of all alerts, a heartbeat, or a figure with its"
        " source"
    ),
    "figure_has_a_bound": _("a figure proves by at_least or at_most, a number each"),
    "codes_are_lists": _(
        "codes are a list, each with a code (40 letters at most) and a title (120)"
    ),
    "one_code_is_offered": _("one code at least can be chosen"),
    "codes_are_told_once": _("a code appears twice"),
}
