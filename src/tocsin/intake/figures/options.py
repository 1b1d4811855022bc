"""What an organisation may set of figures."""

from django.utils.translation import gettext_lazy as _

from tocsin.foundation.config.option import Option

KEPT_DAYS = Option(
    name="figures.kept_days",
    default=90,
    label=_("Days that figures are kept"),
    env="TOCSIN_FIGURE_DAYS",
    least=1,
    most=3650,
)
EXACT_DAYS = Option(
    name="figures.exact_days",
    default=1,
    label=_("Days that every value of a figure is kept"),
    help=_("Older ones are one a minute: the mean of all in it."),
    env="TOCSIN_FIGURE_EXACT_DAYS",
    least=1,
    most=3650,
)
OPTIONS = (KEPT_DAYS, EXACT_DAYS)
