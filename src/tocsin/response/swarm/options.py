"""What an organisation may set of its swarms."""

from django.utils.translation import gettext_lazy as _

from tocsin.foundation.config.option import Option

DEADLINE = Option(
    name="swarm.deadline",
    default=60,
    label=_("Seconds to answer an invitation"),
    help=_("Whoever has not answered by then is replaced by the next of their team."),
    env="TOCSIN_SWARM_DEADLINE",
    least=15,
    most=3600,
)
GUEST_DEADLINE = Option(
    name="swarm.guest_minutes",
    default=10,
    label=_("Minutes for a guest to come"),
    help=_("Of a supplier's people who have not come by then, the room is warned."),
    env="TOCSIN_SWARM_GUEST_MINUTES",
    least=1,
    most=1440,
)
QUORUM = Option(
    name="swarm.quorum",
    default=3,
    label=_("People who make a swarm able to work"),
    help=_("The time to mobilise is counted until so many are there."),
    env="TOCSIN_SWARM_QUORUM",
    least=1,
    most=50,
)
STANDBY = Option(
    name="swarm.standby_minutes",
    default=30,
    label=_("Minutes on standby"),
    help=_("Whoever is not released at once can be recalled for so long."),
    env="TOCSIN_SWARM_STANDBY_MINUTES",
    least=5,
    most=1440,
)
RATE = Option(
    name="swarm.rate",
    default=60,
    label=_("What an hour of a person costs"),
    env="TOCSIN_SWARM_RATE",
    least=0,
    most=100_000,
)
RATES: Option[tuple[str, ...]] = Option(
    name="swarm.rates",
    default=(),
    label=_("Other rates"),
    help=_("For a role or a team: role:supplier=180, team:database=95."),
    env="TOCSIN_SWARM_RATES",
)
CURRENCY = Option(
    name="swarm.currency",
    default="EUR",
    label=_("Currency of the rates"),
    env="TOCSIN_SWARM_CURRENCY",
)
BRIDGE = Option(
    name="swarm.bridge",
    default="",
    label=_("Address of the call"),
    help=_(
        "Each swarm has a call of its own at this address, {ref} being the swarm's"
        " reference: https://meet.jit.si/tocsin-{ref}. One room for all (Zoom, Teams,"
        " Meet) is told without {ref}."
    ),
    env="TOCSIN_SWARM_BRIDGE",
)
OPTIONS = (DEADLINE, GUEST_DEADLINE, QUORUM, STANDBY, RATE, RATES, CURRENCY, BRIDGE)
