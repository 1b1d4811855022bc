"""Shapes that several resources share, and how words and instants are read."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import CoreSchema, core_schema

from tocsin.kernel.text import holdable


def whole(told: Any) -> Any:
    """1.0 is a whole number in JSON, as in what describes the API."""
    return int(told) if isinstance(told, float) and told.is_integer() else told


class Asked(BaseModel):
    """What a request's body may hold: nothing that is not known, so that no word of
    it is lost unseen. (Ninja's own Schema would pass over what is not known.)"""

    model_config = ConfigDict(extra="forbid", strict=True)

    @model_validator(mode="before")
    @classmethod
    def _whole_numbers(cls, told: Any) -> Any:
        """1.0 is a whole number in JSON Schema, by which the API is described."""
        if not isinstance(told, dict):
            return told
        return {name: whole(value) for name, value in told.items()}


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of the register's words."""

    known: tuple[str, ...]

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.literal_schema(list(self.known))


def instant_from(told: Any) -> datetime:
    """An instant as RFC 3339 writes it; without a zone it is UTC."""
    if isinstance(told, datetime):
        return told
    if not isinstance(told, str) or len(told) < len("2026-03-02T09:00Z"):
        raise ValueError("tell the instant as 2026-03-02T09:00:00Z")
    # A leap second is the second before it: no clock of ours has it.
    text = told.upper().replace(":60", ":59")
    found = datetime.fromisoformat(text)
    try:
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except OverflowError:
        return found.replace(tzinfo=UTC)


_AS_INSTANT = {
    "type": "string",
    "format": "date-time",
    "examples": ["2026-03-02T09:00:00Z"],
}
Instant = Annotated[
    datetime, BeforeValidator(instant_from), WithJsonSchema(_AS_INSTANT)
]
Bound = Annotated[Instant | None, WithJsonSchema(_AS_INSTANT)]
Words = Annotated[str, AfterValidator(holdable)]


Level = Annotated[int, Field(ge=1, le=3), BeforeValidator(whole)]
Priority = Annotated[int, Field(ge=1, le=5), BeforeValidator(whole)]
Number = Annotated[int, Field(ge=1, le=2**31 - 1), BeforeValidator(whole)]
Limit = Annotated[int, Field(ge=1, le=200, description="At most so many items.")]
Cursor = Annotated[
    str,
    Field(
        pattern=r"^[0-9]{0,18}$",
        description="`next` of the page before; leave it out for the first page.",
    ),
]


class Late(Asked):
    """Nothing more has to be told; `happened_at` only when it is told late."""

    happened_at: Instant | None = None


class LateNote(Late):
    note: str = ""


class Reason(Asked):
    reason: str = ""


NOTHING_TOLD = Late()
NOTHING_ASKED = Asked()
NO_NOTE = LateNote()
NO_REASON = Reason()


class Reasoned(Asked):
    """A verb that wants nothing but, perhaps, a reason."""

    why: Words = ""
