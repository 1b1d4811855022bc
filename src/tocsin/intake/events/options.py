"""What an organisation may set of how machines' requests are taken in."""

from django.utils.translation import gettext_lazy as _

from tocsin.foundation.config.option import Option
from tocsin.intake.events.adapters.sns import AMAZON

RATE = Option(
    name="events.rate",
    default=0,
    least=0,
    label=_("Requests per second that one source may send"),
    help=_("0 means as many as this machine can take. A source can have its own."),
    env="TOCSIN_INTAKE_RATE",
)
BURST = Option(
    name="events.burst",
    default=10_000,
    least=1,
    label=_("Requests that one source may send at once"),
    help=_("What a source has not used it may send at once, up to so many."),
    env="TOCSIN_INTAKE_BURST",
)
BODY_LIMIT = Option(
    name="events.body_limit",
    default=2_097_152,
    least=1024,
    most=20_971_520,
    label=_("Bytes that one request may have"),
    env="TOCSIN_INTAKE_BODY_LIMIT",
)
BACKLOG = Option(
    name="events.backlog",
    default=1_000_000,
    least=1000,
    label=_("Requests that may wait to be folded"),
    help=_("Beyond it, senders are asked to come again later."),
    env="TOCSIN_INTAKE_BACKLOG",
)
LEAST_FREE = Option(
    name="events.least_free_mb",
    default=2048,
    least=1,
    label=_("Megabytes of disk that stay free"),
    help=_("With less, or with less than a twentieth free, machines are turned away."),
    env="TOCSIN_INTAKE_LEAST_FREE_MB",
)
RAW_TOTAL = Option(
    name="events.raw_total_mb",
    default=20_480,
    least=16,
    label=_("Megabytes that stored requests may take in all"),
    help=_("Beyond it, the oldest days that are folded go first."),
    env="TOCSIN_INTAKE_RAW_TOTAL_MB",
)
SNS_HOSTS = Option(
    name="events.sns_hosts",
    default=AMAZON,
    label=_("Hosts that are believed to be Amazon SNS, as a regular expression"),
    help=_(
        "It fits a host whole, with its port. Certificates are fetched from there, and"
        " subscriptions confirmed; anybody who holds such a host can sign anything."
    ),
    env="TOCSIN_SNS_HOSTS",
)
OPTIONS = (RATE, BURST, BODY_LIMIT, BACKLOG, LEAST_FREE, RAW_TOTAL, SNS_HOSTS)
