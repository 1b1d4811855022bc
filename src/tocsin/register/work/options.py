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
DESK = Option(
    name="work.desk",
    default="",
    label=_("Team that gets back what a team returns"),
    help=_(
        "Its key. What another team handed over goes back there; what came otherwise,"
        " to this team. Empty: to the duty manager."
    ),
    env="TOCSIN_DESK",
)
EXECUTIVES: Option[tuple[str, ...]] = Option(
    name="work.executives",
    default=(),
    label=_("Executives who can be informed"),
    help=_("Keys of people, with commas."),
    env="TOCSIN_EXECUTIVES",
)
PATH_PERSON = Option(
    name="work.path_person",
    default="",
    label=_("Whom Tocsin's own drill pages"),
    help=_(
        "The key of a person or account kept for it, paged by their own steps. Empty:"
        " nobody; the page ends inside. The answer comes by itself either way."
    ),
    env="TOCSIN_PATH_PERSON",
)
OPTIONS = (REOPEN_DAYS, DESK, EXECUTIVES, PATH_PERSON)

UNDO_CANCEL_WINDOW = timedelta(days=30)
