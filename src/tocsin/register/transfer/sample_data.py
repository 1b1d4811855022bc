"""Halden, the sample organisation: its people, teams, services and categories."""

from typing import Any, NamedTuple

PASSWORD = "tocsin-sample-2026"

# Who signs in for a first look, and what for.
HINTS = [
    ("marc", "Marc Olsen, duty manager: everything about incidents"),
    ("grace", "Grace Kimani, service desk agent"),
    ("ada", "Ada Laurent, member of the team Database"),
    ("eva", "Eva Novak, auditor: reads everything, changes nothing"),
    ("admin", "Aisha Rahman, administrator: people, teams, configuration"),
    ("tom", "Tom Brandt, requester: sees his own reports"),
]


class Somebody(NamedTuple):
    username: str
    name: str
    site: str
    team: str = ""
    roles: tuple[str, ...] = ()
    leads: bool = False
    is_duty_manager: bool = False


AGENT = ("agent",)

PEOPLE = [
    Somebody(
        "marc",
        "Marc Olsen",
        "Paris",
        roles=("agent", "major_incident_manager"),
        is_duty_manager=True,
    ),
    Somebody("nora", "Nora Lind", "Paris", "database", AGENT, True, True),
    Somebody("erik", "Erik Dahl", "Paris", roles=("major_incident_manager",)),
    Somebody("admin", "Aisha Rahman", "Paris", roles=("administrator",)),
    Somebody("eva", "Eva Novak", "Lyon", roles=("auditor",)),
    Somebody("priya", "Priya Nair", "Paris", roles=AGENT),
    Somebody("sofia", "Sofia Berg", "Lille", "service-desk", AGENT, leads=True),
    Somebody("grace", "Grace Kimani", "Paris", "service-desk", AGENT),
    Somebody("noor", "Noor Haddad", "Lyon", "service-desk", AGENT),
    Somebody("kofi", "Kofi Mensah", "Lille", "service-desk", AGENT),
    Somebody("ada", "Ada Laurent", "Lyon", "database"),
    Somebody("sam", "Sam Iyer", "Paris", "database"),
    Somebody("ben", "Ben Achieng", "Paris", "application", leads=True),
    Somebody("mei", "Mei Tanaka", "Paris", "application"),
    Somebody("lena", "Lena Vogt", "Lille", "network", leads=True),
    Somebody("jonas", "Jonas Weber", "Lille", "network"),
    Somebody("oskar", "Oskar Lund", "Paris", "infrastructure", leads=True),
    Somebody("yara", "Yara Costa", "Lyon", "infrastructure"),
    Somebody("pavel", "Pavel Dvorak", "Paris", "workplace", leads=True),
    Somebody("lucia", "Lucia Romano", "Lyon", "workplace"),
    Somebody("ines", "Ines Duarte", "Paris", "rapid-response", leads=True),
    Somebody("hugo", "Hugo Martin", "Paris", "security", leads=True),
    Somebody("tom", "Tom Brandt", "Paris"),
    Somebody("ingrid", "Ingrid Solberg", "Lyon"),
    Somebody("chloe", "Chloé Petit", "Lille"),
    Somebody("dmitri", "Dmitri Orlov", "Lyon"),
    Somebody("fatima", "Fatima Zahra", "Paris"),
    Somebody("louis", "Louis Moreau", "Lille"),
]

# Also in Rapid response, beside their own team.
RAPID_RESPONSE = ("ada", "ben", "lena", "oskar", "marc")

TEAMS = [
    ("service-desk", "Service desk", "Everybody's first line"),
    ("application", "Application", "Shop, search, stock and mail"),
    ("infrastructure", "Infrastructure", "Servers and storage"),
    ("database", "Database", "Databases and what is read from them"),
    ("network", "Network", "Sites, VPN and Wi-Fi"),
    ("workplace", "Workplace", "Devices and rooms, on the spot"),
    ("rapid-response", "Rapid response", "Called out when it is big"),
    ("security", "Security", "What somebody does to us on purpose"),
]

