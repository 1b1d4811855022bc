"""What an organisation may set of its changes."""

from django.utils.translation import gettext_lazy as _

from tocsin.foundation.config.option import Option

MANAGER, OPERATIONS, EITHER = "manager", "operations", "either"
APPROVERS = Option(
    name="changes.emergency_approvers",
    default=EITHER,
    label=_("Who approves an emergency change"),
    help=_(
        "While the incident is major, whoever has this role in it; else whoever is on"
        " duty as major incident manager. Nobody approves what they asked for."
    ),
    env="TOCSIN_CHANGES_EMERGENCY_APPROVERS",
    choices={
        EITHER: _("major incident manager or operations lead, whoever is first"),
        MANAGER: _("major incident manager"),
        OPERATIONS: _("operations lead"),
    },
)
OPTIONS = (APPROVERS,)
