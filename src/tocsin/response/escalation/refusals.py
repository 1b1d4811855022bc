"""What is wrong with a matrix, and why a verb is refused."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tocsin.kernel.refusal import Refusal

COMPLAINTS: Mapping[str, Promise] = {
    "rows_are_a_list": _("It is a table with a list called rows."),
    "too_many_rows": _("There are more than {about} rows."),
    "row_is_a_table": _("A row is a table of its parts."),
    "part_unknown": _("There is no part called {about}."),
    "key_unfit": _("It needs a key of at most 60 small letters, digits and dashes."),
    "key_twice": _("There are two rows with the key {about}."),
    "row_twice": _("It asks for the very same as row {about}."),
    "name_unfit": _("The name is a text of at most 120 letters."),
    "priorities_unfit": _("Priorities are a list of numbers from 1 to 5."),
    "when_is_a_table": _("When it holds is a table."),
    "word_unknown": _("It is one of these: {about}."),
    "list_unfit": _("It is a list of at most {about} keys."),
    "levels_unfit": _("A row has a list of 1 to {about} levels."),
    "level_is_a_table": _("A level is a table of its parts."),
    "levels_go_forward": _("It comes sooner than a level above it."),
    "minutes_unfit": _("It is a whole number of minutes, at most {about}."),
    "times_unfit": _("It is a whole number, at most {about}."),
    "rank_unfit": _("A rank is a whole number from 1 to {about}."),
    "yes_or_no": _("It is true or false."),
    "repeat_is_a_table": _("How it is repeated is a table of times and every."),
    "suppliers_come_later": _("No supplier can be told yet."),
    "not_known": _("There is no {about}."),
}


class MayNotEscalate(Refusal):
    code = "may_not_set_the_matrix"
    status = 403
    message = _("The escalation matrix is for administrators.")
    remedy = _("Ask an administrator.")


class MatrixUnfit(Refusal):
    code = "matrix_unfit"
    status = 422
    message = _("The matrix cannot be used as it stands: {complaints}")
    remedy = _("Mend what is named and try again.")


class NothingClimbs(Refusal):
    code = "nothing_to_escalate"
    status = 409
    message = _("{ref} is not escalated: {why}")
    remedy = _("Give it to a team, or call somebody yourself.")


class NoLevelLeft(Refusal):
    code = "no_level_left"
    status = 409
    message = _("{ref} has reached the last level of its row, {row}.")
    remedy = _("Call somebody yourself, or give the incident to another team.")


class RowUnknown(Refusal):
    code = "row_unknown"
    status = 404
    message = _("The matrix in force has no row {key}.")
    remedy = _("Look at the grid for those it has.")
