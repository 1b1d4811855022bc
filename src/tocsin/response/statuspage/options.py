"""What an organisation may set of its status pages."""

from django.utils.translation import gettext_lazy as _

from tocsin.foundation.config.option import Option

_NONE: tuple[str, ...] = ()
AFFECTED, ALWAYS, NEVER = "affected", "always", "never"

EXPORT = Option(
    name="statuspage.export",
    default="",
    label=_("Folder that public status pages are written to"),
    help=_(
        "At each change, so that another server can show them while Tocsin cannot."
        " Empty: none."
    ),
    env="TOCSIN_STATUS_EXPORT",
)
REMIND = Option(
    name="statuspage.remind",
    default=5,
    label=_("Minutes before a promised update in which its owner is reminded"),
    env="TOCSIN_STATUS_REMIND",
    least=1,
    most=120,
)
ESCALATE = Option(
    name="statuspage.escalate",
    default=10,
    label=_("Minutes after which duty managers hear of an overdue update"),
    env="TOCSIN_STATUS_ESCALATE",
    least=1,
    most=240,
)
NETWORKS = Option(
    name="statuspage.networks",
    default=_NONE,
    label=_("Own networks that subscribers' webhooks may be in"),
    help=_("Such as 10.1.0.0/16. Otherwise only public addresses are told anything."),
    env="TOCSIN_STATUS_NETWORKS",
)
KEPT_DAYS = Option(
    name="statuspage.kept_days",
    default=90,
    label=_("Days that the log of deliveries to subscribers is kept"),
    env="TOCSIN_STATUS_KEPT_DAYS",
    least=1,
    most=3650,
)
ACKNOWLEDGE = Option(
    name="statuspage.acknowledge",
    default=AFFECTED,
    label=_("When whoever reports something is answered by mail at once"),
    help=_("The mail says what users are told of the service that it is about."),
    env="TOCSIN_STATUS_ACKNOWLEDGE",
    choices={
        AFFECTED: _("when something is told of its service"),
        ALWAYS: _("always"),
        NEVER: _("never"),
    },
)
OPTIONS = (EXPORT, REMIND, ESCALATE, NETWORKS, KEPT_DAYS, ACKNOWLEDGE)
