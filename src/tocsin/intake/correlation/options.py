"""What an organisation may set of how alerts make incidents."""

from django.utils.translation import gettext_lazy as _

from tocsin.foundation.config.option import Option

WINDOW_MINUTES = Option(
    name="correlation.window_minutes",
    default=30,
    label=_("Minutes in which an alert joins an open incident"),
    help=_("Since the incident's last alert. A rule can have its own."),
    env="TOCSIN_CORRELATION_WINDOW",
    least=0,
    most=10_080,
)
REOPEN_MINUTES = Option(
    name="correlation.reopen_minutes",
    default=240,
    label=_("Minutes in which an alert that fires again reopens its incident"),
    help=_("Since it was resolved; later, a new incident is opened and related to it."),
    env="TOCSIN_CORRELATION_REOPEN",
    least=0,
    most=43_200,
)
RAISES_IMPACT = Option(
    name="correlation.raises_impact",
    default=True,
    label=_("A greater severity raises impact and urgency"),
    help=_("To what they would be had the incident been opened with it; never down."),
    env="TOCSIN_CORRELATION_RAISES_IMPACT",
)
GROUPING = Option(
    name="correlation.grouping",
    default=True,
    label=_("Alerts are gathered into incidents"),
    help=_("Off: each alert opens an incident of its own, unless a rule says so."),
    env="TOCSIN_CORRELATION_GROUPING",
)
OPTIONS = (WINDOW_MINUTES, REOPEN_MINUTES, RAISES_IMPACT, GROUPING)
