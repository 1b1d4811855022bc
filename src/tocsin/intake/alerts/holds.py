"""Whatever keeps alerts from opening or joining an incident by matchers: a silence, a
window of maintenance. Asked for many at once: of many holds those that ask one word to
be one value are found by that value, so that an alert is compared with few.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from tocsin.intake.alerts.changes import AlertFacts
from tocsin.intake.alerts.matching import Matcher

# Facts of an alert that matchers may name like labels; a label of the name goes before.
FACTS = ("key", "severity", "service", "source", "title")


@dataclass(frozen=True, slots=True)
class Hold:
    """Alerts of this source (None: of any), of one of these services (none: of any)
    whose words fit all matchers are held, and say `mark`; with `since`, only those that
    began to fire then or later."""

    mark: str
    matchers: tuple[Matcher, ...] = ()
    services: frozenset[str] = frozenset()
    source_id: int | None = None
    keeps_recording: bool = False
    since: datetime | None = None

    def covers(self, alert: AlertFacts, words: Mapping[str, str]) -> bool:
        if self.source_id is not None and alert.source_id != self.source_id:
            return False
        if self.since is not None and alert.starts_at < self.since:
            return False
        if self.services and alert.service not in self.services:
            return False
        return all(matcher.fits(words) for matcher in self.matchers)


def held(alerts: Iterable[AlertFacts], holds: Sequence[Hold]) -> dict[int, list[str]]:
    """By the id of an alert: the marks of the holds that cover it, in their order."""
    if not holds:
        return {}
    found: dict[int, list[str]] = {}
    index = _Index(holds)
    for alert in alerts:
        words = words_of(alert)
        if marks := [
            holds[at].mark
            for at in sorted(index.near(words))
            if holds[at].covers(alert, words)
        ]:
            found[alert.id] = marks
    return found


def words_of(alert: AlertFacts) -> dict[str, str]:
    """What matchers are asked about: labels, and facts that no label of that name
    tells."""
    facts = {name: getattr(alert, name) for name in FACTS}
    return facts | dict(alert.labels)


class _Index:
    """Holds by one word they want to be one value, and those that want no such."""

    def __init__(self, holds: Sequence[Hold]) -> None:
        self._by_word: dict[str, dict[str, list[int]]] = {}
        self._others: list[int] = []
        for at, hold in enumerate(holds):
            exact = (m for m in hold.matchers if m.is_equal and not m.is_regex)
            if pin := next(exact, None):
                values = self._by_word.setdefault(pin.name, {})
                values.setdefault(pin.value, []).append(at)
            else:
                self._others.append(at)

    def near(self, words: Mapping[str, str]) -> list[int]:
        """Where the holds are that may cover an alert with these words."""
        found = list(self._others)
        for name, values in self._by_word.items():
            found += values.get(words.get(name, ""), ())
        return found
