"""Timing one thing many times, and which statement took the most of it."""

import re
import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection

Thing = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Timed:
    """Milliseconds over so many goes, and the slowest statement among them."""

    what: str
    count: int
    p50: float
    p95: float
    most: float
    statements: float
    slowest_sql: str
    slowest_sql_ms: float
    target: float | None = None

    @property
    def verdict(self) -> str:
        return verdict(self.p95, self.target)


def verdict(measured: float, target: float | None, *, least: bool = False) -> str:
    """How a figure stands to its target, as part of it. A target is the most that may
    be, or the least that must."""
    if target is None:
        return ""
    is_met = measured >= target if least else measured <= target
    return f"{'met' if is_met else 'MISSED'}: {measured / target:.0%}"


def timed(what: str, things: Iterable[Thing], target: float | None = None) -> Timed:
    """Each thing once, after the first of them went unmeasured once."""
    watch = _Watch()
    lasted = []
    for number, thing in enumerate(things):
        if not number:
            thing()
        with connection.execute_wrapper(watch):
            begun = time.perf_counter()
            thing()
            lasted.append((time.perf_counter() - begun) * 1000)
    return Timed(
        what,
        len(lasted),
        p50=round(statistics.median(lasted), 2),
        p95=round(sorted(lasted)[max(0, -(-len(lasted) * 95 // 100) - 1)], 2),
        most=round(max(lasted), 2),
        statements=round(watch.count / len(lasted), 1),
        slowest_sql=watch.slowest,
        slowest_sql_ms=round(watch.slowest_ms, 2),
        target=target,
    )


class _Watch:
    """Sees every statement pass."""

    def __init__(self) -> None:
        self.count, self.slowest, self.slowest_ms = 0, "", 0.0

    def __call__(
        self, execute: Any, sql: Any, params: Any, many: Any, context: Any
    ) -> Any:
        begun = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            lasted = (time.perf_counter() - begun) * 1000
            self.count += 1
            if lasted > self.slowest_ms:
                self.slowest_ms = lasted
                self.slowest = re.sub(r"\s+", " ", str(sql))[:2000]
