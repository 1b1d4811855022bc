"""The lines of an exported register: what each holds, and how it is read back. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import orjson

from tocsin.register.core.actions.bringing_back import Kept, Returning

FORMAT = 1
PUBLISHED = ("next_due_at", "next_due_label", "alerts_count", "swarm_open", "major")


class BadLine(Exception):
    """Why a line cannot be used."""


def line(kind: str, facts: Mapping[str, Any]) -> bytes:
    return orjson.dumps(
        {"type": kind, **facts}, option=orjson.OPT_UTC_Z | orjson.OPT_APPEND_NEWLINE
    )


def parse(letters: bytes) -> dict[str, Any]:
    """The line as a table with its `type`."""
    try:
        found = orjson.loads(letters)
    except orjson.JSONDecodeError as told:
        raise BadLine(f"it is no JSON: {told}") from None
    if not isinstance(found, dict) or not isinstance(found.get("type"), str):
        raise BadLine("it says no type")
    if b"\\u0000" in letters:
        raise BadLine("it holds a NUL, which no database can hold")
    return found


def entry_facts(row: Mapping[str, Any], private: Mapping[str, Any]) -> dict[str, Any]:
    """An entry for a line; the body stands there to the letter."""
    facts = {name: row[name] for name in _PLAIN}
    facts |= {"body": orjson.Fragment(row["body"]), "private": private}
    facts |= {name: _hex(row[name]) for name in ("previous", "hash")}
    return facts


_PLAIN = (
    "seq kind kind_version happened_at happened_basis recorded_at actor_kind".split()
    + "actor_id on_behalf_of via cause audience corrects origin is_drill".split()
)


def returning(found: Mapping[str, Any]) -> Returning:
    """The incident of a line, shaped but not yet proved."""
    try:
        return Returning(
            ref=_text(found["ref"]),
            source=_text(found["source"]),
            source_ref=_text(found["source_ref"]),
            changed_at=_instant(found["changed_at"]),
            entries=[_kept(entry) for entry in found["entries"]],
            viewers=[_text(key) for key in found["viewers"]],
            published=_published(found["published"]),
        )
    except KeyError as told:
        raise BadLine(f"it lacks {told.args[0]}") from None
    except (TypeError, ValueError, AttributeError) as told:
        raise BadLine(f"it is not shaped as an incident: {told}") from None


def _kept(entry: Mapping[str, Any]) -> Kept:
    plain = {name: entry[name] for name in _PLAIN}
    plain |= {"happened_at": _instant(entry["happened_at"])}
    plain |= {"recorded_at": _instant(entry["recorded_at"])}
    previous = entry["previous"]
    body, private = entry["body"], entry["private"]
    if not isinstance(body, dict) or not isinstance(private, dict):
        raise TypeError("a body is a table")
    if not all(isinstance(v, list) and len(v) == 2 for v in private.values()):
        raise TypeError("a private value is a salt and a value")
    return Kept(
        **plain,
        body=body,
        private=private,
        previous=bytes.fromhex(previous) if previous else None,
        hash=bytes.fromhex(entry["hash"]),
    )


def _published(found: Mapping[str, Any]) -> dict[str, Any]:
    told = {name: found[name] for name in PUBLISHED}
    if told["next_due_at"] is not None:
        told["next_due_at"] = _instant(told["next_due_at"])
    return told


def facts_of(state: Any, names: Iterable[str]) -> dict[str, Any]:
    """Facts as a line shows them, to compare a row with what its line says."""
    told = orjson.dumps(
        {name: getattr(state, name) for name in names}, option=orjson.OPT_UTC_Z
    )
    shown: dict[str, Any] = orjson.loads(told)
    return shown


def different(found: Mapping[str, Any], facts: Mapping[str, Any]) -> Sequence[str]:
    """The facts that a line tells otherwise than its entries."""
    return [name for name, value in facts.items() if found.get(name) != value]


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    return value


def _instant(value: str) -> datetime:
    return datetime.fromisoformat(value).astimezone(UTC)


def _hex(value: Any) -> str | None:
    return bytes(value).hex() if value else None
