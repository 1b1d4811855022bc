"""What an organisation may set of its outgoing mail."""

from django.utils.translation import gettext_lazy as _

from tocsin.foundation.config.option import Option
from tocsin.foundation.mail.rules import OFF, REQUIRED

SERVER = Option(
    name="mail.server",
    default="",
    label=_("Mail server"),
    help=_(
        "Such as smtp://name:password@mail.example.org:587, or smtps:// where TLS"
        " begins at once. Kept encrypted. Empty: mail waits."
    ),
    env="TOCSIN_SMTP_URL",
    secret=True,
)
TLS = Option(
    name="mail.tls",
    default=REQUIRED,
    label=_("Encryption to the mail server"),
    help=_("Without it, passwords and links can be read on the way."),
    env="TOCSIN_SMTP_TLS",
    choices={REQUIRED: _("required"), OFF: _("none")},
)
SENDER = Option(
    name="mail.sender",
    default="",
    label=_("Address that mail comes from"),
    help=_("Empty: tocsin@ and the host of this Tocsin's address."),
    env="TOCSIN_MAIL_FROM",
)
KEPT_DAYS = Option(
    name="mail.kept_days",
    default=90,
    label=_("Days that the log of mail is kept"),
    help=_("What a mail said is forgotten as soon as it was sent."),
    env="TOCSIN_MAIL_KEPT_DAYS",
    least=1,
    most=3650,
)
REPORT_ADDRESS = Option(
    name="mail.report_address",
    default="",
    label=_("Address that takes reports by mail"),
    help=_(
        "Such as help@example.org, whose mail is handed to Tocsin by LMTP. What comes"
        " there becomes an incident, and mails about incidents are answered to it."
        " Empty: none."
    ),
    env="TOCSIN_REPORT_ADDRESS",
)
OPTIONS = (SERVER, TLS, SENDER, KEPT_DAYS, REPORT_ADDRESS)
