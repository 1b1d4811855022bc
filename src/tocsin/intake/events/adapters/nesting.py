"""What protocols' readers take bodies apart with."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import orjson

from tocsin.intake.events.adapters.labels import REMARK, bounded, labels_of
from tocsin.intake.events.adapters.moments import moment
from tocsin.intake.events.adapters.texts import WORD
from tocsin.intake.events.event import Unparsed

# A sender's clock may be ahead of ours by so much; later instants are not believed.
AHEAD = timedelta(minutes=5)
_OFFSET_AND_Z = re.compile(r"([+-]\d\d:?\d\d)Z$")


def opened(body: bytes) -> Mapping[str, Any]:
    """The body, which is a JSON object; nothing at all is an empty one."""
    try:
        told = orjson.loads(body or b"{}")
    except orjson.JSONDecodeError as why:
        raise Unparsed(f"It is no JSON: {why}.") from None
    if not isinstance(told, dict):
        raise Unparsed("It is no JSON object.")
    return told


def mapping(value: Any) -> Mapping[str, Any]:
    """The value, if it is a mapping; else an empty one."""
    return value if isinstance(value, dict) else {}


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def flat(value: Any) -> dict[str, str]:
    """All that it says by name, what is nested as `outer.inner`."""
    return bounded(labels_of(value), REMARK)


def parted(told: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """What can be matched, and what is long or has lines and is only read."""
    labels = {name: each for name, each in told.items() if _is_label(each)}
    return labels, {name: each for name, each in told.items() if name not in labels}


def dated(told: Any, received_at: datetime) -> datetime | None:
    """The instant, unless it lies in the future. PagerDuty's own client for Python
    writes a Z behind the offset."""
    at = moment(_OFFSET_AND_Z.sub(r"\1", told) if isinstance(told, str) else told)
    return None if at is None or at > received_at + AHEAD else at


def _is_label(told: str) -> bool:
    return len(told) <= WORD and "\n" not in told
