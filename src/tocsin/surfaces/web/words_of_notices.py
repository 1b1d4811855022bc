"""The words of status pages as the desk says them."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

IMPACTS: Mapping[str, Promise] = {
    "none": gettext_lazy("None"),
    "minor": gettext_lazy("Minor"),
    "major": gettext_lazy("Major"),
    "critical": gettext_lazy("Critical"),
    "maintenance": gettext_lazy("Planned work"),
}
ACCESSES: Mapping[str, Promise] = {
    "public": gettext_lazy("Everybody"),
    "password": gettext_lazy("Whoever knows the password"),
    "people": gettext_lazy("People who signed in"),
    "addresses": gettext_lazy("Whoever asks from these networks"),
}
AGAIN: Mapping[str, Promise] = {
    "daily": gettext_lazy("every day"),
    "workdays": gettext_lazy("on workdays"),
    "weekly": gettext_lazy("every week"),
    "fortnightly": gettext_lazy("every other week"),
    "nth": gettext_lazy("every month, on this day of the week"),
    "monthly": gettext_lazy("every month, on this date"),
}
FLAGS: Mapping[str, Promise] = {
    "scheduled_remind_prior": gettext_lazy("Subscribers are reminded an hour before"),
    "scheduled_auto_in_progress": gettext_lazy("It begins"),
    "scheduled_auto_completed": gettext_lazy("It ends"),
    "auto_transition_to_maintenance_state": gettext_lazy(
        "Its components are under maintenance meanwhile"
    ),
    "auto_transition_to_operational_state": gettext_lazy(
        "Its components work again afterwards"
    ),
    "auto_transition_deliver_notifications_at_start": gettext_lazy(
        "Subscribers are told when it begins"
    ),
    "auto_transition_deliver_notifications_at_end": gettext_lazy(
        "Subscribers are told when it ends"
    ),
}
DELIVERIES: Mapping[str, Promise] = {
    "queued": gettext_lazy("on the way"),
    "held": gettext_lazy("held"),
    "sent": gettext_lazy("sent"),
    "failed": gettext_lazy("failed"),
}
CHANNELS: Mapping[str, Promise] = {
    "mail": gettext_lazy("Mail"),
    "webhook": gettext_lazy("Webhook"),
    "slack": gettext_lazy("Slack"),
    "teams": gettext_lazy("Teams"),
}
