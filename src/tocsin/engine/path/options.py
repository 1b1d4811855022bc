"""What an organisation may set of the drill that Tocsin holds for itself."""

from django.utils.translation import gettext_lazy as _

from tocsin.foundation.config.option import Option

MINUTES = Option(
    name="path.minutes",
    default=0,
    label=_("Minutes from one of Tocsin's own drills to the next"),
    help=_(
        "An alert of its own goes the whole way: it opens an incident, is escalated,"
        " paged, answered and resolved. 0: none is sent by itself."
    ),
    env="TOCSIN_PATH_MINUTES",
    least=0,
    most=1440,
)
SECONDS = Option(
    name="path.seconds",
    default=60,
    label=_("Seconds that each hop of it may take"),
    help=_(
        "What takes longer is an incident, a real one. Where a level or a person's own"
        " step comes later by plan, they count from then."
    ),
    env="TOCSIN_PATH_SECONDS",
    least=2,
    most=3600,
)
ADDRESS = Option(
    name="path.address",
    default="",
    label=_("Address at which it goes in"),
    help=_("Empty: as everybody reaches this Tocsin, or this machine's own web part."),
    env="TOCSIN_PATH_ADDRESS",
)
HEARTBEAT = Option(
    name="path.heartbeat_url",
    default="",
    label=_("Address that is told each time that it has arrived"),
    help=_(
        "Such as a heartbeat of another Tocsin: it misses what does not arrive, also"
        " when nothing here can raise an alarm any more."
    ),
    env="TOCSIN_PATH_HEARTBEAT_URL",
    secret=True,
)
OPTIONS = (MINUTES, SECONDS, ADDRESS, HEARTBEAT)
