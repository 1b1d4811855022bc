"""Where the marks of a chart stand. Pure."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

WIDE, HIGH = 720, 220
_LEFT, _RIGHT, _TOP, _BOTTOM = 56, 8, 8, 24
_STEPS = 4
# Of instants that are told below a chart, so many fit.
_INSTANTS = 5


@dataclass(frozen=True, slots=True)
class Point:
    """One value, or the mean of a stretch of time with its bounds."""

    at: datetime
    value: float
    least: float
    most: float


@dataclass(frozen=True, slots=True)
class Mark:
    """A figure or an instant beside an axis, and where it stands."""

    place: float
    said: str


@dataclass(frozen=True, slots=True)
class Drawn:
    line: str
    band: str
    dots: Sequence[tuple[float, float]]
    figures: Sequence[Mark]
    instants: Sequence[tuple[float, datetime]]


def charted(points: Sequence[Point], since: datetime, until: datetime) -> Drawn:
    """The line of the values from one instant to another, the band between their
    bounds, and what stands beside the axes."""
    steps = round_steps(
        min(each.least for each in points), max(each.most for each in points)
    )
    low, high = steps[0], steps[-1]
    seconds = max((until - since).total_seconds(), 1.0)

    def x(at: datetime) -> float:
        share = (at - since).total_seconds() / seconds
        return round(_LEFT + share * (WIDE - _LEFT - _RIGHT), 1)

    def y(value: float) -> float:
        share = (value - low) / (high - low)
        return round(HIGH - _BOTTOM - share * (HIGH - _TOP - _BOTTOM), 1)

    upper = [(x(each.at), y(each.most)) for each in points]
    lower = [(x(each.at), y(each.least)) for each in reversed(points)]
    middle = [(x(each.at), y(each.value)) for each in points]
    span = until - since
    instants = [since + span * n / (_INSTANTS - 1) for n in range(_INSTANTS)]
    return Drawn(
        line=_path(middle),
        band=_path([*upper, *lower]) + "Z" if len(points) > 1 else "",
        dots=middle if len(points) < 40 else middle[-1:],
        figures=[Mark(y(step), said(step)) for step in steps],
        instants=[(x(at), at) for at in instants],
    )


def sparked(values: Sequence[float], wide: int, high: int) -> str:
    """A line as small as a word."""
    low, high_ = min(values), max(values)
    reach = (high_ - low) or 1.0
    last = max(len(values) - 1, 1)
    return _path(
        [
            (round(n / last * wide, 1), round(high - (v - low) / reach * high, 1))
            for n, v in enumerate(values)
        ]
    )


def round_steps(low: float, high: float) -> list[float]:
    """Round figures from below the least to above the greatest value, evenly apart."""
    if high <= low:
        reach = abs(low) or 1.0
        low, high = low - reach / 2, high + reach / 2
    # What is never negative has an axis that begins at nothing, if that is near.
    if 0 < low < high / 2:
        low = 0.0
    rough = (high - low) / _STEPS
    size = 10.0 ** math.floor(math.log10(rough))
    step = next(size * n for n in (1, 2, 2.5, 5, 10) if size * n >= rough * 0.999)
    first, last = math.floor(low / step), math.ceil(high / step)
    return [n * step for n in range(first, last + 1)]


def said(value: float) -> str:
    """A figure in few characters: 1.2k, 3.4M, 0.05."""
    for size, letter in ((1e12, "T"), (1e9, "G"), (1e6, "M"), (1e4, "k")):
        if abs(value) >= size:
            return f"{value / (1e3 if letter == 'k' else size):.4g}{letter}"
    return f"{value:.4g}"


def _path(points: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x} {y}" for x, y in points)
