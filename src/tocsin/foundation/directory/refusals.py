"""The ways the directory says no to a whole run. Single people never stop one."""

from django.utils.translation import gettext_lazy as _

from tocsin.kernel.refusal import Refusal


class TooManyLeave(Refusal):
    code = "too_many_leave"
    message = _(
        "{leaving} of {known} people of {source} would be deactivated, more than"
        " {most} percent."
    )
    remedy = _("Look whether the source is whole; if it is, confirm the run.")


class SourceUnknown(Refusal):
    code = "source_unknown"
    status = 404
    message = _("There is no source called {name}.")
    remedy = _("Name one that is published under Settings, Directory.")


class SourceUnreachable(Refusal):
    code = "source_unreachable"
    status = 502
    message = _("{name} could not be asked: {why}")
    remedy = _("Look at its address, its certificate and the account that asks.")


class SourceUnfit(Refusal):
    code = "source_unfit"
    status = 422
    message = _("The source cannot be used: {complaints}.")
    remedy = _("Mend what is named; docs/directory.md tells what may stand there.")


class DirectoryRunUnknown(Refusal):
    code = "directory_run_unknown"
    status = 404
    message = _("There is no such run.")
    remedy = _("Choose one from the list.")


class DirectoryFileGone(Refusal):
    code = "directory_file_gone"
    status = 404
    message = _("The file is no longer here: it was kept for a day.")
    remedy = _("Hand it in again.")


class MemberUnknown(Refusal):
    code = "member_unknown"
    status = 400
    message = _("Nobody is known here as {key}, so they cannot be in a team.")
    remedy = _("Send the person first, and then the team.")


class NotHeld(Refusal):
    code = "not_held"
    message = _("This run does not wait to be confirmed.")
    remedy = _("Look at how it is now.")


class PersonRefused(Refusal):
    code = "person_refused"
    status = 409
    message = _("This cannot be brought in: {why}.")
    remedy = _("Mend it at its source and send it again.")
