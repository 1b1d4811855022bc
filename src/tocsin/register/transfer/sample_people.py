"""What else is known of the people of Halden: jobs, skills, who stands in for whom."""

from datetime import date, datetime, timedelta

from tocsin.foundation.accounts.actions import (
    add_skill,
    change_person,
    change_team,
    set_contacts,
    set_skill,
    tell_absence,
    want_skill,
)
from tocsin.foundation.accounts.models import Membership, Person
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.register.transfer.sample_data import RAPID_RESPONSE

_BY = SYSTEM.through("sample")

SKILLS = [
    ("postgresql", "PostgreSQL", "Plans, locks, replication, bringing one back"),
    ("linux", "Linux servers", "From the console to the kernel's messages"),
    ("networking", "Networking", "Routing, switching, VPN and Wi-Fi"),
    ("payments", "Payments", "What happens between checkout and PayCo"),
    ("incident-command", "Leading major incidents", "Roles, cadence, decisions"),
    ("forensics", "Digital forensics", "Keeping evidence while an attack goes on"),
]

# user name, skill, level, evidence, years until it expires (0: never)
HELD = [
    ("nora", "postgresql", 3, "Ran the move to version 18", 0),
    ("ada", "postgresql", 3, "Certified in 2025", 2),
    ("sam", "postgresql", 2, "Works with Ada", 0),
    ("oskar", "linux", 3, "Fifteen years of it", 0),
    ("yara", "linux", 2, "Trained in Lyon", 1),
    ("mei", "linux", 1, "", 0),
    ("lena", "networking", 3, "CCNP", 1),
    ("jonas", "networking", 2, "CCNA", -1),
    ("ben", "payments", 3, "Built it", 0),
    ("mei", "payments", 2, "", 0),
    ("marc", "incident-command", 3, "Forty of them", 0),
    ("erik", "incident-command", 2, "Exercise in spring", 1),
    ("hugo", "forensics", 2, "Trained by the insurer", 1),
]

# team, skill, at least how well, of how many
WANTED = [
    ("database", "postgresql", 2, 3),
    ("infrastructure", "linux", 2, 3),
    ("network", "networking", 2, 2),
    ("application", "payments", 2, 2),
    ("security", "forensics", 3, 1),
]

JOBS = {
    "erik": ("Head of operations", "Board"),
    "marc": ("Duty manager", "Operations"),
    "ada": ("Database engineer", "Operations"),
    "oskar": ("Head of servers", "Operations"),
    "grace": ("Service desk agent", "Service desk"),
    "tom": ("Buyer", "Purchasing"),
    "ingrid": ("Chief financial officer", "Board"),
}
VIPS = ("erik", "ingrid")
LANGUAGES = {"ada": ["fr", "en"], "noor": ["ar", "fr", "en"], "kofi": ["en", "fr"]}
DEPUTIES = {
    "nora": "ada",
    "oskar": "yara",
    "lena": "jonas",
    "ben": "mei",
    "sofia": "grace",
}
ON_CALL = ("ada", "sam", "ben", "oskar", "lena")


def tell_of_people(now: datetime) -> None:
    """Everybody has who leads them; some have skills, a job, and are away."""
    people = dict(Person.objects.values_list("username", "key"))
    for key, name, about in SKILLS:
        add_skill(key, name, about=about, by=_BY)
    for username, skill, level, evidence, years in HELD:
        until = date(now.year + years, 6, 30) if years else None
        who = people[username]
        set_skill(who, skill, level, evidence=evidence, expires_on=until, by=_BY)
    for team, skill, level, count in WANTED:
        want_skill(team, skill, level=level, people=count, by=_BY)
        change_team(team, email=f"{team}@halden.example", chat=f"#{team}", by=_BY)
    _lead(people)
    for place, username in enumerate(ON_CALL, start=1):
        mobile = {"kind": "mobile", "value": f"+33 6 00 00 00 {place:02}"}
        contacts = [{**mobile, "label": "On call"}, {"kind": "chat", "value": username}]
        set_contacts(people[username], contacts, by=_BY)
    start, end = now - timedelta(days=2), now + timedelta(days=5)
    tell_absence(people["oskar"], start, end, by=_BY)


def _lead(people: dict[str, str]) -> None:
    """Who leads a team leads its people; the head of operations leads those."""
    leads = dict(
        Membership.objects.filter(is_lead=True).values_list("team__key", "person__key")
    )
    for member in Membership.objects.filter(is_lead=False).select_related("team"):
        person = member.person
        if member.team.key == "rapid-response" and person.username in RAPID_RESPONSE:
            continue
        change_person(person.key, line_manager=leads.get(member.team.key), by=_BY)
    for key in leads.values():
        change_person(key, line_manager=people["erik"], by=_BY)
    for username, key in people.items():
        job, department = JOBS.get(username, ("", ""))
        change_person(
            key,
            job_title=job,
            department=department,
            is_vip=username in VIPS,
            languages=LANGUAGES.get(username, []),
            deputy=people.get(DEPUTIES.get(username, "")),
            by=_BY,
        )
