"""What Alertmanager's clients may ask in a query: filters and yes or no."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl

from tocsin.intake.alerts.matching import Matcher, Unmatchable, checked, parsed
from tocsin.surfaces.wire.alertmanager_answers import Flaw, said

# What go-openapi takes for yes; all else is no.
_YES = frozenset("true 1 yes ok y on selected checked t enabled".split())
_STATES = ("active", "silenced", "inhibited", "unprocessed")


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Which alerts are wanted: whose labels fit, in which states, of which receiver."""

    asks: Sequence[Matcher]
    wanted: frozenset[str]
    receiver: Matcher | None


def narrowing_of(query: str) -> Narrowing:
    told = parse_qsl(query, keep_blank_values=True, errors="replace")
    last = dict(told)
    wanted = {n for n in _STATES if not last.get(n) or last[n].lower() in _YES}
    receiver = last.get("receiver")
    try:
        pattern = checked(Matcher("receiver", receiver, True)) if receiver else None
    except Unmatchable as wrong:
        raise Flaw(said(400, f"failed to parse receiver param: {wrong}")) from None
    return Narrowing(filters_of(query), frozenset(wanted), pattern)


def filters_of(query: str) -> list[Matcher]:
    """The matchers of all `filter=`."""
    told = parse_qsl(query, keep_blank_values=True, errors="replace")
    try:
        return [parsed(text) for name, text in told if name == "filter"]
    except Unmatchable as wrong:
        raise Flaw(said(400, str(wrong))) from None
