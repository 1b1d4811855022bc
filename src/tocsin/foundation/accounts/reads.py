from collections.abc import Iterable
from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from django.db.models import Q
from django.db.models.functions import Lower

from tocsin.foundation.accounts.absences import answering_for_all
from tocsin.foundation.accounts.keys import parse_secret, same_digest
from tocsin.foundation.accounts.models import (
    ApiKey,
    BreakGlass,
    FactorWanted,
    Membership,
    Person,
    Team,
)
from tocsin.foundation.accounts.options import (
    FACTOR_DAYS,
    FACTOR_OF,
    KEY_DAYS,
    SIGN_IN_BY,
)
from tocsin.foundation.accounts.refusals import (
    KeyUnknown,
    NotAllowed,
    PersonUnknown,
    TeamUnknown,
)
from tocsin.foundation.accounts.rules import (
    ADMINISTRATOR,
    ROLES,
    Actor,
    KeyStanding,
    may_look,
    standing_of,
    wants_factor_of,
)
from tocsin.foundation.config.reads import value
from tocsin.foundation.mail.letter import Recipient
from tocsin.kernel import clock, once
from tocsin.kernel.text import holdable

# By what name the account in the envelope signs in.
BREAK_GLASS = "break-glass"


def actor_of(person: Person, via: str = "web") -> Actor:
    """The person as an actor, with the roles and teams of this moment."""
    held = person.memberships.values_list("team__key", "is_lead")
    return Actor(
        kind="person",
        id=person.key,
        name=str(person),
        via=via,
        roles=frozenset(roles_of(person)),
        teams=frozenset(team for team, _lead in held),
        leads=frozenset(team for team, is_lead in held if is_lead),
    )


def roles_of(person: Person) -> list[str]:
    return [role for role in ROLES if getattr(person, f"is_{role}")]


def actor_of_key(shown: str) -> Actor | None:
    """Whom a shown API key stands for; None when it opens nothing (any more)."""
    secret = parse_secret(shown)
    if secret is None:
        return None
    key = ApiKey.objects.filter(prefix=secret.prefix).first()
    # An unknown prefix is compared as well, so that it takes as long as a known one.
    same = any(same_digest(secret.digest, each) for each in _digests(key))
    if key is None or not same or not is_usable(key):
        return None
    return Actor(
        kind="key",
        id=key.prefix,
        name=key.name,
        via="api",
        scopes=frozenset(key.scopes),
    )


def _digests(key: ApiKey | None) -> list[bytes]:
    """What opens: the secret of now and, for a while after rotating, the one before."""
    if key is None:
        return [b""]
    found = [bytes(key.digest)]
    if key.earlier_digest and key.earlier_until and clock.now() < key.earlier_until:
        found.append(bytes(key.earlier_digest))
    return found


def is_usable(key: ApiKey) -> bool:
    return key.revoked_at is None and (
        key.expires_at is None or clock.now() < key.expires_at
    )


def api_keys() -> list[ApiKey]:
    return list(ApiKey.objects.all())


def key_for(actor: Actor, prefix: str) -> ApiKey:
    """The key that begins with this, if the actor administers keys."""
    if not actor.has(ADMINISTRATOR):
        raise NotAllowed
    key = ApiKey.objects.filter(prefix=holdable(prefix)).first()
    if key is None:
        raise KeyUnknown(name=holdable(prefix))
    return key


def keys_for(actor: Actor) -> list[KeyStanding]:
    """Every key with how it stands: those that open something first, by name."""
    if not actor.has(ADMINISTRATOR):
        raise NotAllowed
    return sorted(_standings(api_keys()), key=lambda held: not held.opens)


def key_standing(key: ApiKey) -> KeyStanding:
    return _standings([key])[0]


def _standings(keys: list[ApiKey]) -> list[KeyStanding]:
    now = clock.now()
    makers = Person.objects.filter(key__in={key.created_by for key in keys})
    gone = set(makers.filter(is_active=False).values_list("key", flat=True))
    return [standing_of(key, now, maker_left=key.created_by in gone) for key in keys]


