from django.utils.translation import gettext_lazy as _

from tocsin.kernel.refusal import Refusal


class InstantTooFar(Refusal):
    code = "instant_too_far"
    status = 422
    message = _("{at:%Y-%m-%d} is too far away for who is on call to be known.")
    remedy = _("Choose an instant within ten years; on-call is known for ten weeks.")
