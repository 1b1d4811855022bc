from django.utils.translation import gettext_lazy as _

from tocsin.kernel.refusal import Refusal


class HeartbeatUnknown(Refusal):
    code = "heartbeat_unknown"
    status = 404
    message = _("There is no heartbeat {slug}.")
    remedy = _("Look for it in the list of heartbeats, or add it there first.")


class HeartbeatNameTaken(Refusal):
    code = "heartbeat_name_taken"
    message = _("There is a heartbeat called {name} already.")
    remedy = _("Choose another name, or use that heartbeat.")


class HeartbeatUnusable(Refusal):
    code = "heartbeat_unusable"
    status = 422
    message = _("{fact} cannot be {value}.")
    remedy = _("{hint}")
