"""What an organisation may set of an incident's life."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from tocsin.foundation.config.option import Option

REOPEN_DAYS = Option(
    name="work.reopen_days",
    default=14,
    label=_("Days in which an incident is reopened"),
    help=_("Ended longer ago, a new incident is opened and linked to it."),
    env="TOCSIN_REOPEN_DAYS",
    least=0,
    most=3650,
)
OPTIONS = (REOPEN_DAYS,)

UNDO_CANCEL_WINDOW = timedelta(days=30)
