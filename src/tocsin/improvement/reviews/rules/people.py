"""Who was what in an incident, so that roles can be told in place of names. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence

from tocsin.register.core.entries import Kind
from tocsin.register.work.spoken import Spoken

MANAGER = "manager"
# What somebody was, the more telling first: a role in the major incident, the team of
# a swarm, whoever answered, whoever reported, somebody.
POST, TEAM, OWNER, REPORTER, SOMEBODY = "post", "team", "owner", "reporter", "somebody"
Part = tuple[str, str]
_SHORTEST = 3


def parts_of(story: Sequence[Spoken]) -> dict[str, Part]:
    """By a person's key: what they were here, as a kind and its word."""
    found: dict[str, Part] = {}
    for reads in (_posts, _swarmed, _owners, _reporters, _others):
        for person, part in reads(story):
            if person:
                found.setdefault(person, part)
    return found


def _posts(story: Sequence[Spoken]) -> Iterable[tuple[str, Part]]:
    for entry in story:
        if entry.kind in (Kind.ROLE_TAKEN, Kind.ROLE_FILLED):
            role = str(entry.body.get("role", ""))
            yield str(entry.body.get("person") or ""), (POST, role)


def _swarmed(story: Sequence[Spoken]) -> Iterable[tuple[str, Part]]:
    for entry in story:
        if entry.kind == Kind.SWARM_JOINED and entry.body.get("team"):
            person = str(entry.body.get("person") or "")
            yield person, (TEAM, str(entry.body["team"]))


def _owners(story: Sequence[Spoken]) -> Iterable[tuple[str, Part]]:
    for entry in story:
        if entry.kind == Kind.ACCEPTED and entry.body.get("owner"):
            team = str(entry.body.get("team") or "")
            part = (TEAM, team) if team else (OWNER, "")
            yield str(entry.body["owner"]), part


def _reporters(story: Sequence[Spoken]) -> Iterable[tuple[str, Part]]:
    for entry in story:
        if entry.kind == Kind.REGISTERED:
            yield str(entry.body.get("reporter") or ""), (REPORTER, "")


def _others(story: Sequence[Spoken]) -> Iterable[tuple[str, Part]]:
    """Whoever said something, or is named in an entry."""
    for entry in story:
        named = [entry.body.get(name) for name in ("owner", "person", "instead")]
        named += list(entry.body.get("people") or ())
        if entry.actor_kind == "person":
            named.append(entry.actor_id)
        for key in named:
            yield str(key or ""), (SOMEBODY, "")


def manager_of(story: Sequence[Spoken]) -> str:
    """Who managed it as a major incident last; nobody, if it never was one."""
    for entry in sorted(story, key=lambda each: -each.seq):
        fills = entry.kind in (Kind.ROLE_TAKEN, Kind.ROLE_FILLED)
        if fills and entry.body.get("role") == MANAGER:
            return str(entry.body.get("person") or "")
    return ""


def without_names(text: str, roles: Mapping[str, str]) -> str:
    """The text with roles in place of what people are called: `roles` is by name. The
    longer name goes first, so that nothing is left of it; case does not matter."""
    wanted = sorted(roles, key=len, reverse=True)
    if not wanted or not text:
        return text
    by_small = {name.casefold(): roles[name] for name in wanted}
    any_of = "|".join(re.escape(name) for name in wanted)
    found = re.compile(rf"(?<!\w)@?(?:{any_of})(?!\w)", re.IGNORECASE)

    def instead(match: re.Match[str]) -> str:
        return by_small[match.group(0).removeprefix("@").casefold()]

    return found.sub(instead, text)


def called(name: str, username: str = "") -> list[str]:
    """All that somebody may be called in a text: name, its parts, sign-in name. A part
    of one or two letters is part of too many words to be looked for."""
    parts = [p for p in re.split(r"\s+", name.strip()) if len(p) >= _SHORTEST]
    return [told for told in dict.fromkeys([name.strip(), *parts, username]) if told]
