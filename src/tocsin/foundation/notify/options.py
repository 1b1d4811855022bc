"""What an organisation may set of how people are told."""

from django.utils.translation import gettext_lazy as _

from tocsin.foundation.config.option import Option

_NONE: tuple[str, ...] = ()

AT_MOST = Option(
    name="notify.at_most",
    default=20,
    label=_("Messages to one person by one channel within five minutes"),
    help=_(
        "What is beyond waits and is told together. The first page of an incident, P1"
        " and major incidents never wait. 0: nothing waits."
    ),
    env="TOCSIN_NOTIFY_AT_MOST",
    least=0,
    most=1000,
)
GONE_WITHIN = Option(
    name="notify.gone_within",
    default=2,
    label=_("Seconds within which what waits on one channel is handed over"),
    help=_(
        "As few messages as this needs are under way at once, usually one; when a"
        " sender is killed, so many may come twice. 0: never more than one."
    ),
    env="TOCSIN_NOTIFY_GONE_WITHIN",
    least=0,
    most=600,
)
KEPT_DAYS = Option(
    name="notify.kept_days",
    default=365,
    label=_("Days that the log of pages is kept"),
    help=_("To whom, by what, and what became of it; never what was said."),
    env="TOCSIN_NOTIFY_KEPT_DAYS",
    least=1,
    most=3650,
)
HEARTBEAT = Option(
    name="notify.heartbeat_url",
    default="",
    label=_("Address that is told every minute that Tocsin pages"),
    help=_(
        "Such as a heartbeat of another Tocsin or of healthchecks.io. It is not told"
        " while pages wait for too long, so that an outside eye raises the alarm."
    ),
    env="TOCSIN_NOTIFY_HEARTBEAT_URL",
    secret=True,
)
NETWORKS = Option(
    name="notify.networks",
    default=_NONE,
    label=_("Own networks that messages may go to"),
    help=_(
        "Such as 10.20.0.0/16, where a gateway or a chat server of one's own stands."
        " Otherwise only public addresses are asked, and only over TLS."
    ),
    env="TOCSIN_NOTIFY_NETWORKS",
)
REPLY_ADDRESS = Option(
    name="notify.reply_address",
    default="",
    label=_("Address that answers by mail go to"),
    help=_(
        "Such as tocsin@example.org, whose mail is handed to Tocsin. Each message"
        " has a part of its own after a plus sign. Empty: mail is not answered."
    ),
    env="TOCSIN_REPLY_ADDRESS",
)
DUTY_MINUTES = Option(
    name="notify.duty_minutes",
    default=60,
    label=_("Minutes before a shift at which its people are told of it"),
    help=_("They are told when it begins, too. 0: only then."),
    env="TOCSIN_DUTY_MINUTES",
    least=0,
    most=10080,
)
# Who may be paged in a drill, by any room; told among the options of escalation.
DRILLS: Option[tuple[str, ...]] = Option(
    name="escalation.drill_people",
    default=(),
    label=_("People who are told in drills"),
    help=_("Their keys. In a drill a level tells those of its people listed here."),
    env="TOCSIN_ESCALATION_DRILL_PEOPLE",
)
OPTIONS = (
    AT_MOST,
    GONE_WITHIN,
    KEPT_DAYS,
    HEARTBEAT,
    NETWORKS,
    REPLY_ADDRESS,
    DUTY_MINUTES,
)
