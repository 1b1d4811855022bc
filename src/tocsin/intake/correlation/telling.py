"""What incidents are told of their alerts: one entry for all of a turn."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from tocsin.foundation.accounts.reads import people_called
from tocsin.foundation.config.reads import value
from tocsin.foundation.services.reads import weights_of
from tocsin.intake.alerts.changes import AlertFacts
from tocsin.intake.correlation import queries
from tocsin.intake.correlation.opening import actor_of, weighed
from tocsin.intake.correlation.options import RAISES_IMPACT
from tocsin.intake.correlation.placing import Placed
from tocsin.intake.correlation.rules import rank_of, worst
from tocsin.register.core.entries import Kind
from tocsin.register.work.actions.monitors import (
    Deed,
    acknowledge_many,
    count_alerts,
    note_for_monitors,
    raise_impact,
    relate_many,
    tell_alerts,
)
from tocsin.register.work.held import families_of, held

_NAMED, _TITLES = 20, 5

Grouped = Mapping[int, Sequence[AlertFacts]]


def tell_joined(placed: Placed) -> None:
    """Those that joined, and those that came along with the one that opened."""
    along = {n: alerts[1:] for n, alerts in placed.opened.items() if alerts[1:]}
    deeds = [
        deed_of(number, alerts, "joined")
        for number, alerts in sorted({**placed.joined, **along}.items())
    ]
    if deeds:
        tell_alerts(Kind.ALERTS_JOINED, deeds)


def tell_related(placed: Placed) -> None:
    """An incident opened for an alert that belonged to an ended one says so, and the
    ended one too."""
    if not placed.related:
        return
    rows = held({number for number, _before in placed.related})
    for number, before in placed.related:
        first = placed.opened[number][0]
        cause = f"alert:{first.id}:again"
        relate_many([(rows[number], before)], by=actor_of(first), cause=cause)


def tell_worsened(placed: Placed, changed: Iterable[AlertFacts]) -> None:
    """A greater severity than any before is told, and raises impact and urgency of what
    alerts opened to what they would be had it been opened with it."""
    told = by_incident(placed, changed)
    ranks = {number: worst(a.severity for a in each) for number, each in told.items()}
    worsened = placed.worsened | queries.worsen(ranks)
    if not worsened:
        return
    deeds = []
    for number in sorted(worsened):
        alerts = [*placed.joined.get(number, ()), *told.get(number, ())]
        alerts.sort(key=lambda one: (rank_of(one.severity), one.id))
        deed = deed_of(number, alerts, f"severity:{alerts[0].severity}")
        body = {**deed.body, "severity": alerts[0].severity}
        deeds.append(Deed(number, deed.by, deed.cause, body))
    tell_alerts(Kind.ALERTS_WORSENED, deeds)
    if value(RAISES_IMPACT):
        _raise(deeds)


def _raise(deeds: Sequence[Deed]) -> None:
    rows = held({deed.incident_id for deed in deeds})
    services = {row.service_id for row in rows.values() if row.service_id}
    weights = weights_of(services) if services else {}
    raised = []
    for deed in deeds:
        row = rows[deed.incident_id]
        if row.source.startswith("alert:"):
            rank = rank_of(str(deed.body["severity"]))
            body = weighed(rank, weights.get(row.service_id or ""))
            raised.append(Deed(row.id, deed.by, f"{deed.cause}:impact", body))
    raise_impact(raised)


def tell_acknowledged(placed: Placed, alerts: Iterable[AlertFacts]) -> None:
    """Somebody answered at the source; their name there is kept where it can be
    erased, unless it is that of a person known here."""
    people = _People()
    deeds = []
    for alert in alerts:
        if alert.incident_id and alert.acknowledged_at:
            key, name = people.known(alert.acknowledged_by)
            at = alert.acknowledged_at
            deeds.append(
                Deed(
                    placed.end(alert.incident_id),
                    actor_of(alert, key),
                    f"alert:{alert.id}:acknowledged:{at.timestamp():.0f}",
                    {"note": name},
                    at,
                )
            )
    acknowledge_many(deeds)


def tell_notes(placed: Placed, noted: Iterable[tuple[AlertFacts, str, str]]) -> None:
    people = _People()
    deeds = []
    for alert, text, by in noted:
        if alert.incident_id and text.strip():
            key, name = people.known(by)
            told = f"{name}: {text}" if name else text
            number = placed.end(alert.incident_id)
            deeds.append(Deed(number, actor_of(alert, key), None, {"text": told}))
    if deeds:
        note_for_monitors(deeds)


def publish_counts(placed: Placed) -> None:
    """How many alerts each incident has, merged ones included, is on its row."""
    publish_counts_of({*placed.opened, *placed.joined})


def publish_counts_of(numbers: Iterable[int]) -> None:
    families = families_of(numbers)
    counts = queries.alerts_gathered({n for each in families.values() for n in each})
    count_alerts(
        {
            number: sum(counts.get(each, 0) for each in family)
            for number, family in families.items()
        }
    )


def by_incident(
    placed: Placed, alerts: Iterable[AlertFacts]
) -> dict[int, list[AlertFacts]]:
    """The alerts by where their incidents go on."""
    found: dict[int, list[AlertFacts]] = {}
    for alert in alerts:
        if alert.incident_id:
            found.setdefault(placed.end(alert.incident_id), []).append(alert)
    return found


def deed_of(
    number: int,
    alerts: Sequence[AlertFacts],
    what: str,
    happened_at: datetime | None = None,
    **more: Any,
) -> Deed:
    """What is told of several alerts: how many, and which were the first of them."""
    titles = list(dict.fromkeys(alert.title for alert in alerts))[: _TITLES + 1]
    text = "\n".join(titles[:_TITLES]) + ("\n…" if len(titles) > _TITLES else "")
    body = {
        "count": len(alerts),
        "alerts": [alert.id for alert in alerts[:_NAMED]],
        "sources": sorted({alert.source for alert in alerts})[:_NAMED],
        "text": text,
    }
    cause = f"alert:{min(alert.id for alert in alerts)}:{what}"
    return Deed(number, actor_of(alerts[0]), cause, body | more, happened_at)


class _People:
    """Who of ours goes by a name at a source; each is asked for once."""

    def __init__(self) -> None:
        self._keys: dict[str, str] = {}

    def known(self, name: str) -> tuple[str, str]:
        """A person's key, or else the name as it was told."""
        if name and name not in self._keys:
            self._keys[name] = people_called([name]).get(name, "")
        key = self._keys.get(name, "")
        return (key, "") if key else ("", name)
