"""What an organisation may set of how it changes its set-up."""

from django.utils.translation import gettext_lazy as _

from tocsin.foundation.config.option import Option

FOUR_EYES = Option(
    name="config.four_eyes",
    default=(),
    label=_("Kinds that another person publishes"),
    help=_("Such as priority_matrix, incident_model, codes, with commas between."),
    env="TOCSIN_FOUR_EYES",
)
OPTIONS = (FOUR_EYES,)