# key, name, nature, team, owner, criticality, what it is for
SERVICES = [
    ("shop", "Shop", "business", "application", "erik", 1, "The shop and the app"),
    ("checkout", "Checkout", "business", "application", "erik", 1, "Taking orders"),
    ("payments", "Payments", "business", "application", "erik", 1, "With PayCo"),
    ("search", "Product search", "business", "application", "ben", 2, "Finding things"),
    ("inventory", "Inventory", "business", "application", "ben", 2, "What is in stock"),
    ("warehouse", "Warehouse", "business", "workplace", "pavel", 2, "Picking, packing"),
    ("finance", "Finance", "business", "database", "nora", 2, "Ledger and payroll"),
    ("accounts", "Accounts", "business", "service-desk", "sofia", 2, "Signing in"),
    ("mail", "Mail", "business", "application", "priya", 2, "Mail and calendar"),
    ("remote-access", "Remote access", "business", "network", "lena", 2, "VPN"),
    ("workplace", "Workplace", "business", "workplace", "pavel", 3, "Desks and rooms"),
    (
        "office-network",
        "Office network",
        "technical",
        "network",
        "lena",
        2,
        "LAN, Wi-Fi",
    ),
    (
        "databases",
        "Databases",
        "technical",
        "database",
        "nora",
        1,
        "db-primary, replica",
    ),
    ("servers", "Servers", "technical", "infrastructure", "oskar", 1, "app-01 to 06"),
    ("balancer", "Load balancer", "technical", "network", "lena", 1, "lb-1"),
]

DEPENDENCIES = {
    "shop": ("checkout", "search", "balancer"),
    "checkout": ("payments", "inventory", "databases", "servers"),
    "payments": ("servers",),
    "search": ("servers",),
    "inventory": ("databases",),
    "warehouse": ("inventory", "office-network"),
    "finance": ("databases",),
    "accounts": ("databases",),
    "mail": ("servers",),
    "remote-access": ("office-network", "accounts"),
    "workplace": ("office-network", "accounts"),
}

# What is written in a calendar, and the services that are wanted at its times.
CALENDARS: dict[str, tuple[dict[str, Any], tuple[str, ...]]] = {
    "office": (
        {
            "name": "Office hours",
            "zone": "Europe/Paris",
            "week": {
                key: ["08:00-12:30", "13:30-18:00"]
                for key in ("mon", "tue", "wed", "thu", "fri")
            },
            "holidays": {"country": "FR"},
        },
        ("workplace", "finance", "accounts", "office-network"),
    ),
    "shop": (
        {
            "name": "Shop",
            "zone": "Europe/Paris",
            "week": {
                key: ["00:00-24:00"]
                for key in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
            },
            "peaks": [
                {
                    "name": "Black Friday week",
                    "weight": 4,
                    "nth": {
                        "nth": 4,
                        "weekday": "thu",
                        "month": 11,
                        "before": 3,
                        "after": 4,
                    },
                },
                {
                    "name": "Evenings before Christmas",
                    "weight": 3,
                    "yearly": {"from": "12-01", "until": "12-23"},
                    "hours": "17:00-23:00",
                },
            ],
        },
        ("shop", "checkout", "payments", "search"),
    ),
}

SITES = [
    ("paris", "Paris", "", "12 rue du Bac, Paris"),
    ("paris-hall", "Paris, server room", "paris", ""),
    ("lyon", "Lyon", "", "4 quai Perrache, Lyon"),
    ("lille", "Lille", "", "9 rue Nationale, Lille"),
]

# key, kind, site, team
ITEMS = [
    ("web-01", "web node", "paris-hall", "infrastructure"),
    ("web-02", "web node", "paris-hall", "infrastructure"),
    *((f"app-{n:02}", "server", "paris-hall", "infrastructure") for n in range(1, 7)),
    ("db-primary", "database", "paris-hall", "database"),
    ("db-replica", "database", "lyon", "database"),
    ("lb-1", "load balancer", "paris-hall", "network"),
    ("core-switch", "switch", "paris-hall", "network"),
    ("line-lyon", "line", "lyon", "network"),
    ("line-lyon-2", "line", "lyon", "network"),
]

