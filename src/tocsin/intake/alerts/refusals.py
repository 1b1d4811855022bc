from django.utils.translation import gettext_lazy as _

from tocsin.kernel.refusal import Refusal


class AlertUnknown(Refusal):
    code = "alert_unknown"
    status = 404
    message = _("There is no alert {number}.")
    remedy = _("Look for it in the list of alerts.")


class SilenceUnknown(Refusal):
    code = "silence_unknown"
    status = 404
    message = _("There is no silence {id}.")
    remedy = _("Look for it in the list of silences.")


class SilenceUnusable(Refusal):
    code = "silence_unusable"
    status = 422
    message = _("This silence cannot be made: {why}")
    remedy = _("{hint}")


class SilenceOver(Refusal):
    code = "silence_over"
    message = _("This silence ended at {at:%Y-%m-%d %H:%M} UTC.")
    remedy = _("Make another one if it is still needed.")


class TooManySilences(Refusal):
    code = "too_many_silences"
    message = _("{most} silences are active or planned already.")
    remedy = _("Expire those that nobody needs, or say more with one by =~.")


class WindowUnknown(Refusal):
    code = "window_unknown"
    status = 404
    message = _("There is no maintenance window {number}.")
    remedy = _("Look for it in the list of windows.")


class WindowUnusable(Refusal):
    code = "window_unusable"
    status = 422
    message = _("{fact} cannot be {value}.")
    remedy = _("{hint}")


class WindowNotOpen(Refusal):
    code = "window_not_open"
    message = _("{name} is neither open nor planned any more.")
    remedy = _("Plan a new window.")
