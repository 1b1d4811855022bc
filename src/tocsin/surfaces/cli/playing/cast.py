"""Who plays: people with names, teams, roles and telephones."""

from collections.abc import Mapping
from dataclasses import dataclass

AGENT, MANAGER, ADMINISTRATOR = "agent", "major_incident_manager", "administrator"
DATABASE, APPLICATION, NETWORK = "shop-database", "shop-application", "shop-network"
DESK, LEADS, RAPID = "shop-desk", "shop-leads", "shop-rapid"
REPORTERS = 600


@dataclass(frozen=True, slots=True)
class Player:
    """One person; with a telephone unless they only report."""

    username: str
    name: str
    team: str
    roles: tuple[str, ...] = (AGENT,)
    is_lead: bool = False


PLAYERS = (
    Player("shop-dora", "Dora Lind", DESK, is_lead=True),
    Player("shop-dan", "Dan Moreau", DESK),
    Player("shop-dmitri", "Dmitri Orlov", DATABASE, is_lead=True),
    Player("shop-diana", "Diana Reyes", DATABASE),
    Player("shop-anton", "Anton Weiss", APPLICATION, is_lead=True),
    Player("shop-alice", "Alice Moore", APPLICATION),
    Player("shop-nils", "Nils Berg", NETWORK, is_lead=True),
    Player("shop-nadia", "Nadia Haddad", NETWORK),
    Player("shop-mira", "Mira Novak", LEADS, (AGENT, MANAGER), is_lead=True),
    Player("shop-max", "Max Keller", LEADS, (AGENT, MANAGER)),
    Player("shop-olga", "Olga Petit", LEADS),
    Player("shop-carla", "Carla Rossi", LEADS),
    Player("shop-sven", "Sven Dahl", LEADS),
    Player("shop-eric", "Eric Laurent", LEADS),
    Player("shop-rita", "Rita Sousa", RAPID, is_lead=True),
    Player("shop-rolf", "Rolf Maier", RAPID),
    Player("shop-ruth", "Ruth Stein", RAPID),
)
# Schedules by whom they have on call; the second of a team has the rank behind it.
ON_CALL: Mapping[str, tuple[str, str, int]] = {
    "shop-database-1": (DATABASE, "shop-dmitri", 1),
    "shop-database-2": (DATABASE, "shop-diana", 2),
    "shop-application-1": (APPLICATION, "shop-anton", 1),
    "shop-application-2": (APPLICATION, "shop-alice", 2),
    "shop-network-1": (NETWORK, "shop-nils", 1),
    "shop-network-2": (NETWORK, "shop-nadia", 2),
    "shop-managers": (LEADS, "shop-mira", 1),
    "shop-managers-2": (LEADS, "shop-max", 2),
    "shop-operations": (LEADS, "shop-olga", 1),
    "shop-communications": (LEADS, "shop-carla", 1),
    "shop-scribe": (LEADS, "shop-sven", 1),
    "shop-liaison": (LEADS, "shop-eric", 1),
    "shop-rapid": (RAPID, "shop-rolf", 1),
}


def number_of(username: str) -> str:
    """Their telephone: from a range that is kept for fiction."""
    place = [player.username for player in PLAYERS].index(username)
    return f"+44770090{place:04}"
