"""What an organisation may set of what its people are told."""

from django.utils.translation import gettext_lazy as _

from tocsin.foundation.config.option import Option

MAIL_MINUTES = Option(
    name="watching.mail_minutes",
    default=5,
    label=_("Minutes in which mails to one person about one incident become one"),
    help=_("What is read in the page meanwhile is not sent."),
    env="TOCSIN_MAIL_MINUTES",
    least=0,
    most=1440,
)
KEPT_DAYS = Option(
    name="watching.kept_days",
    default=90,
    label=_("Days that notifications are kept"),
    help=_("The timeline keeps what they told of."),
    env="TOCSIN_NOTIFICATION_DAYS",
    least=1,
    most=3650,
)
OPTIONS = (MAIL_MINUTES, KEPT_DAYS)
