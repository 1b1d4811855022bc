"""What an organisation may set of heartbeats."""

from django.utils.translation import gettext_lazy as _

from tocsin.foundation.config.option import Option

KEPT_DAYS = Option(
    name="heartbeats.kept_days",
    default=30,
    label=_("Days that pings of heartbeats are kept, with what the run printed"),
    env="TOCSIN_HEARTBEAT_DAYS",
    least=1,
    most=3650,
)
OPTIONS = (KEPT_DAYS,)
