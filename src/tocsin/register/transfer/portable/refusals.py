"""The ways bringing back says no to a whole file. Single lines never do."""

from django.utils.translation import gettext_noop as _

from tocsin.kernel.refusal import Refusal


class FileUnreadable(Refusal):
    code = "file_unreadable"
    message = _("{path} cannot be read: {why}.")
    remedy = _("Check that it is there, is yours to read and is complete.")


class NoRegister(Refusal):
    code = "no_register"
    message = _("{path} is no exported register.")
    remedy = _("It is made by tocsin export --format jsonl.")


class OtherFormat(Refusal):
    code = "other_format"
    message = _("{path} has format {found}; this Tocsin reads format {ours}.")
    remedy = _("Bring it back with the Tocsin that wrote it, or a newer one.")
