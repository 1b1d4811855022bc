"""The hops of the path in words."""

from django.utils.translation import gettext_lazy as _

from tocsin.engine.path.rules import (
    ACCEPTED,
    ACKNOWLEDGED,
    CLIMBING,
    HANDED_OVER,
    OPENED,
    PAGED,
    RESOLVED,
    RESTORED,
    ROUTED,
)

HOP_WORDS = {
    ACCEPTED: _("Accepted"),
    OPENED: _("Incident opened"),
    ROUTED: _("Routed"),
    CLIMBING: _("Escalation begun"),
    PAGED: _("Page written"),
    HANDED_OVER: _("Page handed over"),
    ACKNOWLEDGED: _("Acknowledged by its link"),
    RESTORED: _("Restored by its alert"),
    RESOLVED: _("Resolved"),
}