def end_of_key(days: int | None) -> datetime | None:
    """When a key ends that lives so many days; None is as many as is usual, 0 ever."""
    days = value(KEY_DAYS) if days is None else days
    return clock.now() + timedelta(days=days) if days else None


def person_named(key: str) -> Person | None:
    return Person.objects.filter(key=holdable(key)).first()


def person_called(username: str) -> Person | None:
    """The person who signs in by this name, in any case of letters."""
    return Person.objects.filter(username__iexact=holdable(username)).first()


def people_called(names: Iterable[str]) -> dict[str, str]:
    """By what somebody was called elsewhere: the key of the one person of ours who
    signs in by that, has that mail address or that name. Who is called as another is
    not told."""
    small = {name: holdable(name).casefold() for name in names if name.strip()}
    wanted = set(small.values())
    rows = Person.objects.annotate(
        by=Lower("username"), at=Lower("email"), called=Lower("name")
    ).filter(Q(by__in=wanted) | Q(at__in=wanted) | Q(called__in=wanted))
    found: dict[str, set[str]] = {}
    for key, *told in rows.values_list("key", "by", "at", "called"):
        for each in told:
            found.setdefault(each, set()).add(key)
    return {
        name: next(iter(found[each]))
        for name, each in small.items()
        if len(found.get(each, ())) == 1
    }


def names_of(keys: Iterable[str | None]) -> dict[str, str]:
    """What to call these people; an erased person goes by their key."""
    return once.each("people", (holdable(key) for key in keys if key), _called)


def _called(keys: set[str]) -> dict[str, str]:
    found = Person.objects.filter(key__in=keys).only("key", "name", "username")
    return {person.key: str(person) for person in found}


def usernames_of(keys: Iterable[str]) -> dict[str, str]:
    """By which names these people sign in."""
    found = Person.objects.filter(key__in=list(keys))
    return dict(found.values_list("key", "username"))


def duty_managers() -> list[Person]:
    """Who answers now for an incident that has no person yet: whoever stands in for
    those who are away. Where nobody stands in for any, those who are away."""
    held = list(Person.objects.filter(is_duty_manager=True, is_active=True))
    answering = answering_for_all([person.key for person in held], clock.now())
    keys = list(dict.fromkeys(told.by for told in answering.values() if told.by))
    found = {person.key: person for person in Person.objects.filter(key__in=keys)}
    return [found[key] for key in keys if key in found] or held


def people(text: str = "", limit: int = 50) -> list[Person]:
    """Active people whose name, sign-in name or address holds the text."""
    found = Person.objects.filter(is_active=True).exclude(username=BREAK_GLASS)
    text = holdable(text)
    if text:
        found = found.filter(
            Q(name__icontains=text)
            | Q(username__icontains=text)
            | Q(email__icontains=text)
        )
    return list(found[:limit])


def teams() -> list[Team]:
    return list(Team.objects.filter(is_active=True))


def team_choices() -> list[tuple[str, str]]:
    """Key and name of every active team, by name: what a form offers."""
    return list(Team.objects.filter(is_active=True).values_list("key", "name"))


def team_names(keys: Iterable[str | None]) -> dict[str, str]:
    return once.each("teams", (holdable(key) for key in keys if key), _teams_called)


def _teams_called(keys: set[str]) -> dict[str, str]:
    return dict(Team.objects.filter(key__in=keys).values_list("key", "name"))


def members(team: Team) -> list[Membership]:
    """Leads first, then by name."""
    found = Membership.objects.filter(team=team, person__is_active=True)
    return list(
        found.select_related("person").order_by("-is_lead", "person__name", "id")
    )


def leads_by_team(teams: Iterable[str | None]) -> dict[str, list[str]]:
    """The active leads of each of these teams, by key."""
    wanted = {team for team in teams if team}
    if not wanted:
        return {}
    found = Membership.objects.filter(team__key__in=wanted, is_lead=True)
    rows = found.filter(person__is_active=True).order_by("person__key")
    leads: dict[str, list[str]] = {}
    for team, person in rows.values_list("team__key", "person__key"):
        leads.setdefault(team, []).append(person)
    return leads


