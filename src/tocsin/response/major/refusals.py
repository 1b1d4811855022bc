"""What is wrong with the document of major incidents, and why a verb is refused."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tocsin.kernel.refusal import Refusal

COMPLAINTS: Mapping[str, Promise] = {
    "document_is_a_table": _("It is a table of its parts."),
    "part_unknown": _("There is no part called {about}."),
    "zone_unknown": _("There is no time zone {about}."),
    "list_wanted": _("It is a list of at most {about}."),
    "row_is_a_table": _("It is a table of its parts."),
    "name_wanted": _("It needs a name of at most 60 letters."),
    "name_twice": _("There are two called {about}."),
    "yes_or_no": _("It is true or false."),
    "condition_unfit": _("{about}"),
    "role_unknown": _("A role is one of these: {about}."),
    "not_known": _("There is no {about}."),
    "priorities_unfit": _("Priorities are numbers from 1 to 5."),
    "word_wanted": _("It needs a name."),
    "per_unknown": _("A figure is told per one of these: {about}."),
    "amount_unfit": _("It is a number that is not negative."),
    "currency_wanted": _("A price has a currency of three letters, as in EUR."),
    "minutes_unfit": _("Minutes are a whole number from 1 to {about}."),
}


class MajorUnfit(Refusal):
    code = "major_unfit"
    status = 422
    message = _("This cannot be tried as it stands: {complaints}")
    remedy = _("Mend what is named and try again.")


class MaySetMajors(Refusal):
    code = "may_not_set_majors"
    status = 403
    message = _("What makes an incident major is set by administrators.")
    remedy = _("Ask an administrator.")


class NotTheManager(Refusal):
    code = "not_the_major_manager"
    status = 403
    message = _("Whether {ref} is major is for managers of major incidents.")
    remedy = _("Ask who is on duty as major incident manager, or escalate it.")


class NotInMajor(Refusal):
    code = "not_in_major"
    status = 403
    message = _("This is for the people who have a role in {ref}, or manage it.")
    remedy = _("Ask its major incident manager to name you.")


class NotMajorNow(Refusal):
    code = "not_major_now"
    message = _("{ref} is {state}, so this cannot be done.")
    remedy = _("Look at it again: it has been decided meanwhile.")


class NeverMajor(Refusal):
    code = "never_major"
    status = 404
    message = _("{ref} was neither proposed nor declared as a major incident.")
    remedy = _("Declare it first, if it is one.")


class OverAlready(Refusal):
    code = "major_is_over"
    message = _("{ref} is over, so it cannot become major.")
    remedy = _("Reopen it if the fault is back.")


class ReasonWanted(Refusal):
    code = "major_reason_wanted"
    status = 422
    message = _("A reason is wanted.")
    remedy = _("Say in a few words why.")


class RoleUnknown(Refusal):
    code = "role_unknown"
    status = 422
    message = _("There is no role {role} in a major incident.")
    remedy = _("Roles are: {known}.")


class BlockUnknown(Refusal):
    code = "block_unknown"
    status = 422
    message = _("The record of a major incident has no part {block}.")
    remedy = _("Its parts are: {known}.")


class NotYourRole(Refusal):
    code = "not_your_role"
    status = 403
    message = _("You are not named as {role} of {ref}.")
    remedy = _("Ask its major incident manager to name you.")


class NobodyForRole(Refusal):
    code = "person_unfit_for_role"
    status = 422
    message = _("{person} cannot have a role in {ref}.")
    remedy = _("Name somebody active who sees it, and in a drill takes part.")


class PromiseUnfit(Refusal):
    code = "promise_unfit"
    status = 422
    message = _("An update is promised within 1 to {most} minutes.")
    remedy = _("Say in how many minutes users hear of it again.")
