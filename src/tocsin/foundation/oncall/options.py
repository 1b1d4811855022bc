"""What an organisation may set of its on-call."""

from django.utils.translation import gettext_lazy as _

from tocsin.foundation.config.option import Option

APPROVAL = Option(
    name="oncall.swaps_approved",
    default=False,
    label=_("Swaps wait for a lead"),
    help=_("A swap that was accepted moves shifts when a lead of the team agrees."),
    env="TOCSIN_ONCALL_SWAPS_APPROVED",
)
REFETCH = Option(
    name="oncall.calendar_minutes",
    default=60,
    label=_("Minutes between two looks at an outside calendar"),
    env="TOCSIN_ONCALL_CALENDAR_MINUTES",
    least=5,
    most=24 * 60,
)
NETWORKS = Option(
    name="oncall.calendar_networks",
    default=(),
    label=_("Private networks whose calendars may be fetched"),
    help=_("Such as 10.1.0.0/16. Public addresses may be, by https."),
    env="TOCSIN_ONCALL_CALENDAR_NETWORKS",
)
OPTIONS = (APPROVAL, REFETCH, NETWORKS)
