"""What an answer is, and how long it is kept. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

KEPT_FOR = timedelta(hours=24)
LONGEST_KEY = 200
# The status of an answer that was emptied (RFC 9110, 15.5.11).
GONE = 410


@dataclass(frozen=True, slots=True)
class Answer:
    """What was said to whoever asked, ready to be said again."""

    status: int
    body: str
    headers: Mapping[str, str] = field(default_factory=dict)
