"""Who acts, and what their roles allow. Pure: no database, no clock."""

import re
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

AGENT = "agent"
MAJOR_INCIDENT_MANAGER = "major_incident_manager"
AUDITOR = "auditor"
ADMINISTRATOR = "administrator"
ROLES = (AGENT, MAJOR_INCIDENT_MANAGER, AUDITOR, ADMINISTRATOR)
DIRECTORY = "directory"
# Who can be informed of a piece of work, by what they are to it.
DUTY_MANAGER, LINE_MANAGER = "duty_manager", "line_manager"
TEAM_LEAD, EXECUTIVE = "team_lead", "executive"
TO_INFORM = (DUTY_MANAGER, MAJOR_INCIDENT_MANAGER, LINE_MANAGER, TEAM_LEAD, EXECUTIVE)
SCOPES = ("read", "work", "intake", DIRECTORY, "admin")
DIRECTORY_KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")

MIN_PASSWORD, MAX_PASSWORD = 12, 128
# What people choose when twelve characters are asked for, with the ends cut off.
COMMON = frozenset(
    re.findall(
        r"\w+",
        """
        password passwort passphrase motdepasse contrasena letmein welcome iloveyou
        qwerty qwertyuiop qwertz azerty asdfghjkl zxcvbnm administrator admin
        changeme secret monkey dragon sunshine princess football baseball superman
        batman trustno tocsin incident helpdesk servicedesk summer winter spring
        autumn january default company
        """,
    )
)
_SWAPS = str.maketrans("@4310$5!", "aaeiossi")


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does or asks something: a person, an API key, or a part of Tocsin.

    `id` is what entries hold: a person's key, an API key's prefix, a rule's name.
    `via` is the surface: web, api, cli, import, engine.
    A person without any role or team is a requester.
    """

    kind: str
    id: str
    name: str = ""
    via: str = ""
    roles: frozenset[str] = frozenset()
    teams: frozenset[str] = frozenset()
    leads: frozenset[str] = frozenset()
    scopes: frozenset[str] = frozenset()
    on_behalf_of: str | None = None

    @property
    def is_system(self) -> bool:
        return self.kind == "system"

    @property
    def is_person(self) -> bool:
        return self.kind == "person"

    @property
    def is_requester(self) -> bool:
        """A person who sees their own reports only."""
        return self.is_person and not (self.roles or self.teams)

    def has(self, role: str) -> bool:
        """Whether the actor holds a role; an API key of scope admin holds all."""
        return role in self.roles or self.is_system or "admin" in self.scopes

    def through(self, via: str) -> "Actor":
        return replace(self, via=via)


SYSTEM = Actor(kind="system", id="tocsin", name="Tocsin", via="engine")


SOON = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class KeyStanding:
    """An API key as administrators look at it: live, ending, expired or revoked."""

    key: Any
    state: str
    maker_left: bool

    @property
    def opens(self) -> bool:
        return self.state in {"live", "ending"}


def standing_of(key: Any, now: datetime, *, maker_left: bool = False) -> KeyStanding:
    """How a key stands at an instant; one that ends within two weeks is ending."""
    state = "live"
    if key.revoked_at is not None:
        state = "revoked"
    elif key.expires_at is not None and key.expires_at <= now:
        state = "expired"
    elif key.expires_at is not None and key.expires_at <= now + SOON:
        state = "ending"
    return KeyStanding(key, state, maker_left)


def may_look(actor: Actor) -> bool:
    """Whether the actor may look at people, teams, services and categories.

    Requesters see their own reports only, and an intake key only hands things in.
    """
    if actor.is_system:
        return True
    if actor.is_person:
        return not actor.is_requester
    return bool(actor.scopes & {"read", "work", "admin"})


def may_lead(actor: Actor, team: str) -> bool:
    """Whether the actor may change what belongs to this team."""
    return actor.has(ADMINISTRATOR) or team in actor.leads


def may_tend(actor: Actor, person: str, teams: Iterable[str]) -> bool:
    """Whether the actor may tell what a person in these teams can do: administrators,
    and the leads of those teams."""
    is_own = actor.is_person and actor.id == person
    return actor.has(ADMINISTRATOR) or (not is_own and bool(actor.leads & {*teams}))


@dataclass(frozen=True, slots=True)
class Away:
    """Somebody is away, until an instant if it is known; who stands in, if anybody."""

    until: datetime | None
    stands_in: str | None


@dataclass(frozen=True, slots=True)
class Answering:
    """Who answers for a person: they themselves, whoever stands in, or nobody.

    `through` are those who were asked and are away, the person first.
    """

    asked: str
    by: str | None
    through: tuple[str, ...] = ()
    until: datetime | None = None

    @property
    def is_own(self) -> bool:
        return self.by == self.asked


def who_answers(
    asked: str,
    away: Mapping[str, Away],
    gone: AbstractSet[str] = frozenset(),
    deputies: Mapping[str, str | None] | None = None,
) -> Answering:
    """Follows those who stand in to the first who is there.

    `away` tells who is away, `gone` who has left for good. Whoever is away without
    somebody who stands in, or has left, is answered for by their deputy. When that
    leads nowhere, or round in a circle, nobody answers.
    """
    passed: list[str] = []
    here: str | None = asked
    while here and here not in passed:
        if here not in away and here not in gone:
            break
        passed.append(here)
        told = away.get(here)
        deputy = (deputies or {}).get(here)
        here = (told.stands_in if told and here not in gone else None) or deputy
    first = away.get(asked)
    answers = here if here and here not in passed else None
    return Answering(asked, answers, tuple(passed), first.until if first else None)


def wants_factor_of(wanted: str, roles: Iterable[str]) -> bool:
    """Whether a second factor is wanted of these roles: of administrators, of
    everybody with a role, or of nobody."""
    held = set(roles)
    return (wanted == "roles" and bool(held)) or (
        wanted == "administrators" and ADMINISTRATOR in held
    )


def may_invite(actor: Actor, roles: Iterable[str], teams: Iterable[str]) -> bool:
    """Administrators invite anybody to anything, leads invite into their own teams."""
    if actor.has(ADMINISTRATOR):
        return True
    wanted = set(teams)
    return bool(wanted) and not set(roles) and wanted <= actor.leads


def invitation_state(invitation: Any, now: datetime) -> str:
    """How an invitation stands: open, expired, accepted or withdrawn."""
    if invitation.accepted_at is not None:
        return "accepted"
    if invitation.withdrawn_at is not None:
        return "withdrawn"
    return "open" if now < invitation.ends_at else "expired"


def device_of(agent: str) -> tuple[str, str]:
    """The browser and the system that a browser says it is; empty where it does not.

    What stands first is named last by others: Edge and Opera also say Chrome, Chrome
    also says Safari, and Android also says Linux.
    """
    browser = next((name for mark, name in _BROWSERS if mark in agent), "")
    system = next((name for mark, name in _SYSTEMS if mark in agent), "")
    return browser, system


_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
    ("curl/", "curl"),
)
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def password_complaint(password: str, context: Iterable[str] = ()) -> str | None:
    """Why this password will not do: too_short, too_long, repetitive, common or
    personal. No rule about kinds of characters: they only make passwords alike.

    `context` is what a guesser would try first: the person's names and address.
    """
    if len(password) < MIN_PASSWORD:
        return "too_short"
    if len(password) > MAX_PASSWORD:
        return "too_long"
    plain = password.casefold()
    if len(set(plain)) < 5 or _runs(plain):
        return "repetitive"
    if _bare(plain) in COMMON:
        return "common"
    # A name with a year behind it is the name; a long phrase may hold one.
    for word in context:
        rest = plain.replace(word.casefold(), "")
        if len(word) >= 3 and rest != plain and len(rest) < 8:
            return "personal"
    return None


def _bare(plain: str) -> str:
    """The word behind a decorated or repeated one: `p@ssw0rdP@ssw0rd1!` is password."""
    core = re.sub(r"^[^a-z]+|[^a-z]+$", "", plain)
    letters = re.sub(r"[^a-z]", "", core.translate(_SWAPS))
    return re.sub(r"^(.+?)\1+$", r"\1", letters)


def _runs(plain: str) -> bool:
    """Whether it is little but neighbours: 123456789012, abcdefghijkl."""
    steps = [ord(after) - ord(before) for before, after in pairwise(plain)]
    neighbours = sum(step in {-1, 0, 1} for step in steps)
    return neighbours >= len(steps) * 3 // 4


def person_behind(actor: Actor) -> str:
    """The person who acts, themselves or through a key; empty where nobody does."""
    return actor.id if actor.is_person else actor.on_behalf_of or ""
