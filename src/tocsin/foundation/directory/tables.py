"""A table of people, mapped column by column, as a source tells them."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tocsin.foundation.accounts.rules import ROLES
from tocsin.foundation.directory.rules import FACTS, Told, ToldPerson
from tocsin.kernel.sheets import Row, rows_of, text_of

REF, MANAGER, ACTIVE, IGNORE = "external_id", "line_manager", "is_active", "ignore"
TEAM, LEADS, ROLE = "team", "leads", "role"
TARGETS = (REF, *FACTS, MANAGER, ACTIVE, TEAM, LEADS, ROLE, IGNORE)
SOURCE = re.compile(r"[a-z0-9][a-z0-9._-]{0,39}")
_MANY = (TEAM, LEADS, ROLE, IGNORE)
_SPLIT = re.compile(r"[;|\n]|,(?=\s*\S)")
_OFF = frozenset(
    "no n false 0 off inactive disabled deactivated left gone nein aus".split()
)
_ON = frozenset("yes y true 1 on active enabled ja ein".split())
_ROLES = {role.replace("_", " "): role for role in ROLES}
_ALIASES: Mapping[str, str] = {
    alias: target
    for target, aliases in {
        REF: "external id|external_id|id|object id|objectid|objectguid|guid|person id"
        "|person_id|uid number|sap id",
        "username": "username|user name|login|user|uid|samaccountname|account"
        "|userprincipalname|upn|sign-in name|benutzername",
        "name": "name|display name|displayname|full name|fullname|cn",
        "email": "email|e-mail|mail|email address|primary email|e-mail address",
        "phone": "phone|telephone|telephonenumber|mobile|phone number|telefon",
        "site": "site|office|location|physicaldeliveryofficename|standort",
        "zone": "zone|timezone|time zone|zeitzone",
        "language": "language|preferredlanguage|locale|sprache",
        "job_title": "title|job title|job_title|position|function|stelle",
        "department": "department|abteilung|dept|organisation unit",
        "employee_number": "employee number|employee_number|employeenumber"
        "|employee id|employeeid|personalnummer|staff number",
        MANAGER: "manager|line manager|line_manager|supervisor|reports to|boss",
        ACTIVE: "active|is_active|enabled|status|account enabled|accountenabled",
        TEAM: "team|teams|group|groups|assignment group",
        LEADS: "leads|team lead|lead of",
        ROLE: "role|roles",
    }.items()
    for alias in aliases.split("|")
}


@dataclass(frozen=True, slots=True)
class Column:
    column: str
    to: str


@dataclass(frozen=True, slots=True)
class Mapped:
    """What the columns of a file become, and whether it is everybody of its source."""

    source: str
    columns: tuple[Column, ...]
    title: str = ""
    whole: bool = False
    makes_teams: bool = False

    def body(self) -> dict[str, Any]:
        """The mapping as a document."""
        return {
            "title": self.title or self.source,
            "source": self.source,
            "whole": self.whole,
            "makes_teams": self.makes_teams,
            "columns": [{"column": c.column, "to": c.to} for c in self.columns],
        }


def mapped_of(body: Mapping[str, Any]) -> Mapped:
    """The mapping that a checked document describes."""
    return Mapped(
        source=body["source"],
        columns=tuple(Column(row["column"], row["to"]) for row in body["columns"]),
        title=body.get("title", ""),
        whole=body.get("whole", False),
        makes_teams=body.get("makes_teams", False),
    )


def guessed(names: Sequence[str], source: str) -> Mapped:
    """A first mapping, by what columns are called."""
    taken: set[str] = set()
    columns = []
    for name in names:
        target = _ALIASES.get(" ".join(name.split()).casefold(), IGNORE)
        if target in taken and target not in _MANY:
            target = IGNORE
        taken.add(target)
        columns.append(Column(name, target))
    return Mapped(source, tuple(columns))


def check_mapping(body: Any) -> list[str]:
    """Codes of what keeps the mapping from being used, each with its place."""
    if not isinstance(body, Mapping):
        return ["not_a_table"]
    found = []
    if not SOURCE.fullmatch(str(body.get("source", ""))):
        found.append("source_is_a_word")
    rows = body.get("columns")
    if not isinstance(rows, list) or not rows or not all(map(_is_row, rows)):
        return [*found, "columns_are_listed"]
    told = [row["to"] for row in rows]
    found += ["no_such_fact" for to in told if to not in TARGETS][:1]
    once = [to for to in told if to not in _MANY]
    found += ["told_twice"] if len(set(once)) < len(once) else []
    if not {REF, "username", "email"} & set(told):
        found.append("nobody_is_named")
    return found


def _is_row(row: Any) -> bool:
    return isinstance(row, Mapping) and all(
        isinstance(row.get(part), str) for part in ("column", "to")
    )


def told_in(name: str, content: bytes, mapped: Mapped) -> Told:
    """Everybody whom the file tells of; a row that says nothing usable is odd."""
    return Told(
        mapped.source,
        people=[_person(row, mapped) for row in rows_of(name, content)],
        whole=mapped.whole,
        makes_teams=mapped.makes_teams,
    )


def _person(row: Row, mapped: Mapped) -> ToldPerson:
    told: dict[str, str] = {}
    many: dict[str, list[str]] = {}
    for column in mapped.columns:
        text = text_of(row.cells.get(column.column, ""))
        if column.to in (TEAM, LEADS, ROLE):
            many.setdefault(column.to, []).extend(_parts(text))
        elif column.to != IGNORE:
            told[column.to] = text
    facts = {name: told[name] for name in FACTS if name in told}
    named = [told.get(REF), facts.get("username"), facts.get("email")]
    ref = next((each.strip() for each in named if each and each.strip()), "")
    if not facts.get("username"):
        facts["username"] = facts.get("email") or ref
    active, odd = _active(told.get(ACTIVE, ""))
    roles, strange = _roles(many.get(ROLE))
    return ToldPerson(
        ref=ref,
        facts=facts,
        line=row.line,
        is_active=active,
        manager=told.get(MANAGER),
        teams=_teams(many),
        roles=roles,
        odd=row.odd or odd or strange,
        cells={name: text_of(cell) for name, cell in row.cells.items()},
    )


def _parts(text: str) -> list[str]:
    return [part.strip() for part in _SPLIT.split(text) if part.strip()]


def _active(written: str) -> tuple[bool, str]:
    word = written.strip().casefold()
    if not word or word in _ON:
        return True, ""
    return False, "" if word in _OFF else f"“{written[:40]}” is neither yes nor no"


def _roles(written: Iterable[str] | None) -> tuple[frozenset[str] | None, str]:
    if written is None:
        return None, ""
    words = {" ".join(each.replace("_", " ").split()).casefold() for each in written}
    strange = sorted(words - _ROLES.keys())
    why = f"“{strange[0][:40]}” is no role" if strange else ""
    return frozenset(_ROLES[word] for word in words & _ROLES.keys()), why


def _teams(many: Mapping[str, list[str]]) -> dict[str, bool] | None:
    if TEAM not in many and LEADS not in many:
        return None
    members = dict.fromkeys(many.get(TEAM, ()), False)
    return members | dict.fromkeys(many.get(LEADS, ()), True)