def leads_of(teams: Iterable[str], *, without: str = "") -> dict[str, str]:
    """By team, the key of its first active lead by name, but for the one left out."""
    found = Membership.objects.filter(team__key__in=set(teams), is_lead=True)
    found = found.filter(person__is_active=True).exclude(person__key=without)
    rows = found.order_by("-person__name", "-id").values_list(
        "team__key", "person__key"
    )
    return dict(rows)


def team_for(actor: Actor, key: str) -> Team:
    """The team of this key, if the actor may look at teams."""
    if not may_look(actor):
        raise NotAllowed
    team = Team.objects.filter(key=holdable(key)).first()
    if team is None:
        raise TeamUnknown(key=holdable(key))
    return team


def person_for(actor: Actor, key: str) -> Person:
    """The person of this key: anybody sees themselves, the rest need to look.

    To a requester everybody else is unknown, so that nobody can be guessed.
    """
    is_self = actor.is_person and actor.id == key
    person = person_named(key) if is_self or may_look(actor) else None
    if person is None:
        raise PersonUnknown(key=holdable(key))
    return person


def nobody_yet() -> bool:
    """Whether no person could ever sign in, so that the first one may be made."""
    could = ~Q(password="") & ~Q(password__startswith="!")
    return not Person.objects.filter(could | Q(last_login__isnull=False)).exists()


def key_names(prefixes: Iterable[str]) -> dict[str, str]:
    """What API keys are called, by prefix."""
    wanted = set(prefixes)
    if not wanted:
        return {}
    return dict(ApiKey.objects.filter(prefix__in=wanted).values_list("prefix", "name"))


def recipient_of(person: Person) -> Recipient:
    """Where the person gets mail, and in which language and zone it speaks."""
    return Recipient(
        address=person.email,
        name=person.name,
        person=person.key,
        language=person.language or "en",
        zone=person.zone,
    )


def recipients(keys: Iterable[str]) -> list[Recipient]:
    """Where these people get mail: those of them who are active and have an address."""
    found = Person.objects.filter(key__in=list(keys), is_active=True)
    return [recipient_of(person) for person in found.exclude(email="")]


def has_second_factor(person: Person) -> bool:
    """Whether more than a password is asked of them: a code of an app, or a passkey."""
    kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    held: bool = Authenticator.objects.filter(user=person, type__in=kinds).exists()
    return held


def second_factors(person: Person) -> list[Authenticator]:
    """Their app and passkeys, the oldest first."""
    rows = Authenticator.objects.filter(user=person).order_by("pk")
    return list(rows.exclude(type=Authenticator.Type.RECOVERY_CODES))


def codes_left(person: Person) -> int:
    """How many recovery codes have not been used."""
    kind = Authenticator.Type.RECOVERY_CODES
    held = Authenticator.objects.filter(user=person, type=kind).first()
    return len(held.wrap().get_unused_codes()) if held else 0


def wants_second_factor(person: Person) -> bool:
    """Whether the organisation wants a second factor of whoever has these roles."""
    held = roles_of(person)
    wanted = bool(held) and wants_factor_of(value(FACTOR_OF), held)
    return wanted and not is_break_glass(person)


def factor_due(person: Person) -> datetime | None:
    """When they must have set up a second factor; None when it is not begun."""
    told = FactorWanted.objects.filter(person=person).first()
    return told.since + timedelta(days=value(FACTOR_DAYS)) if told else None


def break_glass() -> BreakGlass | None:
    """How the account in the envelope stands, if there is one."""
    return BreakGlass.objects.select_related("person").first()


def is_break_glass(person: Person) -> bool:
    named = person.username == BREAK_GLASS
    return named and BreakGlass.objects.filter(person=person).exists()


def person_with_address(address: str) -> Person | None:
    """Whoever has this e-mail address, in any case of letters."""
    return Person.objects.filter(email__iexact=holdable(address)).first()


def by_provider_only() -> bool:
    """Whether people come in by a provider, and not by what they have here."""
    return value(SIGN_IN_BY) == "provider"
