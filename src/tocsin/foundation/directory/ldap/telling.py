"""The entries of a directory as people that a source tells of."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from tocsin.foundation.directory.ldap.connecting import Entry, Ldap
from tocsin.foundation.directory.ldap.rules import (
    STATE_ATTRIBUTES,
    is_disabled,
    plain_dn,
    text_in,
)
from tocsin.foundation.directory.ldap.sources import MANAGER, REF, Source
from tocsin.foundation.directory.rules import FACTS, Told, ToldPerson
from tocsin.kernel import clock

_MEMBER_OF = "memberOf"
_BY_NAME = "memberuid"


@dataclass(slots=True)
class _Groups:
    """Who is in the mapped groups: by DN, or by sign-in name."""

    dns: dict[str, set[str]] = field(default_factory=dict)
    names: dict[str, set[str]] = field(default_factory=dict)

    def of(self, entry: Entry, username: str) -> set[str]:
        told = {plain_dn(_text(dn)) for dn in entry.values.get("memberof", ())}
        told |= self.dns.get(plain_dn(entry.dn), set())
        return told | self.names.get(username.casefold(), set())


def told_from(source: Source, password: str) -> Told:
    """Everybody whom the directory holds, as it holds them now."""
    with Ldap(source, password) as ldap:
        groups = _groups(ldap, source)
        entries = list(_entries(ldap, source))
    refs = {plain_dn(each.dn): _ref(each, source) for each in entries}
    people = [_person(each, source, groups, refs) for each in entries]
    return Told(source.name, people=people, whole=source.whole)


def _entries(ldap: Ldap, source: Source) -> Iterator[Entry]:
    asked = {*source.attributes.values(), *STATE_ATTRIBUTES}
    if source.has_groups and source.member == _MEMBER_OF:
        asked.add(_MEMBER_OF)
    return ldap.search(source.base, source.filter, sorted(asked))


def _groups(ldap: Ldap, source: Source) -> _Groups:
    found = _Groups()
    if not source.has_groups or source.member == _MEMBER_OF:
        return found
    mapped = {plain_dn(dn) for dn in (*source.teams, *source.leads, *source.roles)}
    base = source.group_base or source.base
    by_name = source.member.casefold() == _BY_NAME
    for group in ldap.search(base, source.group_filter, [source.member]):
        dn = plain_dn(group.dn)
        if dn not in mapped:
            continue
        for value in group.values.get(source.member.casefold(), ()):
            member = _text(value)
            if by_name:
                found.names.setdefault(member.casefold(), set()).add(dn)
            else:
                found.dns.setdefault(plain_dn(member), set()).add(dn)
    return found


def _person(
    entry: Entry, source: Source, groups: _Groups, refs: dict[str, str]
) -> ToldPerson:
    attributes, values = source.attributes, entry.values
    facts = {
        fact: text_in(values, attributes[fact]) for fact in FACTS if fact in attributes
    }
    held = groups.of(entry, facts["username"])
    manager = None
    if MANAGER in attributes:
        dn = text_in(values, attributes[MANAGER])
        manager = refs.get(plain_dn(dn), dn)
    return ToldPerson(
        ref=_ref(entry, source),
        facts=facts,
        is_active=not is_disabled(values, clock.now()),
        manager=manager,
        teams=_teams(source, held) if source.teams or source.leads else None,
        roles=_roles(source, held) if source.roles else None,
        cells={"dn": entry.dn},
    )


def _ref(entry: Entry, source: Source) -> str:
    return text_in(entry.values, source.attributes[REF])


def _teams(source: Source, held: set[str]) -> dict[str, bool]:
    found = {key: False for dn, key in source.teams.items() if plain_dn(dn) in held}
    led = {key: True for dn, key in source.leads.items() if plain_dn(dn) in held}
    return found | led


def _roles(source: Source, held: set[str]) -> frozenset[str]:
    return frozenset(role for dn, role in source.roles.items() if plain_dn(dn) in held)


def _text(value: bytes) -> str:
    return value.decode("utf-8", "replace")
