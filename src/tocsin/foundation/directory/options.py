"""What an organisation may set of bringing people and teams in."""

from django.utils.translation import gettext_lazy as _

from tocsin.foundation.config.option import Option

MOST_LEAVING = Option(
    name="directory.most_leaving",
    default=10,
    label=_("Percent of a source's people that a run may deactivate unasked"),
    help=_("A run that would deactivate more waits until somebody confirms it."),
    env="TOCSIN_DIRECTORY_MOST_LEAVING",
    least=0,
    most=100,
)
OPTIONS = (MOST_LEAVING,)
