from django.utils.translation import gettext_lazy as _

from tocsin.kernel.refusal import Refusal


class SuccessorUnfit(Refusal):
    code = "successor_unfit"
    status = 422
    message = _("{person} cannot have this work: they left, or see only their reports.")
    remedy = _("Name somebody with a role or a team, the team, or the duty manager.")


class LastDutyManager(Refusal):
    code = "last_duty_manager"
    message = _("This is the only duty manager left.")
    remedy = _("Make somebody else duty manager first: they answer where nobody does.")
