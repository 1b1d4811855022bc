"""What a provider may say, and what follows from it. Pure: no database, no clock."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

MATCHES = ("verified", "any", "nobody")
MAX_ISSUER = 200
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_TEXTS = ("title", "issuer", "client_id")


@dataclass(frozen=True, slots=True)
class Provider:
    """A provider as it is published.

    `match`: which e-mail address leads a newcomer to a person who is known here: one
    that the provider verified, any that it tells, or none.
    """

    name: str
    title: str
    issuer: str
    client_id: str
    scopes: tuple[str, ...] = ("openid", "profile", "email")
    groups_claim: str = "groups"
    match: str = "verified"
    makes_people: bool = True
    groups: Mapping[str, frozenset[tuple[str, str]]] | None = None


@dataclass(frozen=True, slots=True)
class Complaint:
    place: str
    code: str


def provider_of(name: str, body: Mapping[str, Any]) -> Provider:
    """The provider that a checked document describes."""
    told = {key: body[key] for key in _TEXTS}
    plain = ("groups_claim", "match", "makes_people")
    told |= {key: body[key] for key in plain if key in body}
    if scopes := body.get("scopes"):
        told["scopes"] = tuple(dict.fromkeys(["openid", *scopes]))
    groups = {row["group"]: frozenset(_gives(row)) for row in body.get("groups", ())}
    return Provider(name=name, groups=groups, **told)


def _gives(row: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    yield from (("role", name) for name in row.get("roles", ()))
    yield from (("team", name) for name in row.get("teams", ()))


def check(
    body: Any, *, roles: Collection[str], teams: Collection[str]
) -> list[Complaint]:
    """What keeps this from being published; nothing, when it may be."""
    if not isinstance(body, Mapping):
        return [Complaint("", "not_a_document")]
    found = [
        Complaint(place, "wanted")
        for place in _TEXTS
        if not (isinstance(body.get(place), str) and body[place].strip())
    ]
    if not found and not is_safe_issuer(body["issuer"]):
        found.append(Complaint("issuer", "no_issuer"))
    known = {*_TEXTS, "scopes", "groups_claim", "match", "makes_people", "groups"}
    found += [Complaint(str(place), "unknown") for place in body.keys() - known]
    return [*found, *_check_choices(body), *_check_groups(body, roles, teams)]


def _check_choices(body: Mapping[str, Any]) -> Iterable[Complaint]:
    if body.get("match", MATCHES[0]) not in MATCHES:
        yield Complaint("match", "not_offered")
    if not isinstance(body.get("makes_people", True), bool):
        yield Complaint("makes_people", "not_yes_or_no")
    if not isinstance(body.get("groups_claim", ""), str):
        yield Complaint("groups_claim", "not_words")
    if not _are_words(body.get("scopes", [])):
        yield Complaint("scopes", "not_words")


def _check_groups(
    body: Mapping[str, Any], roles: Collection[str], teams: Collection[str]
) -> Iterable[Complaint]:
    rows = body.get("groups", [])
    if not isinstance(rows, list):
        yield Complaint("groups", "not_rows")
        return
    for number, row in enumerate(rows, start=1):
        place = f"groups {number}"
        if not isinstance(row, Mapping) or not isinstance(row.get("group"), str):
            yield Complaint(place, "no_group")
            continue
        for kind, known in (("roles", roles), ("teams", teams)):
            named = row.get(kind, [])
            if not _are_words(named) or not set(named) <= set(known):
                yield Complaint(place, f"{kind}_unknown")


def _are_words(told: Any) -> bool:
    return isinstance(told, list) and all(isinstance(each, str) for each in told)


def is_safe_issuer(address: str) -> bool:
    """An https address without query or fragment (OpenID Connect Discovery, section
    2); plain http only on this machine, where nobody listens in between."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return False
    if parts.query or parts.fragment or len(address) > MAX_ISSUER or not host:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and host in _LOOPBACK)


def discovery_address(issuer: str) -> str:
    """Where a provider describes itself (OpenID Connect Discovery, section 4.1)."""
    return issuer.rstrip("/") + "/.well-known/openid-configuration"


def claims_complaint(
    claims: Mapping[str, Any], *, issuer: str, client_id: str, nonce: str | None
) -> str | None:
    """Why an ID token whose signature and time are right is not for us, or for this
    sign-in (OpenID Connect Core, section 3.1.3.7)."""
    audience = claims.get("aud")
    meant = audience if isinstance(audience, list) else [audience]
    subject = claims.get("sub")
    if claims.get("iss") != issuer:
        return "issuer"
    if client_id not in meant:
        return "audience"
    if claims.get("azp", client_id) != client_id or (
        len(meant) > 1 and "azp" not in claims
    ):
        return "audience"
    if not nonce or claims.get("nonce") != nonce:
        return "nonce"
    if not isinstance(subject, str) or not 0 < len(subject) <= 191:
        return "subject"
    return None


def vouched_address(provider: Provider, claims: Mapping[str, Any]) -> str:
    """The e-mail address that may lead to a person here; empty, if none may.

    Without the provider's word that it is theirs, anybody could write somebody
    else's address into their profile there.
    """
    address = claims.get("email")
    if provider.match == "nobody" or not isinstance(address, str):
        return ""
    is_theirs = provider.match == "any" or claims.get("email_verified") is True
    return address.strip() if is_theirs else ""


def groups_told(provider: Provider, claims: Mapping[str, Any]) -> frozenset[str] | None:
    """The groups that somebody is in; None, if there are too many to be told here
    (as some providers do), so that nothing follows from their absence."""
    distributed = claims.get("_claim_names")
    if isinstance(distributed, Mapping) and provider.groups_claim in distributed:
        return None
    told = _told_at(claims, provider.groups_claim)
    if isinstance(told, str):
        return frozenset({told})
    if isinstance(told, list):
        return frozenset(each for each in told if isinstance(each, str))
    return frozenset()


def _told_at(claims: Mapping[str, Any], place: str) -> Any:
    """What a claim holds: one of this very name, or one inside others, by dots."""
    if place in claims:
        return claims[place]
    told: Any = claims
    for step in place.split("."):
        told = told.get(step) if isinstance(told, Mapping) else None
    return told


def given_by(provider: Provider, groups: Iterable[str]) -> frozenset[tuple[str, str]]:
    """The roles and teams that these groups give."""
    gives = provider.groups or {}
    return frozenset(each for group in groups for each in gives.get(group, ()))