# Who needs what: alone, or so many of a group. Items stand for themselves.
STANDS_ON: list[tuple[str, str, tuple[str, ...], str, int]] = [
    ("service", "shop", ("web-01", "web-02"), "web nodes", 1),
    ("service", "databases", ("db-primary", "db-replica"), "primary or replica", 1),
    ("service", "servers", tuple(f"app-{n:02}" for n in range(1, 7)), "app servers", 4),
    ("service", "balancer", ("lb-1",), "", 0),
    ("service", "office-network", ("core-switch",), "", 0),
    ("service", "office-network", ("line-lyon", "line-lyon-2"), "lines to Lyon", 1),
    ("item", "lb-1", ("core-switch",), "", 0),
    ("item", "db-primary", ("core-switch",), "", 0),
]

# Users, what an hour without it costs in cents of a euro.
WEIGHTS = {
    "shop": (210_000, 4_800_000),
    "checkout": (210_000, 4_200_000),
    "payments": (90_000, 3_900_000),
    "warehouse": (140, 380_000),
    "mail": (1_450, 95_000),
}

# key, name, who answers when nobody else does
CATEGORIES = [
    ("application", "Application", "application"),
    ("application/minor-fault", "Minor fault", "application"),
    ("application/outage", "Outage", "application"),
    ("application/search", "Search", "application"),
    ("application/mail", "Mail", "application"),
    ("infrastructure", "Infrastructure", "infrastructure"),
    ("infrastructure/server", "Server failure", "infrastructure"),
    ("infrastructure/storage", "Storage", "infrastructure"),
    ("database", "Database", "database"),
    ("database/server", "Server", "database"),
    ("database/report", "Reports and exports", "database"),
    ("network", "Network", "network"),
    ("network/vpn", "VPN", "network"),
    ("network/wifi", "Wi-Fi", "network"),
    ("workplace", "Workplace", "workplace"),
    ("workplace/printing", "Printing", "workplace"),
    ("workplace/room", "Meeting rooms", "workplace"),
    ("workplace/device", "Devices", "workplace"),
    ("access", "Access", "service-desk"),
    ("access/sign-in", "Signing in", "service-desk"),
    ("security", "Security", "security"),
]

# category, team, days from now, why
HAND_OVERS = [
    ("application", "application", -400, "First map"),
    ("infrastructure", "infrastructure", -400, "First map"),
    ("database", "database", -400, "First map"),
    ("network", "network", -400, "First map"),
    ("workplace", "workplace", -400, "First map"),
    ("workplace", "service-desk", -90, "Most is mended from afar"),
    ("application/mail", "infrastructure", 20, "Mail moves to Infrastructure"),
]

MODELS: dict[str, Any] = {
    "transaction-outage": {
        "title": "No transactions",
        "match": {"service": "checkout", "category": "database/server"},
        "team": "database",
        "impact": 1,
        "urgency": 1,
        "steps": [
            "Read the log of db-primary from the first failure on.",
            "Look at the lag of db-replica: below 5 s it may be promoted.",
            "Lower the pool of the storefront to 40, then restart app-01 to 06.",
            "Wait for three orders of the probe.",
        ],
        "workaround": "Set the pool to 40 before scaling out.",
        "closure": "check_passes",
    },
    "vpn-drops": {
        "title": "VPN drops at one site",
        "match": {"category": "network/vpn"},
        "team": "network",
        "impact": 2,
        "urgency": 1,
        "steps": [
            "Ask how many are affected and since when.",
            "Compare both lines of the site.",
            "Move the site to its second line.",
        ],
        "workaround": "Connect again; it holds for a while.",
        "closure": "desk_confirms",
    },
    "cannot-sign-in": {
        "title": "Cannot sign in",
        "match": {"category": "access/sign-in"},
        "team": "service-desk",
        "impact": 3,
        "urgency": 1,
        "steps": [
            "Make sure who is calling: push a challenge, never ask for the password.",
            "Look whether the account is locked, expired or renamed.",
            "Unlock or correct it and wait until the person is in.",
        ],
        "closure": "reporter_confirms",
    },
    "printing": {
        "title": "Printer prints nothing",
        "match": {"category": "workplace/printing"},
        "team": "service-desk",
        "impact": 2,
        "urgency": 2,
        "steps": [
            "Look at the queue; delete what blocks it.",
            "Restart the printer from the console.",
            "Send somebody with a new fuser if it still jams.",
        ],
        "workaround": "Print to the next floor: the queue follows the card.",
        "closure": "reporter_confirms",
    },
}
