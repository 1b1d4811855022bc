"""What ended at Halden in the last days."""

from tocsin.register.transfer.sample_stories import (
    DAY,
    HOUR,
    MONITOR,
    Story,
    about,
    step,
)

ENDED = [
    Story(
        "Checkout slow, pool exhausted",
        MONITOR,
        9 * DAY,
        about("checkout", "application/outage", 1, 2, channel="monitor"),
        (
            step("ben", 9 * DAY - 4, "accept"),
            step("ben", 9 * DAY - 12, "note", "Pool of 160 for each process."),
            step("ben", 9 * DAY - 26, "restore", "Pool at 40, restarted in order."),
            step(
                "ben", 9 * DAY - 90, "resolve", "workaround", "Pool at 40", "configured"
            ),
            step("marc", 8 * DAY, "close", "tested"),
        ),
    ),
    Story(
        "db-primary killed by memory",
        MONITOR,
        8 * DAY + 3 * HOUR,
        about("databases", "database/server", 1, 1, channel="monitor"),
        (
            step("nora", 8 * DAY + 178, "accept"),
            step("nora", 8 * DAY + 169, "restore", "Replica promoted by the runbook."),
            step("nora", 8 * DAY + 60, "return_impact", "It swaps again."),
            step("nora", 8 * DAY + 31, "restore", "Larger machine."),
            step("nora", 7 * DAY, "resolve", "permanent", "Memory doubled", "replaced"),
            step("marc", 6 * DAY, "close", "tested"),
        ),
    ),
    Story(
        "Password forgotten over the weekend",
        "tom",
        6 * DAY + HOUR,
        about("accounts", "access/sign-in", 3, 1, channel="phone"),
        (
            step("kofi", 6 * DAY + 55, "accept"),
            step("kofi", 6 * DAY + 46, "resolve", "permanent", "Reset", "access"),
            step("tom", 6 * DAY + 40, "confirm", "confirmed", "I am in, thank you."),
            step("kofi", 6 * DAY + 30, "close", "confirmed"),
        ),
    ),
    Story(
        "Account locked",
        "fatima",
        5 * DAY,
        about("accounts", "access/sign-in", 3, 1, channel="phone"),
        (
            step("grace", 5 * DAY - 6, "accept"),
            step("grace", 5 * DAY - 14, "close", "confirmed", "permanent", "Unlocked"),
        ),
    ),
    Story(
        "Search is slow since the rebuild",
        "chloe",
        5 * DAY + 6 * HOUR,
        about("search", "application/search", 2, 2, nature="degradation"),
        (
            step("mei", 5 * DAY + 340, "accept"),
            step("mei", 5 * DAY + 100, "resolve", "automation", "Index mended itself"),
            step("chloe", 4 * DAY + 600, "confirm", "not_solved", "Still 8 s."),
            step("mei", 4 * DAY + 540, "reopen", "Still slow for the reporter"),
            step("mei", 4 * DAY, "resolve", "permanent", "Reindexed", "configured"),
            step("chloe", 3 * DAY, "confirm", "confirmed"),
            step("mei", 3 * DAY - 10, "close", "confirmed"),
        ),
    ),
    Story(
        "Mail arrives late",
        MONITOR,
        4 * DAY,
        about("mail", "application/mail", 2, 1, channel="monitor"),
        (
            step("ben", 4 * DAY - 8, "accept"),
            step("ben", 4 * DAY - 44, "restore", "Queue drained."),
            step("ben", 3 * DAY, "resolve", "workaround", "Queue purged", "restarted"),
        ),
    ),
    Story(
        "Mail is late",
        "louis",
        4 * DAY - 20,
        about("mail", "application/mail", 2, 1),
        (step("noor", 4 * DAY - 31, "cancel", "duplicate", "Mail arrives late"),),
    ),
    Story(
        "Certificate of lb-1 runs out in 3 days",
        MONITOR,
        3 * DAY + 5 * HOUR,
        about("balancer", "network", 1, 3, basis="ci_out_of_spec", channel="monitor"),
        (
            step("jonas", 3 * DAY + 200, "accept"),
            step("jonas", 2 * DAY + 90, "resolve", "permanent", "Renewed", "replaced"),
            step("jonas", 2 * DAY + 80, "close", "tested"),
        ),
    ),
    Story(
        "Fire alarm panel offline",
        MONITOR,
        3 * DAY,
        about("workplace", "network", 2, 1, channel="monitor"),
        (step("lena", 3 * DAY - 9, "cancel", "false_alarm", "", "Announced test"),),
    ),
    Story(
        "I need a second screen",
        "dmitri",
        2 * DAY + 4 * HOUR,
        about("workplace", "workplace/device", 3, 3),
        (step("sofia", 2 * DAY + 200, "cancel", "request", "", "Ordered for you."),),
    ),
    Story(
        "Backup of the tills in Lille did not run",
        "kofi",
        2 * DAY,
        about(
            "databases",
            "database/server",
            3,
            2,
            occurred_ago=2 * DAY + 14 * HOUR,
            occurred_basis="log",
            last_known_good_ago=3 * DAY,
            detected_by="staff",
        ),
        (
            step("sam", 2 * DAY - 15, "accept"),
            step(
                "sam",
                2 * DAY - 50,
                "told_late",
                2 * DAY + 13 * HOUR,
                "I saw the failure in the night and started it by hand.",
            ),
            step(
                "sam", 2 * DAY - 55, "resolve", "permanent", "Ran by hand", "restarted"
            ),
        ),
    ),
    Story(
        "Wi-Fi in Lille drops at noon",
        "louis",
        2 * DAY - 3 * HOUR,
        about("office-network", "network/wifi", 2, 2, location_physical="Lille"),
        (
            step("jonas", 2 * DAY - 200, "accept"),
            step("jonas", 2 * DAY - 300, "assign", "workplace", "The canteen's oven."),
            step("pavel", 2 * DAY - 380, "hand_back", "The oven is not it."),
            step("lena", 2 * DAY - 400, "accept"),
            step("lena", DAY, "resolve", "no_fault", "Not seen again", "gone"),
        ),
    ),
    Story(
        "Scanner 7 has no battery life",
        "chloe",
        DAY + 6 * HOUR,
        about("warehouse", "workplace/device", 3, 3),
        (
            step("kofi", DAY + 300, "accept"),
            step("kofi", DAY + 120, "resolve", "permanent", "New battery", "replaced"),
            step("chloe", DAY, "confirm", "confirmed", "Lasts all day."),
            step("kofi", DAY - 10, "close", "confirmed"),
        ),
    ),
    Story(
        "Orders of gift cards fail",
        "priya",
        DAY + 9 * HOUR,
        about("payments", "application/outage", 2, 1),
        (
            step("ben", DAY + 520, "accept"),
            step("marc", DAY + 500, "override_priority", 1, "Campaign runs tonight"),
            step("ben", DAY + 430, "wait_for", "supplier", "PayCo: PC-87911"),
            step("ben", DAY + 250, "resume", "PayCo corrected the limit."),
            step("ben", DAY + 240, "restore", "Three gift cards went through."),
            step("ben", DAY + 60, "resolve", "permanent", "Limit raised", "supplier"),
        ),
    ),
    Story(
        "Intranet says 502",
        "tom",
        3 * DAY + HOUR,
        about("servers", "infrastructure/server", 2, 2, channel="phone"),
        (
            step("yara", 3 * DAY + 50, "accept"),
            step("yara", 3 * DAY + 41, "restore", "app-05 restarted."),
            step(
                "yara", 3 * DAY + 10, "resolve", "workaround", "Restarted", "restarted"
            ),
            step("tom", 3 * DAY, "confirm", "confirmed", "Works."),
            step("yara", 2 * DAY, "close", "confirmed"),
        ),
    ),
    Story(
        "Cannot open the price list",
        "ingrid",
        7 * DAY,
        about("workplace", "application/minor-fault", 3, 2),
        (
            step("mei", 7 * DAY - 45, "accept"),
            step(
                "mei",
                7 * DAY - 80,
                "resolve",
                "self_help",
                "Help, page 12",
                "explained",
            ),
            step("mei", 5 * DAY, "close", "silent"),
        ),
    ),
    Story(
        "Ledger shows yesterday's rates",
        "louis",
        6 * DAY,
        about("finance", "database/report", 2, 2),
        (
            step("nora", 6 * DAY - 30, "accept"),
            step(
                "nora", 6 * DAY - 200, "resolve", "permanent", "Job moved", "configured"
            ),
            step("nora", 4 * DAY + 100, "close", "confirmed"),
        ),
    ),
    Story(
        "Headset of desk 9 crackles",
        "grace",
        4 * DAY + 7 * HOUR,
        about("workplace", "workplace/device", 3, 3),
        (
            step("kofi", 4 * DAY + 300, "accept"),
            step("kofi", 4 * DAY + 20, "close", "tested", "permanent", "New headset"),
        ),
    ),
    Story(
        "Freezer alarm arrives on the wrong phone",
        "ingrid",
        2 * DAY + 9 * HOUR,
        about("warehouse", "application/minor-fault", 2, 2),
        (
            step("ben", 2 * DAY + 500, "accept"),
            step(
                "ben", 2 * DAY + 100, "resolve", "permanent", "Number set", "configured"
            ),
        ),
    ),
    Story(
        "Replica two minutes behind",
        MONITOR,
        DAY + 30,
        about("databases", "database/server", 3, 1, channel="monitor"),
        (
            step("ada", DAY + 24, "accept"),
            step("ada", DAY + 2, "resolve", "automation", "It caught up", "gone"),
            step("ada", DAY - 60, "close", "tested"),
        ),
    ),
]
