from django.utils.translation import gettext_lazy as _

from tocsin.kernel.refusal import Refusal


class AlertUnknown(Refusal):
    code = "alert_unknown"
    status = 404
    message = _("There is no alert {number}.")
    remedy = _("Look for it in the list of alerts.")
