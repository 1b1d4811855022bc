"""The life of a swarm, of a hypothesis, of a call; who stays; what it costs. Pure.

Source of the kinds and the alarms: `docs/swarm.md`.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

OPEN, PRIMARY_NAMED, DISPERSED = "open", "primary_named", "dispersed"
CLOSED, ABANDONED = "closed", "abandoned"
STATES = (OPEN, PRIMARY_NAMED, DISPERSED, CLOSED, ABANDONED)
ENDED = frozenset({CLOSED, ABANDONED})

# Naming the primary team is the only way out of open but giving up.
TRANSITIONS: Mapping[str, frozenset[str]] = {
    OPEN: frozenset({PRIMARY_NAMED, ABANDONED}),
    PRIMARY_NAMED: frozenset({PRIMARY_NAMED, DISPERSED, CLOSED}),
    DISPERSED: frozenset({PRIMARY_NAMED, CLOSED}),
    CLOSED: frozenset(),
    ABANDONED: frozenset(),
}

KINDS = ("sev1", "dispatch", "backlog", "ad_hoc", "mi")
MOVES, STAYS = "moves_to_primary", "stays_with_owner"
MODES = (MOVES, STAYS)
COORDINATOR, DIAGNOSTICIAN = "coordinator", "diagnostician"
SUPPLIER, OBSERVER = "supplier", "observer"
ROLES = (
    COORDINATOR,
    "ops",
    DIAGNOSTICIAN,
    "comms",
    "scribe",
    OBSERVER,
    SUPPLIER,
    "expert",
)
# Whoever has one of these serves the incident, whichever team is named.
SERVING = frozenset({COORDINATOR, "ops", "comms", "scribe"})
MANUAL, RECALL = "manual", "recall"
REASONS = (
    "owner",
    "needed",
    "category",
    "skill",
    "past_fixer",
    "rule",
    MANUAL,
    RECALL,
)

WAITING, ACCEPTED, TIMEOUT, WITHDRAWN = "waiting", "accepted", "timeout", "withdrawn"
DECLINED, BUSY, DELEGATED = "declined", "busy", "delegated"
ANSWERS = (ACCEPTED, DECLINED, BUSY, DELEGATED)
INVITES = (WAITING, *ANSWERS, TIMEOUT, WITHDRAWN)

RELEASED, HANDED_OVER, SHIFT_END = "released", "handed_over", "shift_end"
LOST, OVER, STANDBY = "lost_contact", "swarm_over", "standby"
LEAVES = (RELEASED, STANDBY, HANDED_OVER, SHIFT_END, "declined", LOST, OVER)
OWN_LEAVES = (SHIFT_END, HANDED_OVER, RELEASED, LOST)

POSED, TESTING, SUPPORTED = "open", "testing", "supported"
REFUTED, PARKED = "refuted", "parked"
HYPOTHESES: Mapping[str, frozenset[str]] = {
    POSED: frozenset({TESTING, SUPPORTED, REFUTED, PARKED}),
    TESTING: frozenset({POSED, SUPPORTED, REFUTED, PARKED}),
    SUPPORTED: frozenset({TESTING, REFUTED}),
    REFUTED: frozenset({POSED, TESTING}),
    PARKED: frozenset({POSED, TESTING}),
}
# A verdict stands on something.
VERDICTS = frozenset({SUPPORTED, REFUTED})

# Without a primary team a swarm ends for one of these reasons only.
OUTCOMES_ALONE = ("self_cleared", "disaster_declared", "no_swarm_needed")
SOLVED, INCIDENT_OVER = "solved", "incident_over"
OUTCOMES = (SOLVED, "handed_on", *OUTCOMES_ALONE, INCIDENT_OVER)

TOO_MANY, NO_HYPOTHESIS, SILENT = "too_many", "no_hypothesis", "silent"
LINGERING, WORN, GUEST_SILENT = "lingering", "worn_expert", "guest_silent"
ALARMS = (TOO_MANY, NO_HYPOTHESIS, SILENT, LINGERING, WORN, GUEST_SILENT)
MOST, MANY_FOR = 9, timedelta(minutes=10)
HYPOTHESIS_WITHIN = timedelta(minutes=5)
SILENT_FOR = timedelta(minutes=4)
STRANGERS, STRANGERS_FOR = 2, timedelta(minutes=2)
SWARMS_A_WEEK, A_WEEK = 3, timedelta(days=7)


def may_follow(before: str, after: str) -> bool:
    return after in TRANSITIONS[before]


def hypothesis_may(before: str, after: str) -> bool:
    return after in HYPOTHESES[before]


def end_of(state: str) -> str:
    """In which state a swarm ends that is in this one."""
    return ABANDONED if state == OPEN else CLOSED


def may_end_by(state: str, outcome: str) -> bool:
    """Whether the outcome says enough for a swarm in this state."""
    if outcome not in OUTCOMES:
        return False
    return state != OPEN or outcome in (*OUTCOMES_ALONE, INCIDENT_OVER)


@dataclass(frozen=True, slots=True)
class Stayed:
    """Somebody in a swarm: as what, for whom, from when, until when; `rate` is what an
    hour of theirs costs, in hundredths."""

    who: str
    team: str
    role: str
    joined_at: datetime
    left_at: datetime | None
    rate: int

    def seconds(self, now: datetime) -> float:
        return max(0.0, ((self.left_at or now) - self.joined_at).total_seconds())


def minutes_of(stays: Iterable[Stayed], now: datetime) -> int:
    """Whole minutes that people spent in it, all together."""
    return int(sum(each.seconds(now) for each in stays) // 60)


def cost_of(stays: Iterable[Stayed], now: datetime) -> int:
    """What that cost, in hundredths of the currency: time in it × rate."""
    return round(sum(each.seconds(now) * each.rate for each in stays) / 3600)


def sizes(stays: Iterable[Stayed]) -> list[tuple[datetime, int]]:
    """How many were in it from each instant at which that changed."""
    moves: dict[datetime, int] = {}
    for each in stays:
        moves[each.joined_at] = moves.get(each.joined_at, 0) + 1
        if each.left_at is not None:
            moves[each.left_at] = moves.get(each.left_at, 0) - 1
    found, count = [], 0
    for at in sorted(moves):
        if moves[at]:
            count += moves[at]
            found.append((at, count))
    return found


def crowded_since(stays: Iterable[Stayed]) -> datetime | None:
    """Since when there have been too many without a break; None while there are not."""
    since = None
    for at, count in sizes(stays):
        if count <= MOST:
            since = None
        elif since is None:
            since = at
    return since


def reached_quorum_at(stays: Iterable[Stayed], quorum: int) -> datetime | None:
    """When so many were in it for the first time."""
    return next((at for at, count in sizes(stays) if count >= quorum), None)


@dataclass(frozen=True, slots=True)
class Parting:
    """Once the primary team is named: who stays, who is on standby, who is released."""

    stay: tuple[str, ...]
    standby: tuple[str, ...]
    released: tuple[str, ...]


def parted(
    stays: Iterable[Stayed],
    team: str,
    *,
    keep: Collection[str] = (),
    standby: Collection[str] = (),
    undecided: Collection[str] = (),
    supplier: str = "",
) -> Parting:
    """Its people stay, those of the supplier that was named, those who serve the
    incident, and whom one wants to keep.
    Whoever has a hypothesis that is not refuted is on standby, like those named so;
    all others are released. Each is in exactly one of the three."""
    places: dict[str, list[str]] = {"stay": [], "standby": [], "released": []}
    for each in stays:
        if each.left_at is not None:
            continue
        if each.who in keep:
            place = "stay"
        elif each.who in standby:
            place = "standby"
        elif _is_of(each, team, supplier) or each.role in SERVING:
            place = "stay"
        else:
            place = "standby" if each.who in undecided else "released"
        if each.who not in places[place]:
            places[place].append(each.who)
    return Parting(**{name: tuple(people) for name, people in places.items()})


def strangers_in(stays: Iterable[Stayed], team: str, supplier: str = "") -> int:
    """How many of other teams are in it who serve nobody but their own."""
    return sum(
        each.left_at is None
        and not _is_of(each, team, supplier)
        and each.role not in SERVING
        for each in stays
    )


def _is_of(stay: Stayed, team: str, supplier: str) -> bool:
    """Whether somebody is of the primary team, or a guest of the supplier that is."""
    if stay.role == SUPPLIER:
        return bool(supplier) and stay.team == supplier
    return stay.team == team


@dataclass(frozen=True, slots=True)
class Health:
    """What alarms go by."""

    state: str
    opened_at: datetime
    written_at: datetime
    has_hypothesis: bool
    named_at: datetime | None = None
    crowded_since: datetime | None = None
    strangers: int = 0
    told: frozenset[str] = frozenset()


def alarms_due(health: Health) -> dict[str, datetime]:
    """Alarms not told yet and when each is to be, if nothing changes until then."""
    if health.state in ENDED:
        return {}
    due: dict[str, datetime] = {}
    if health.crowded_since is not None:
        due[TOO_MANY] = health.crowded_since + MANY_FOR
    if not health.has_hypothesis and health.state == OPEN:
        due[NO_HYPOTHESIS] = health.opened_at + HYPOTHESIS_WITHIN
    if health.state == OPEN:
        due[SILENT] = health.written_at + SILENT_FOR
    if health.named_at is not None and health.strangers > STRANGERS:
        due[LINGERING] = health.named_at + STRANGERS_FOR
    return {name: at for name, at in due.items() if name not in health.told}


def earliest(*instants: datetime | None) -> datetime | None:
    return min((at for at in instants if at is not None), default=None)


def rate_for(
    rates: Sequence[str], usual: int, *, role: str = "", team: str = ""
) -> int:
    """What an hour costs, in hundredths: that of the role goes before that of the team;
    failing both, the usual one. A rate is told as `role:supplier=180`."""
    known: dict[str, int] = {}
    for told in rates:
        name, _equals, amount = told.partition("=")
        if amount.strip().isdecimal():
            known[name.strip()] = int(amount)
    found = known.get(f"role:{role}", known.get(f"team:{team}", usual))
    return found * 100
