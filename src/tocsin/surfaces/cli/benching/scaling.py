"""What a target is worth on this machine: by what Alertmanager did in the same run.

The targets of intake were set beside an Alertmanager that took 112,000 alerts a second
in batches, and 27,000 single ones. Where the same program takes less of the same, the
machine is slower, and a target shrinks with it. It is told beside the target, never in
its place.
"""

from collections.abc import Mapping

BATCHES, SINGLE = "Alertmanager: new alerts in batches", "Alertmanager: single events"
REFERENCE: Mapping[str, float] = {BATCHES: 112_000, SINGLE: 27_000}
_BY: Mapping[str, str] = {
    "single events accepted": SINGLE,
    "single events folded": SINGLE,
    "new alerts accepted in batches": BATCHES,
    "new alerts folded": BATCHES,
    "repeated alerts accepted in batches": BATCHES,
    "repeated alerts folded": BATCHES,
}


def pace(measured: Mapping[str, float]) -> dict[str, float]:
    """How fast this machine is in each of the two, 1 as where the targets were set;
    only what was measured."""
    return {
        name: measured[name] / reference
        for name, reference in REFERENCE.items()
        if measured.get(name)
    }


def scaled(
    what: str, target: float | None, measured: Mapping[str, float]
) -> float | None:
    """The target of a figure as this machine's pace has it; None where nothing says."""
    factor = pace(measured).get(_BY.get(what, ""))
    return None if target is None or factor is None else round(target * factor)
