"""What Alertmanager puts into `custom_details.firing`: its alerts, as a list (from
0.28 on) or written out by its default template (before)."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tocsin.intake.events.adapters.nesting import flat, mapping
from tocsin.intake.events.adapters.texts import text

_BEGINS = re.compile(r"^Labels:\n", re.MULTILINE)
_PAIR = re.compile(r"^ - ([^\n=]+?) = (.*)$", re.MULTILINE)


def of_firing(told: Any) -> tuple[dict[str, str], str]:
    """The labels that all alerts share, and all that is said of them, in words."""
    if isinstance(told, list):
        each = [flat(mapping(mapping(alert).get("labels"))) for alert in told[:200]]
        return _shared(each), "\n\n".join(_worded(alert) for alert in told[:50])
    words = text(told)
    return _shared(_written(words)), words


def _written(words: str) -> Iterator[Mapping[str, str]]:
    for part in _BEGINS.split(words)[1:]:
        yield dict(_PAIR.findall(part.split("\nAnnotations:")[0]))


def _shared(each: Iterable[Mapping[str, str]]) -> dict[str, str]:
    all_of_them = [set(labels.items()) for labels in each]
    return dict(sorted(set.intersection(*all_of_them))) if all_of_them else {}


def _worded(alert: Any) -> str:
    return "\n".join(f"{name}: {told}" for name, told in flat(alert).items())
