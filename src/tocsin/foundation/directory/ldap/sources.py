"""What is configured of a directory: where it is, what is asked, what it becomes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from tocsin.foundation.accounts.rules import ROLES
from tocsin.foundation.directory.rules import FACTS

REF, MANAGER = "external_id", "line_manager"
ATTRIBUTES = (REF, *FACTS, MANAGER)
USUAL = {
    REF: "entryUUID",
    "username": "uid",
    "name": "cn",
    "email": "mail",
    "phone": "telephoneNumber",
    "language": "preferredLanguage",
    "job_title": "title",
    "department": "departmentNumber",
    "employee_number": "employeeNumber",
    MANAGER: "manager",
}
_TEXTS = "title url ca_file bind_dn base filter group_base group_filter member".split()
_YES_NO = "start_tls plain whole".split()
_TABLES = "attributes teams leads roles".split()
_PARTS = frozenset([*_TEXTS, *_YES_NO, *_TABLES, "every_minutes"])
_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class Source:
    """One directory. `attributes` say which of its becomes which fact; `teams`,
    `leads` and `roles` which group, by its DN, is which team or role.

    `member` is the attribute that names a group's members: by DN, or with `memberUid`
    by sign-in name. `memberOf` is asked of the people instead.
    """

    name: str
    url: str
    base: str
    title: str = ""
    start_tls: bool = False
    plain: bool = False
    ca_file: str = ""
    bind_dn: str = ""
    filter: str = "(objectClass=inetOrgPerson)"
    attributes: Mapping[str, str] = field(default_factory=lambda: dict(USUAL))
    group_base: str = ""
    group_filter: str = "(objectClass=groupOfNames)"
    member: str = "member"
    teams: Mapping[str, str] = field(default_factory=dict)
    leads: Mapping[str, str] = field(default_factory=dict)
    roles: Mapping[str, str] = field(default_factory=dict)
    whole: bool = True
    every_minutes: int = 0

    @property
    def has_groups(self) -> bool:
        return bool(self.teams or self.leads or self.roles)


def source_of(name: str, body: Mapping[str, Any]) -> Source:
    """The source that a checked document describes."""
    return Source(name=name, **body)


def check_source(body: Any) -> list[str]:
    """Codes of what keeps the source from being used; with a place, after a colon."""
    if not isinstance(body, Mapping):
        return ["not_a_table"]
    found = [f"not_known:{part}" for part in sorted(map(str, set(body) - _PARTS))]
    found += list(_check_shapes(body))
    if found:
        return found
    return [*_check_address(body), *_check_names(body)]


def _check_shapes(body: Mapping[str, Any]) -> Iterator[str]:
    for part in _TEXTS:
        if not isinstance(body.get(part, ""), str):
            yield f"not_a_text:{part}"
    for part in _YES_NO:
        if not isinstance(body.get(part, False), bool):
            yield f"not_yes_or_no:{part}"
    for part in _TABLES:
        table = body.get(part, {})
        is_table = isinstance(table, Mapping)
        if not is_table or not all(isinstance(v, str) for v in table.values()):
            yield f"not_a_table_of_words:{part}"
    minutes = body.get("every_minutes", 0)
    if type(minutes) is not int or not 0 <= minutes <= 10_080:
        yield "not_minutes:every_minutes"


def _check_address(body: Mapping[str, Any]) -> Iterator[str]:
    parts = urlsplit(body.get("url", ""))
    if parts.scheme not in ("ldap", "ldaps") or not parts.hostname:
        yield "not_an_address:url"
        return
    sealed = parts.scheme == "ldaps" or body.get("start_tls") or body.get("plain")
    if not sealed and parts.hostname not in _LOCAL:
        yield "not_encrypted:url"


def _check_names(body: Mapping[str, Any]) -> Iterator[str]:
    if not body.get("base"):
        yield "wanted:base"
    attributes = body.get("attributes", USUAL)
    yield from (f"no_such_fact:{a}" for a in attributes if a not in ATTRIBUTES)
    if not {REF, "username"} <= set(attributes):
        yield "wanted:attributes"
    yield from (
        f"no_such_role:{role}"
        for role in body.get("roles", {}).values()
        if role not in ROLES
    )
