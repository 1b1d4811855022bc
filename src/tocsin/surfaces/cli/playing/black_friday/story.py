"""What a telling of the story knows as it goes on."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from tocsin.surfaces.cli.playing.asking import Refused
from tocsin.surfaces.cli.playing.cast import number_of
from tocsin.surfaces.cli.playing.minutes import Minutes
from tocsin.surfaces.cli.playing.stage import Stage

VARIANTS = {
    "": "as it is told",
    "a": "the monitor misses it, and users report first",
    "b": "the major incident manager does not answer",
    "c": "mail cannot be sent",
    "d": "the bridge cannot be reached",
    "g": "the monitor flaps",
    "h": "two major incidents at once",
}


# What was asked so many seconds ago is not asked again.
_FRESH = 0.1
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass
class Story:
    stage: Stage
    variant: str
    minutes: Minutes
    tell: Callable[[str], None]
    crash: datetime = _LONG_AGO
    ref: str = ""
    swarm: str = ""
    change: str = ""
    notice: str = ""
    lines: list[Any] = field(default_factory=list)
    asked_at: float = 0.0
    flows: threading.Event = field(default_factory=threading.Event)
    asking: threading.Lock = field(default_factory=threading.Lock)

    @property
    def api(self) -> Any:
        return self.stage.api

    def at(self, minutes: int, seconds: int = 0) -> datetime:
        """So long after the crash."""
        return self.crash + timedelta(minutes=minutes, seconds=seconds)

    def until(self, minutes: int, seconds: int = 0) -> None:
        """The story goes on at this minute; at once where that is over."""
        self.stage.clock.sleep_until(self.at(minutes, seconds))

    def afterwards(self, hours: float) -> bool:
        """It is so long after it was resolved; says whether it is: the Tocsin that
        serves others leaps over no day, and what is done later is done at once."""
        ended = moment(self.incident()["resolved_at"])
        self.asked_at = 0.0
        return self.stage.leap(ended + timedelta(hours=hours))

    def person(self, name: str) -> str:
        return self.stage.person(f"shop-{name}")

    def telephone(self, name: str) -> str:
        return number_of(f"shop-{name}")

    def incident(self) -> Any:
        return self.api.get(f"/incidents/{self.ref}")

    def timeline(self) -> list[Any]:
        """Asked once for all who wait for something in it at the same time."""
        with self.asking:
            if time.monotonic() > self.asked_at + _FRESH:
                path = f"/incidents/{self.ref}/timeline"
                self.lines = self.api.get(path)["items"]
                self.asked_at = time.monotonic()
            return self.lines

    def entries(self, kind: str) -> list[Any]:
        return [it for it in self.timeline() if it["kind"] == kind]

    def entry(self, kind: str, within: float) -> Any:
        """The first entry of a kind, as soon as there is one."""
        return self.api.wait(kind, lambda: (self.entries(kind) or [None])[0], within)

    def do(self, name: str, path: str, **body: Any) -> Any:
        """A person's act on the incident."""
        return self.api.post(
            f"/incidents/{self.ref}/{path}", body, by=self.person(name)
        )

    def in_swarm(self, name: str, path: str, **body: Any) -> Any:
        path = f"/swarms/{self.swarm}/{path}"
        told = self.api.post(path, body, by=self.person(name))
        self.asked_at = 0.0
        return told

    def later(self, what: str, act: Callable[[], None]) -> threading.Thread:
        """Meanwhile. What is refused there is a row that did not hold."""

        def run() -> None:
            try:
                act()
            except Exception as flaw:
                self.minutes.is_so(what, held=False, told=f"{flaw}"[:300])

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        return thread


@dataclass
class Reports:
    """Six hundred people who say that they cannot buy."""

    sent: int = 0
    refs: list[str] = field(default_factory=list)
    by: dict[str, str] = field(default_factory=dict)
    attached: set[str] = field(default_factory=set)
    answered: list[float] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)


def moment(told: str | None) -> Any:
    """The instant that an answer tells; None where it never came."""
    return datetime.fromisoformat(told) if told else None


__all__ = ["VARIANTS", "Refused", "Reports", "Story", "moment"]
