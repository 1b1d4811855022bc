"""Which alerts that fire hold back others, by published rules.

Which alerts may hold back others is kept in a table from their opening on, so that
asking for many costs one look, and nothing at all where no rule is published.
"""

from collections.abc import Iterable, Iterator, Sequence

from tocsin.foundation.config.reads import all_published, version
from tocsin.intake.alerts import queries
from tocsin.intake.alerts.changes import AlertFacts, Moved
from tocsin.intake.alerts.holding import InhibitionRead, Inhibitor
from tocsin.intake.alerts.holds import words_of
from tocsin.intake.alerts.inhibition_rules import Inhibition, rule_of
from tocsin.intake.alerts.models import Alert

INHIBITION = "inhibition"
PREFIX = "inhibited:"
_CHUNK = 2000


def rules() -> list[Inhibition]:
    """Every rule in force, by name."""
    held = all_published(INHIBITION)
    return [rule_of(name, held[name].body) for name in sorted(held)]


def keep_inhibitors(moved: Moved) -> None:
    """Those that fire from now on may hold back others, those that ended do no more.
    In the caller's transaction, which holds the lock of folding."""
    known = rules()
    read_anew(known)
    if not known:
        return
    ended = [alert.id for alert in (*moved.resolved, *moved.no_data, *moved.changed)]
    if ended:
        Inhibitor.objects.filter(alert_id__in=ended).delete()
    changed = [alert for alert in moved.changed if alert.state == "open"]
    _store([*moved.opened, *moved.returned, *changed], known)


def read_anew(known: Sequence[Inhibition]) -> bool:
    """Whether other rules are in force than the inhibitors were found by; then they
    are found anew among all alerts that fire."""
    number = version(INHIBITION)
    read, _made = InhibitionRead.objects.get_or_create(id=1)
    if read.version == number:
        return False
    Inhibitor.objects.all().delete()
    if known:
        for some in _firing():
            _store(some, known)
    read.version = number
    read.save()
    return True


def _firing() -> Iterator[list[AlertFacts]]:
    rows = Alert.objects.filter(state=Alert.State.OPEN).order_by("id")
    ids = list(rows.values_list("id", flat=True))
    for start in range(0, len(ids), _CHUNK):
        yield queries.facts_of_alerts(ids[start : start + _CHUNK])


def _store(alerts: Iterable[AlertFacts], known: Sequence[Inhibition]) -> None:
    rows = []
    for alert in alerts:
        words = words_of(alert)
        rows += [
            Inhibitor(
                rule=rule.name,
                digest=rule.digest(words),
                alert_id=alert.id,
                is_target=rule.may_be_held(words),
            )
            for rule in known
            if rule.may_hold(words)
        ]
    Inhibitor.objects.bulk_create(rows, ignore_conflicts=True)


def inhibited(alerts: Iterable[AlertFacts]) -> dict[int, str]:
    """By alert: `inhibited:` and the id of the one that holds it back, the earliest."""
    known = rules()
    asked = _asked(alerts, known) if known else []
    if not asked:
        return {}
    rows = Inhibitor.objects.filter(
        rule__in={rule for _a, rule, _d, _s in asked},
        digest__in={digest for _a, _r, digest, _s in asked},
    )
    by_place: dict[tuple[str, bytes], list[Inhibitor]] = {}
    for row in rows.order_by("alert_id"):
        by_place.setdefault((row.rule, bytes(row.digest)), []).append(row)
    found: dict[int, str] = {}
    for alert, rule, digest, is_source in asked:
        for row in by_place.get((rule, digest), ()):
            if row.alert_id != alert and not (is_source and row.is_target):
                found.setdefault(alert, f"{PREFIX}{row.alert_id}")
                break
    return found


def _asked(
    alerts: Iterable[AlertFacts], known: Sequence[Inhibition]
) -> list[tuple[int, str, bytes, bool]]:
    """Which alert may be held back by which rule, at which place of it."""
    found = []
    for alert in alerts:
        words = words_of(alert)
        found += [
            (alert.id, rule.name, rule.digest(words), rule.may_hold(words))
            for rule in known
            if rule.may_be_held(words)
        ]
    return found


def inhibiting(alerts: Iterable[int]) -> set[int]:
    """Those of these alerts that may hold back others still."""
    rows = Inhibitor.objects.filter(alert_id__in=list(alerts))
    return {*rows.values_list("alert_id", flat=True)}
