"""What is open at Halden this minute, and what ended in the last days.

Times are minutes before the present. A step is who, when, which verb, and what the
verb needs, in the order that `sample.py` knows.
"""

from dataclasses import dataclass, field
from typing import Any

HOUR, DAY = 60, 1440

MONITOR = "monitoring"


@dataclass(frozen=True, slots=True)
class Step:
    who: str
    ago: int
    verb: str
    values: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Story:
    """One incident: who told it when, the facts, and what happened since."""

    title: str
    who: str
    ago: int
    facts: dict[str, Any] = field(default_factory=dict)
    steps: tuple[Step, ...] = ()


def step(who: str, ago: int, verb: str, *values: Any) -> Step:
    return Step(who, ago, verb, values)


def about(
    service: str, category: str, impact: int, urgency: int, **more: Any
) -> dict[str, Any]:
    known = {"service": service, "category": category}
    return {**known, "impact": impact, "urgency": urgency, **more}


NOW = [
    Story(
        "Checkout: no orders",
        MONITOR,
        6,
        about(
            "checkout",
            "database/server",
            1,
            1,
            nature="interruption",
            channel="monitor",
            detected_by="monitor",
            occurred_ago=6,
            occurred_basis="monitor",
            last_known_good_ago=7,
            symptoms="The order probe failed twice, 15 s apart; orders fell to 0.",
            affected="Everybody who pays, in the shop and in the app",
            still_works="Search, carts and accounts",
            before_symptoms="A deploy of checkout 22 minutes earlier",
            automatic_fix="failed",
            automatic_fix_text="The restart of the pool found no primary.",
            location_virtual="db-primary",
            complexity="complicated",
        ),
        (
            step("ada", 5, "acknowledge"),
            step("ada", 5, "accept"),
            step("marc", 4, "note", "Revenue has stopped on all channels. I lead."),
            step(
                "priya",
                3,
                "reply",
                "Nobody can pay just now. Carts are safe; no payment was taken twice.",
            ),
            step(
                "ada",
                2,
                "note",
                "db-primary stopped after 4,096 connections. Replica is 0.8 s behind.",
            ),
            step("lena", 1, "note", "Network is ruled out: no loss from app-01 to 06."),
        ),
    ),
    Story(
        "VPN drops in Lyon",
        "ingrid",
        13,
        about(
            "remote-access",
            "network/vpn",
            2,
            1,
            nature="degradation",
            channel="phone",
            location_physical="Lyon",
            affected="About 30 people at the Lyon site",
            symptoms="Connections end after a few minutes; connecting again helps.",
        ),
        (step("noor", 6, "note", "Four more callers, all on the first line."),),
    ),
    Story(
        "Order confirmations arrive late",
        "chloe",
        49,
        about("mail", "application/mail", 2, 1, nature="degradation", channel="email"),
        (
            step("ben", 41, "accept"),
            step(
                "ben", 22, "note", "4,100 messages wait. One worker of four is alive."
            ),
            step("ben", 9, "reply", "Mails go out again, the oldest first."),
        ),
    ),
    Story(
        "Search finds nothing",
        "kofi",
        2 * HOUR,
        about(
            "search",
            "application/search",
            1,
            2,
            nature="interruption",
            channel="phone",
            still_works="Categories and links",
        ),
        (
            step("mei", 110, "accept"),
            step("mei", 95, "note", "The index was empty after the nightly rebuild."),
            step("mei", 70, "mitigate", "The front page offers what sells best."),
            step("mei", 52, "restore", "Yesterday's index serves again."),
        ),
    ),
    Story(
        "Stock differs, shop and web",
        "fatima",
        HOUR,
        about("inventory", "application", 2, 2, nature="degradation"),
        (
            step("ben", 55, "accept"),
            step("ben", 31, "note", "Only goods that were counted today."),
        ),
    ),
    Story(
        "Printer, 4th floor, prints nothing",
        "noor",
        31,
        about(
            "workplace",
            "workplace/printing",
            2,
            2,
            channel="portal",
            location_physical="Paris, 4th floor",
        ),
        (
            step("grace", 24, "accept"),
            step("grace", 23, "reply", "I am on my way to the printer."),
        ),
    ),
    Story(
        "Cannot sign in after name change",
        "dmitri",
        2 * HOUR + 5,
        about("accounts", "access/sign-in", 3, 1, channel="phone"),
        (
            step("grace", 118, "accept"),
            step("grace", 97, "note", "Directory has the new name, mail the old one."),
        ),
    ),
    Story(
        "Refunds shown twice",
        "sofia",
        3 * HOUR,
        about("payments", "application", 2, 2, channel="phone"),
        (
            step("ben", 165, "own", "ben"),
            step("ben", 160, "wait_for", "supplier", "PayCo looks: PC-88093."),
            step("ben", 70, "note", "PayCo sees it too and prepares a correction."),
        ),
    ),
    Story(
        "Payroll export stops early",
        "louis",
        8 * HOUR,
        about("finance", "database/report", 2, 2),
        (
            step("sam", 460, "accept"),
            step("sam", 300, "note", "Stops at the first person with two contracts."),
            step("sam", 130, "wait_for", "approval", "A corrected query needs a yes."),
            step("nora", 44, "resume", "Approved."),
        ),
    ),
    Story(
        "Nightly stock report is empty",
        MONITOR,
        5 * HOUR,
        about("inventory", "database/report", 2, 2, channel="monitor"),
        (
            step("sam", 280, "accept"),
            step("sam", 120, "note", "The job ran before the import had ended."),
        ),
    ),
    Story(
        "Scanner 12 shows the wrong time",
        "chloe",
        2 * HOUR + 20,
        about("warehouse", "workplace/device", 3, 2, location_physical="Lille, hall 2"),
    ),
    Story(
        "Guest Wi-Fi slow in Lille",
        "louis",
        3 * HOUR + 10,
        about("workplace", "network/wifi", 3, 2, location_physical="Lille"),
        (
            step("lena", 170, "accept"),
            step("lena", 60, "note", "Two access points share one channel."),
        ),
    ),
    Story(
        "Second screen flickers",
        "fatima",
        3 * HOUR + 25,
        about("workplace", "workplace/device", 2, 3),
        (step("grace", 190, "own", "grace"),),
    ),
    Story(
        "Invitations in the wrong zone",
        "tom",
        6 * HOUR,
        about("mail", "application/mail", 3, 2),
        (step("mei", 330, "own", "mei"),),
    ),
    Story(
        "Badge reader, gate B, is slow",
        "ingrid",
        7 * HOUR,
        about("workplace", "network", 3, 2, location_physical="Lyon, gate B"),
    ),
    Story(
        "Spelling mistake on the returns form",
        "chloe",
        7 * HOUR + 30,
        about("shop", "application/minor-fault", 3, 3),
        (step("mei", 400, "own", "mei"),),
    ),
    Story(
        "Old logo at the foot of mails",
        "priya",
        DAY + HOUR,
        about("mail", "application/mail", 3, 3),
    ),
    Story(
        "Meeting room 3 has no sound",
        "noor",
        DAY + 2 * HOUR,
        about("workplace", "workplace/room", 3, 2),
        (
            step("grace", 1500, "accept"),
            step(
                "grace",
                1380,
                "resolve",
                "permanent",
                "A new cable was fitted.",
                "replaced",
            ),
            step("grace", 1379, "reply", "A new cable is in. Does it work for you?"),
        ),
    ),
    Story("It beeps in the server room", "tom", 19, {"channel": "phone"}),
    Story(
        "Till shows a blue page",
        "chloe",
        74,
        {
            "service": "till 4",
            "impact": "all of Lille",
            "channel": "email",
            "location_physical": "Lille, shop",
        },
    ),
    Story(
        "Invoices are forwarded to an unknown address",
        "marc",
        5 * HOUR,
        about("mail", "security", 2, 1, basis="expert_opinion"),
        (
            step("marc", 299, "restrict", "hugo", "erik"),
            step("hugo", 290, "accept"),
            step("hugo", 240, "note", "A rule in one mailbox, made on Friday night."),
        ),
    ),
    Story(
        "app-03 does not start",
        MONITOR,
        96,
        about(
            "servers",
            "infrastructure/server",
            3,
            2,
            channel="monitor",
            location_virtual="app-03",
        ),
        (
            step("oskar", 84, "accept"),
            step("oskar", 61, "wait_for", "supplier", "A new disk comes at 14:00."),
        ),
    ),
    Story(
        "Disk of db-replica fills up",
        MONITOR,
        4 * HOUR,
        about("databases", "infrastructure/storage", 3, 1, channel="monitor"),
        (
            step("yara", 225, "accept"),
            step("yara", 210, "assign", "database", "Old archives of the database."),
            step("sam", 150, "accept"),
            step("sam", 35, "wait_for", "change", "Archives move at 22:00."),
        ),
    ),
    Story(
        "Labels print without a barcode",
        "kofi",
        26,
        about("warehouse", "workplace/printing", 2, 1, location_physical="Lille"),
        (step("kofi", 20, "acknowledge"), step("kofi", 18, "begin_diagnosis")),
    ),
    Story(
        "Calendar of room 5 is empty",
        "tom",
        DAY - HOUR,
        about("mail", "application/mail", 3, 2),
        (
            step("ben", 1300, "accept"),
            step("ben", 1210, "wait_for", "reporter", "Which week was it?"),
            step("ben", 1209, "reply", "Which week did you look at?"),
            step("tom", 1100, "reply", "This one. Last week is complete."),
        ),
    ),
]
