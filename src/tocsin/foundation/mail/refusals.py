from django.utils.translation import gettext_lazy as _

from tocsin.kernel.refusal import Refusal


class NoAddress(Refusal):
    code = "no_address"
    status = 422
    message = _("Nobody wrote down a mail address for this.")
    remedy = _("Write one on the person's page, then try again.")


class MailUnknown(Refusal):
    code = "mail_unknown"
    status = 404
    message = _("There is no such mail, or it was forgotten in time.")
    remedy = _("The log lists those that are kept.")
