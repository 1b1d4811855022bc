"""What an organisation may set of the life of alerts."""

from django.utils.translation import gettext_lazy as _

from tocsin.foundation.config.option import Option

REMIND_MINUTES = Option(
    name="alerts.remind_minutes",
    default=15,
    label=_("Minutes before its end that people are reminded of a window"),
    help=_("A window can have its own. 0: nobody is reminded."),
    env="TOCSIN_WINDOW_REMINDER",
    least=0,
    most=10_080,
)
FLAP_CHANGES = Option(
    name="alerts.flap_changes",
    default=6,
    label=_("Changes of state that make an alert flap"),
    help=_("Firing and resolving are two changes. 0: no alert ever flaps."),
    env="TOCSIN_FLAP_CHANGES",
    least=0,
    most=100,
)
FLAP_MINUTES = Option(
    name="alerts.flap_minutes",
    default=15,
    label=_("Minutes within which they come"),
    env="TOCSIN_FLAP_MINUTES",
    least=1,
    most=1440,
)
FLAP_QUIET = Option(
    name="alerts.flap_quiet_minutes",
    default=10,
    label=_("Minutes without a change after which an alert has settled"),
    help=_("Then what holds is acted on."),
    env="TOCSIN_FLAP_QUIET_MINUTES",
    least=1,
    most=1440,
)
SILENT_TIMES = Option(
    name="alerts.silent_times",
    default=5,
    label=_("Usual intervals after which a source is silent"),
    help=_("Only of sources that were regular for a day. 0: no source is ever silent."),
    env="TOCSIN_SILENT_TIMES",
    least=0,
    most=1000,
)
OPTIONS = (REMIND_MINUTES, FLAP_CHANGES, FLAP_MINUTES, FLAP_QUIET, SILENT_TIMES)
