"""Tools' words for states and severities, and what they mean here.

A table gives our word for each of theirs, whatever its case. `down*` stands for all
that begins so, `7..10` for the numbers from 7 to 10.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from tocsin.intake.events.adapters.texts import WORD, text
from tocsin.intake.events.event import Act

# Passed over: it says nothing about any alert.
IGNORED = "ignored"
ACTS: Mapping[str, Act] = {
    "open": Act.OPEN,
    "resolved": Act.RESOLVE,
    "acknowledged": Act.ACKNOWLEDGE,
    "unacknowledged": Act.UNACKNOWLEDGE,
    "no_data": Act.NO_DATA,
    "note": Act.NOTE,
    "update": Act.UPDATE,
    "deleted": Act.DELETE,
}
STATES = (*ACTS, IGNORED)

# What nearly every tool means by a word; its own table goes before.
_USUAL_STATES = {
    "open": "open opened firing fire fired alert alerting alarm alarming active "
    "activated trigger triggered problem down fail failed failure failing error "
    "critical warning warn new created start started raised broken offline unhealthy "
    "true outage unreachable degraded fatal",
    "resolved": "resolved resolve recovered recovery recover ok okay closed close "
    "cleared clear up normal inactive deactivated good healthy fixed solved ended end "
    "finished success successful online passing passed done completed false",
    "acknowledged": "acknowledged acknowledge acknowledgement ack acked",
    "unacknowledged": "unacknowledged unacknowledge unack unacked",
    "no_data": "no_data nodata no-data insufficient_data unknown stale missing",
}
_USUAL_SEVERITIES = {
    "critical": "critical crit fatal emergency emerg alert disaster p1 sev1 sev-1 s1 "
    "highest blocker down unreachable page",
    "error": "error err high major failure failed severe p2 sev2 sev-2 s2",
    "warning": "warning warn average medium moderate minor p3 sev3 sev-3 s3 degraded",
    "info": "info information informational notice low debug none ok normal trivial "
    "lowest p4 p5 sev4 sev5 s4 s5 not_classified",
}


_PART = re.compile("[._:/]")


class Words:
    """One table, ready to be asked."""

    __slots__ = ("_begun", "_default", "_exact", "_ranges", "_usual")

    def __init__(
        self,
        told: Mapping[str, Iterable[Any]],
        default: str = "",
        usual: "Words | None" = None,
    ) -> None:
        self._default, self._usual = default, usual
        self._exact: dict[str, str] = {}
        self._begun: list[tuple[str, str]] = []
        self._ranges: list[tuple[float, float, str]] = []
        for ours, theirs in told.items():
            for word in theirs:
                self._put(text(word, WORD).lower(), ours)
        self._begun.sort(key=lambda begun: -len(begun[0]))

    def of(self, value: Any) -> str:
        """Our word for theirs; the table's default where it has none."""
        word = text(value, WORD).lower()
        return (self._told(word) if word else "") or self._default

    def _told(self, word: str) -> str:
        if ours := self._exact.get(word):
            return ours
        for beginning, ours in self._begun:
            if word.startswith(beginning):
                return ours
        if (number := _number(word)) is not None:
            for least, most, ours in self._ranges:
                if least <= number <= most:
                    return ours
        return self._usual.of_any(word) if self._usual else ""

    def of_any(self, word: str) -> str:
        """The word, or the last part of one like `incident.resolved`, `ALERT_CLEAR`."""
        if word in self._exact:
            return self._exact[word]
        parts = _PART.split(word)
        return "" if "not" in parts else self._exact.get(parts[-1], "")

    def _put(self, word: str, ours: str) -> None:
        least, between, most = word.partition("..")
        low, high = _number(least), _number(most)
        if between and low is not None and high is not None:
            self._ranges.append((low, high, ours))
        elif word.endswith("*"):
            self._begun.append((word[:-1], ours))
        else:
            self._exact[word] = ours


def _number(word: str) -> float | None:
    try:
        return float(word) if word and (word[0].isdigit() or word[0] in "+-.") else None
    except ValueError:
        return None


USUAL_STATES = Words({ours: told.split() for ours, told in _USUAL_STATES.items()})
USUAL_SEVERITIES = Words(
    {ours: told.split() for ours, told in _USUAL_SEVERITIES.items()}
)
