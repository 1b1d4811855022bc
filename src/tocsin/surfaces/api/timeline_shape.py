"""One incident's entries as the API tells them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ninja import Schema
from pydantic import Field

from tocsin.register.work.timeline import Line

# What an entry that was taken back no longer says here; the register keeps it.
_SAID = frozenset({"text", "note"})


class EntryShape(Schema):
    """One thing that happened, as it was told."""

    seq: int
    kind: str = Field(examples=["acknowledged"])
    group: str = Field(description="people, system or reporter.")
    who: str
    sentence: str = Field(examples=["Ada acknowledged it"])
    text: str
    happened_at: datetime
    recorded_at: datetime
    is_late: bool = Field(description="Told well after it happened.")
    audience: str
    is_history: bool
    taken_back: bool
    corrects: int | None
    facts: dict[str, Any]
    erased: list[str] = Field(description="What was erased on a person's behalf.")
    proof: str = Field(description="The entry's hash in the chain, in hexadecimal.")


class TimelineShape(Schema):
    items: list[EntryShape]


def entry_shape(line: Line) -> EntryShape:
    told = EntryShape.from_orm(line)
    told.facts = _still_said(line.facts) if line.taken_back else dict(line.facts)
    return told


def _still_said(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if name not in _SAID}
