"""What an organisation may set of how it is warned of holes."""

from django.utils.translation import gettext_lazy as _

from tocsin.foundation.config.option import Option

WARN_DAYS = Option(
    name="coverage.warn_days",
    default=14,
    label=_("Holes are told so many days ahead"),
    help=_("A team's leads get a mail when a hole in their on-call comes this near."),
    env="TOCSIN_COVERAGE_WARN_DAYS",
    least=1,
    most=56,
)
OPTIONS = (WARN_DAYS,)
