"""What an organisation may set of its people's desks."""

from django.utils.translation import gettext_lazy as _

from tocsin.foundation.config.option import Option

DRAFT_DAYS = Option(
    name="workspace.draft_days",
    default=14,
    label=_("Days that an unsent draft is kept"),
    help=_("What somebody typed and never sent is gone after so many days."),
    env="TOCSIN_DRAFT_DAYS",
    least=1,
    most=365,
)
PRESENCE = Option(
    name="workspace.presence",
    default=True,
    label=_("Show who is looking at an incident"),
    help=_("Colleagues who may see it, too; reporters never see who looks."),
    env="TOCSIN_PRESENCE",
)
WIP_LIMIT = Option(
    name="workspace.wip_limit",
    default=0,
    label=_("Incidents that a team has in diagnosis at once"),
    help=_("For teams that set no limit of their own. It warns. 0: there is none."),
    env="TOCSIN_WIP_LIMIT",
    least=0,
    most=10_000,
)
WIP_LIMIT_EACH = Option(
    name="workspace.wip_limit_each",
    default=0,
    label=_("Incidents that a person has in diagnosis at once"),
    help=_("In teams that set no limit of their own. It warns. 0: there is none."),
    env="TOCSIN_WIP_LIMIT_EACH",
    least=0,
    most=10_000,
)
OPTIONS = (DRAFT_DAYS, PRESENCE, WIP_LIMIT, WIP_LIMIT_EACH)
