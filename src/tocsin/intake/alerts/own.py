"""Alerts and silences as their own source asks for them, in Alertmanager's terms."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from tocsin.foundation.accounts.rules import Actor
from tocsin.intake.alerts import queries
from tocsin.intake.alerts.holds import held
from tocsin.intake.alerts.matching import Matcher, all_fit
from tocsin.intake.alerts.models import Alert, Silence
from tocsin.intake.alerts.reading_silences import (
    LISTED,
    authors_of,
    silence_for,
    silences_of,
)
from tocsin.intake.alerts.reads import alerts_of_source
from tocsin.intake.alerts.silence_rules import ACTIVE, PENDING
from tocsin.intake.alerts.suppression import hold_of
from tocsin.kernel import clock

# So many of a source's alerts are looked through, the youngest first.
REACH = 20_000
_INHIBITED = ("inhibited:", "beneath:")


@dataclass(frozen=True, slots=True)
class OwnAlert:
    """An alert that fires, the source's own silences that cover it, and what it is
    inhibited by. What else holds it back is told by `is_suppressed` alone."""

    alert: Alert
    silenced_by: Sequence[str]
    inhibited_by: Sequence[str]

    @property
    def is_suppressed(self) -> bool:
        return bool(self.silenced_by or self.inhibited_by or self.alert.suppressed)


@dataclass(frozen=True, slots=True)
class OwnSilence:
    silence: Silence
    author: str


def own_alerts(source: int, asks: Sequence[Matcher]) -> list[OwnAlert]:
    """Those of this source that fire and whose labels fit, by their fingerprints."""
    rows = alerts_of_source(source, _wanted(asks), limit=REACH)
    fitting = [row for row in rows if all_fit(asks, row.labels)]
    silencing = _silencing(source, fitting)
    found = [
        OwnAlert(row, silencing.get(row.id, ()), _inhibited(row)) for row in fitting
    ]
    return sorted(found, key=lambda one: (one.alert.fingerprint, one.alert.id))


def _wanted(asks: Sequence[Matcher]) -> Q:
    """What the database can narrow by itself."""
    exact = {
        ask.name: ask.value
        for ask in asks
        if ask.value and ask.is_equal and not ask.is_regex
    }
    return Q(state=Alert.State.OPEN) & (Q(labels__contains=exact) if exact else Q())


def _silencing(source: int, rows: Sequence[Alert]) -> dict[int, list[str]]:
    now = clock.now()
    active = Silence.objects.filter(
        source_id=source, starts_at__lte=now, ends_at__gt=now
    )
    uuids = {hold_of(each): str(each.uuid) for each in active}
    if not uuids:
        return {}
    names = {hold.mark: uuid for hold, uuid in uuids.items()}
    facts = queries.facts_of_alerts([row.id for row in rows])
    return {
        number: sorted(names[mark] for mark in marks)
        for number, marks in held(facts, list(uuids)).items()
    }


def _inhibited(alert: Alert) -> list[str]:
    mark = alert.suppressed
    return [mark.partition(":")[2]] if mark.startswith(_INHIBITED) else []


def own_silences(actor: Actor, asks: Sequence[Matcher]) -> list[OwnSilence]:
    """Those of this source: the active ones that end first, what is to come, and what
    ended in the last days."""
    now = clock.now()
    rows = [
        row
        for row in silences_of(actor).filter(ends_at__gt=now - LISTED)
        if all_fit(asks, {ask.name: ask.value for ask in row.asks})
    ]
    rows.sort(key=lambda row: _place(row, now))
    return as_told(rows)


def own_silence(actor: Actor, uuid: str) -> OwnSilence:
    return as_told([silence_for(actor, uuid)])[0]


def as_told(rows: Sequence[Silence]) -> list[OwnSilence]:
    authors = authors_of(rows, by="username")
    return [OwnSilence(row, authors[row.pk]) for row in rows]


def _place(silence: Silence, now: datetime) -> tuple[int, float]:
    state = silence.state(now)
    if state == PENDING:
        return 1, silence.starts_at.timestamp()
    ends = silence.ends_at.timestamp()
    return (0, ends) if state == ACTIVE else (2, -ends)


def own_actor(slug: str, name: str) -> Actor:
    """The source as one who acts."""
    return Actor(kind="source", id=slug, name=name, via="wire")
