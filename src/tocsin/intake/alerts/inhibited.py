"""Which alerts are held back by which others, and by which rule."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count

from tocsin.foundation.accounts.refusals import NotAllowed
from tocsin.foundation.accounts.rules import Actor, may_look
from tocsin.foundation.config.reads import all_published
from tocsin.intake.alerts.holds import words_of
from tocsin.intake.alerts.inhibiting import INHIBITION, PREFIX
from tocsin.intake.alerts.inhibition_rules import Inhibition, rule_of
from tocsin.intake.alerts.models import Alert, Inhibitor
from tocsin.intake.alerts.queries import facts_of_alerts

SHOWN = 200


@dataclass(frozen=True, slots=True)
class RuleInForce:
    """A rule with what is said of it, how many alerts hold back others by it now, and
    how many are held back."""

    rule: Inhibition
    comment: str
    holding: int
    held: int


@dataclass(frozen=True, slots=True)
class InhibitedAlert:
    """An alert that stands, the one that holds it back, by which rule, and what both
    say alike. Without a rule, what held it back is over, and it is free in a moment."""

    alert: Alert
    by: Alert | None
    rule: str
    alike: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Inhibitions:
    rules: Sequence[RuleInForce]
    alerts: Sequence[InhibitedAlert]
    is_cut: bool = False


def inhibitions_for(actor: Actor) -> Inhibitions:
    """The rules in force, and what they hold back now: the latest first."""
    if not may_look(actor):
        raise NotAllowed
    published = all_published(INHIBITION)
    rules = {name: rule_of(name, published[name].body) for name in sorted(published)}
    rows = Alert.objects.filter(suppressed__startswith=PREFIX).exclude(state="resolved")
    found = list(rows.select_related("source").order_by("-id")[: SHOWN + 1])
    alerts = _explained(found[:SHOWN], rules)
    held: dict[str, int] = {}
    for each in alerts:
        held[each.rule] = held.get(each.rule, 0) + 1
    counts = Inhibitor.objects.order_by().values_list("rule")
    holding = dict(counts.annotate(n=Count("alert_id", distinct=True)))
    told = [
        RuleInForce(
            rule,
            str(published[name].body.get("comment", "")),
            holding.get(name, 0),
            held.get(name, 0),
        )
        for name, rule in rules.items()
    ]
    return Inhibitions(told, alerts, len(found) > SHOWN)


def _explained(
    alerts: Sequence[Alert], rules: Mapping[str, Inhibition]
) -> list[InhibitedAlert]:
    by = {alert.id: int(alert.suppressed.removeprefix(PREFIX)) for alert in alerts}
    holders = Alert.objects.select_related("source").in_bulk(list(by.values()))
    places: dict[int, list[Inhibitor]] = {}
    for row in Inhibitor.objects.filter(alert_id__in=holders).order_by("rule"):
        places.setdefault(row.alert_id, []).append(row)
    facts = facts_of_alerts(list(by)) if by else []
    words = {each.id: words_of(each) for each in facts}
    found = []
    for alert in alerts:
        told = words[alert.id]
        rule = _rule(told, places.get(by[alert.id], ()), rules)
        alike = [(name, told.get(name, "")) for name in rule.equal] if rule else []
        named = rule.name if rule else ""
        found.append(InhibitedAlert(alert, holders.get(by[alert.id]), named, alike))
    return found


def _rule(
    words: Mapping[str, str],
    places: Iterable[Inhibitor],
    rules: Mapping[str, Inhibition],
) -> Inhibition | None:
    """The first rule by which an alert with these words is held back at one of these
    places."""
    for place in places:
        rule = rules.get(place.rule)
        if rule is None or not rule.may_be_held(words):
            continue
        both = place.is_target and rule.may_hold(words)
        if not both and rule.digest(words) == bytes(place.digest):
            return rule
    return None
