"""A report as it was told, and what the register makes of it. Never refuses.

What cannot be used (an unknown service, an impact of 7, a date that is none) is
kept word for word under `told`, and the fact's name is flagged for completion.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from tocsin.foundation.accounts.reads import person_called, person_named
from tocsin.foundation.classification.reads import category_names, models
from tocsin.foundation.services.reads import service_names
from tocsin.register.work.rules import CHOICES

_TEXTS = frozenset(
    """title description symptoms location_physical location_virtual affected
    still_works before_symptoms automatic_fix_text reporter_name""".split()
)
_LEVELS = frozenset({"impact", "urgency"})
_INSTANTS = frozenset({"occurred_at", "last_known_good_at", "detected_at"}) | {
    "reported_at"
}


@dataclass(slots=True)
class Reported:
    """Facts the register can use, and those it could only keep."""

    facts: dict[str, Any] = field(default_factory=dict)
    told: dict[str, str] = field(default_factory=dict)

    @property
    def flags(self) -> list[str]:
        return sorted(self.told)


class Known:
    """What services, categories, models and people there are; each is asked for once,
    however many reports name it."""

    def __init__(self, reports: Iterable[Mapping[str, Any]] = ()) -> None:
        self._keys: dict[tuple[str, str], str | None] = {}
        self._look_ahead("service", service_names, reports)
        self._look_ahead("category", category_names, reports)

    def key(self, name: str, value: str) -> str | None:
        """What the register holds for what was told, or None."""
        if (name, value) not in self._keys:
            self._keys[name, value] = _known(name, value)
        return self._keys[name, value]

    def _look_ahead(self, name: str, names: Any, reports: Iterable[Any]) -> None:
        told = {written(each[name]).strip() for each in reports if each.get(name)}
        if len(told) > 1:
            held = names(told)
            found = {(name, value): value if value in held else None for value in told}
            self._keys |= found


def understood(report: Mapping[str, Any], known: Known | None = None) -> Reported:
    """What can be used of a report: shapes of `report` are those of the API."""
    found, known = Reported(), known or Known()
    for name, value in report.items():
        if value is None or (isinstance(value, str) and not value.strip()):
            continue
        usable = _usable(name, value, known)
        if usable is None:
            found.told[name] = written(value)
            if name == "reporter":
                found.facts.setdefault("reporter_name", written(value))
        else:
            found.facts[name] = usable
    return found


def _usable(name: str, value: Any, known: Known) -> Any:
    """The value as the fold holds it, or None."""
    if name in _TEXTS:
        return written(value).strip()
    if name in _LEVELS:
        return level(value)
    if name in _INSTANTS:
        return instant(value)
    if name in CHOICES:
        return value if value in CHOICES[name] else None
    return known.key(name, written(value).strip())


def _known(name: str, value: str) -> str | None:
    match name:
        case "service":
            return value if service_names([value]) else None
        case "category":
            return value if category_names([value]) else None
        case "model":
            return value if value in models() else None
        case "reporter":
            person = person_named(value) or person_called(value)
            return person.key if person else None
    return None


def written(value: Any) -> str:
    """The value word for word. Python writes down neither a number of thousands of
    digits nor a list in a list a thousand deep; of those only the kind is kept."""
    try:
        return str(value)
    except (ValueError, RecursionError):
        return f"({type(value).__name__})"


def level(value: Any) -> int | None:
    """1, 2 or 3; whatever else it is, None."""
    text = written(value).strip()
    return int(text) if text in {"1", "2", "3"} else None


def instant(value: Any) -> datetime | None:
    """An instant from ISO 8601; without a zone it is UTC."""
    if not isinstance(value, datetime):
        try:
            value = datetime.fromisoformat(written(value).strip())
        except ValueError:
            return None
    try:
        value = value if value.tzinfo else value.replace(tzinfo=UTC)
        found: datetime = value.astimezone(UTC)
    except (OverflowError, ValueError):
        return None
    return found
