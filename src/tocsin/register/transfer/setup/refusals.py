from django.utils.translation import gettext_lazy as _

from tocsin.kernel.refusal import Refusal


class SetupUnreadable(Refusal):
    code = "setup_unreadable"
    status = 422
    message = _("Line {line} of the set-up cannot be used: {what}")
    remedy = _("Nothing was changed. Mend that line, then plan it again.")


class SetupNotApplicable(Refusal):
    code = "setup_not_applicable"
    status = 422
    message = _("Line {line}, {place}: {told}")
    remedy = _("Nothing was changed. {help} Then plan it again.")
