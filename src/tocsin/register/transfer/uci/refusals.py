"""The ways this import says no to a whole file. Single rows are never a reason to."""

from django.utils.translation import gettext_noop as _

from tocsin.kernel.refusal import Refusal


class FileUnreadable(Refusal):
    code = "file_unreadable"
    message = _("{path} cannot be read: {why}.")
    remedy = _("Check that it is there, is yours to read and is complete.")


class NotThatLog(Refusal):
    code = "not_that_log"
    message = _("{path} is no UCI incident event log: it lacks {columns}.")
    remedy = _("Its first line names 36 columns, beginning with number.")


class ZoneUnknown(Refusal):
    code = "zone_unknown"
    message = _("There is no time zone {zone}.")
    remedy = _("Name one like Europe/Lisbon, or leave it out for UTC.")


class FileEndsEarly(Refusal):
    code = "file_ends_early"
    message = _("{path} is damaged after line {line}: {why}.")
    remedy = _(
        "What stood before is imported. Get the file anew and repeat the command;"
        " what is there already is passed over."
    )


class RejectsUnwritable(Refusal):
    code = "rejects_unwritable"
    message = _("Rejected rows cannot be written to {path}: {why}.")
    remedy = _("Name another file with --rejects.")
