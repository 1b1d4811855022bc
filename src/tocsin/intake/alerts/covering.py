"""What a silence covers: told before it is made, and while it stands."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count

from tocsin.foundation.accounts.refusals import NotAllowed
from tocsin.foundation.accounts.rules import Actor, may_look
from tocsin.intake.alerts.changes import AlertFacts
from tocsin.intake.alerts.holds import Hold, held
from tocsin.intake.alerts.matching import Matcher
from tocsin.intake.alerts.models import Alert, Silence
from tocsin.intake.alerts.queries import facts_of_alerts

# So many of the alerts that stand are looked at, the latest.
LOOKED_AT = 5000
SHOWN = 20


@dataclass(frozen=True, slots=True)
class Covered:
    """Alerts that stand and fit, the latest first, and how many more there are."""

    alerts: Sequence[AlertFacts]
    more: int

    @property
    def count(self) -> int:
        return len(self.alerts) + self.more


def covered(
    actor: Actor,
    matchers: Iterable[Matcher],
    services: Collection[str] = (),
    source: str = "",
) -> Covered:
    """What stands now and would be silenced. Nothing is stored."""
    if not may_look(actor):
        raise NotAllowed
    rows = Alert.objects.exclude(state=Alert.State.RESOLVED)
    if services:
        rows = rows.filter(service__in=list(services))
    if source:
        rows = rows.filter(source__slug=source)
    ids = list(rows.order_by("-id").values_list("id", flat=True)[:LOOKED_AT])
    facts = facts_of_alerts(ids) if ids else []
    marked = held(facts, [Hold("it", tuple(matchers), frozenset(services))])
    found = [alert for alert in reversed(facts) if alert.id in marked]
    return Covered(found[:SHOWN], max(0, len(found) - SHOWN))


def covered_by(actor: Actor, silence: Silence) -> Covered:
    source = silence.source.slug if silence.source else ""
    return covered(actor, silence.asks, silence.services, source)


def held_counts(rows: Iterable[Silence]) -> Mapping[int, int]:
    """By the number of a silence, how many alerts it keeps from an incident now."""
    marks = {row.mark: row.pk for row in rows}
    found = Alert.objects.filter(suppressed__in=marks)
    standing = found.exclude(state=Alert.State.RESOLVED).order_by()
    told = standing.values_list("suppressed").annotate(count=Count("id"))
    return dict.fromkeys(marks.values(), 0) | {marks[m]: n for m, n in told}
