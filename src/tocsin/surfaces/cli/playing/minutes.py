"""The minute table: what was promised beside what was measured, and whether it held."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

# No promise is held against less real time than this: machines are not people.
LEAST = 2.0


@dataclass(frozen=True, slots=True)
class Row:
    """`promised` and `measured` are seconds of the story, where the row is about time.
    `at` is when it came, in seconds after the crash."""

    what: str
    held: bool
    at: float | None = None
    promised: float | None = None
    measured: float | None = None
    told: str = ""


@dataclass
class Minutes:
    """`crash` is when it begins to count; the story runs `rate` times as fast."""

    rate: float
    crash: datetime | None = None
    rows: list[Row] = field(default_factory=list)

    @property
    def held(self) -> bool:
        return bool(self.rows) and all(row.held for row in self.rows)

    def since(self, at: datetime) -> float:
        assert self.crash, "nothing has happened yet"
        return (at - self.crash).total_seconds()

    def within(
        self,
        what: str,
        promised: float,
        since: datetime | None,
        at: datetime | None,
        told: str = "",
    ) -> None:
        """It came at most so many seconds after `since`."""
        if since is None or at is None:
            self.rows.append(Row(what, held=False, promised=promised, told=told))
            return
        took = max(0.0, (at - since) / timedelta(seconds=1))
        held = took <= promised or took / self.rate <= LEAST
        self.rows.append(Row(what, held, self.since(at), promised, took, told))

    def lasting(self, what: str, promised: float, took: float, told: str = "") -> None:
        """It lasted at most so many seconds."""
        held = took <= promised or took / self.rate <= LEAST
        self.rows.append(Row(what, held, None, promised, took, told))

    def is_so(self, what: str, *, held: bool, told: str = "") -> None:
        self.rows.append(Row(what, held, told=told))

    def facts(self) -> dict[str, Any]:
        return {
            "speed": self.rate,
            "held": self.held,
            "rows": [
                {
                    "what": row.what,
                    "held": row.held,
                    "at": row.at,
                    "promised": row.promised,
                    "measured": row.measured,
                    "real": _real(row.measured, self.rate),
                    "told": row.told,
                }
                for row in self.rows
            ],
        }

    def lines(self) -> Iterator[tuple[str, ...]]:
        """Cells: when, what, promised, measured, in life, whether it held, words."""
        for row in self.rows:
            real = _real(row.measured, self.rate)
            yield (
                _clock(row.at),
                row.what,
                _clock(row.promised),
                _clock(row.measured),
                "" if real is None else f"{real:.1f} s",
                _("held") if row.held else _("NOT HELD"),
                row.told,
            )


def _real(measured: float | None, rate: float) -> float | None:
    return None if measured is None else round(measured / rate, 2)


def _clock(seconds: float | None) -> str:
    if seconds is None:
        return ""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes:02}:{rest:02}"
