"""What an organisation may set of how incidents are escalated."""

from django.utils.translation import gettext_lazy as _

from tocsin.foundation.config.option import Option
from tocsin.foundation.notify.options import DRILLS

EXECUTIVE = Option(
    name="escalation.executive",
    default="",
    label=_("Schedule of the executive on duty"),
    help=_("The key of a schedule. Levels that tell the executive tell who is on it."),
    env="TOCSIN_ESCALATION_EXECUTIVE",
)
WARN_DAYS = Option(
    name="escalation.warn_days",
    default=14,
    label=_("Holes are told so many days ahead"),
    help=_("A team's leads get a mail when a hole in their on-call comes this near."),
    env="TOCSIN_ESCALATION_WARN_DAYS",
    least=1,
    most=56,
)
OPTIONS = (EXECUTIVE, DRILLS, WARN_DAYS)
