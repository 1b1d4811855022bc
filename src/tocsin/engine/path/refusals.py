from django.utils.translation import gettext_lazy as _

from tocsin.kernel.refusal import Refusal


class TripUnderWay(Refusal):
    code = "trip_under_way"
    status = 409
    message = _("A drill of Tocsin's own is on its way already.")
    remedy = _("Look at it again in a minute.")
