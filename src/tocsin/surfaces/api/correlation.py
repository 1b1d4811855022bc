"""/correlation-rules, /reconciliation, /noise: from alerts to incidents."""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from tocsin.foundation.idempotency.rules import Answer
from tocsin.intake.alerts.inhibited import inhibitions_for
from tocsin.intake.correlation.actions import publish_rules
from tocsin.intake.correlation.judging import rules_in_force
from tocsin.intake.correlation.noise import Noise, noise
from tocsin.intake.correlation.reconciling import hand_in_missed, reconcile
from tocsin.intake.correlation.trial import try_rules
from tocsin.surfaces.api.bearer import ApiRequest
from tocsin.surfaces.api.needs import kept
from tocsin.surfaces.api.operations import keeping, reading
from tocsin.surfaces.api.shapes import Asked, Words
from tocsin.surfaces.api.writing import acting, once

router = Router(tags=["Correlation"])

Days = Annotated[int, Field(ge=1, le=90)]


class RulesShape(Schema):
    """The rules in force. What a rule may hold is in `docs/correlation.md`."""

    zone: str = Field("UTC", description="Of `hour` and `weekday` in conditions.")
    rules: list[dict[str, Any]] = Field(
        examples=[[{"name": "News", "when": 'severity == "info"', "do": "drop"}]]
    )


class RulesAsked(Asked):
    """Rules to be tried."""

    zone: Words = "UTC"
    rules: Annotated[list[dict[str, Any]], Field(max_length=200)]


class RulesTold(RulesAsked):
    """Rules to be published, and why."""

    why: Words = ""


class OutcomesByRule(Schema):
    rule: str
    outcomes: dict[str, int]


class AlertOtherwise(Schema):
    """An alert of which something else would have become."""

    alert: int
    title: str
    at: datetime
    was: str
    incident: str = Field(description="The incident it has, or empty.")
    would: str
    rule: str


class TrialShape(Schema):
    """What rules would have done in the last seven days, beside what was: opened,
    joined, dropped, suppressed, waited; missed where there was no incident."""

    since: datetime
    until: datetime
    alerts: int
    is_cut: bool = Field(description="There were more; the latest were looked at.")
    was: dict[str, int]
    would: dict[str, int]
    by_rule: list[OutcomesByRule]
    changed: int
    differences: list[AlertOtherwise] = Field(description="The first fifty.")
    warnings: dict[str, str] = Field(description="By rule: what it could not tell.")


class ReasonShape(Schema):
    """Why alerts have no incident of their own."""

    reason: str = Field(
        description="silence, window, inhibited, beneath, flapping, over, suppressed,"
        " dropped, below, merged, missed."
    )
    by: str
    alerts: int
    standing: int


class ReconciliationShape(Schema):
    since: datetime
    until: datetime
    joined: int
    without: int
    missed: int
    reasons: list[ReasonShape]


class HandedIn(Schema):
    alerts: int


class NoiseRow(Schema):
    """What is loud: `acted_on` counts the incidents that people acted on, `pages` how
    often somebody was paged for its incidents, `pages_in_vain` for the others."""

    name: str
    alerts: int
    told: int
    held_back: int
    incidents: int
    acted_on: int
    pages: int
    pages_in_vain: int


class NoiseShape(Schema):
    since: datetime
    until: datetime
    alerts: int
    incidents: int
    acted_on: int
    names: list[NoiseRow]
    services: list[NoiseRow]
    sources: list[NoiseRow]
    rules: list[NoiseRow]


class InhibitionRuleShape(Schema):
    """While an alert fires that `source` fits, those that `target` fits are held back
    that say the same in `equal`. `holding` and `held` count alerts now."""

    name: str
    comment: str
    source: list[str]
    target: list[str]
    equal: list[str]
    holding: int
    held: int


class InhibitedShape(Schema):
    """An alert, by its number, and the one that holds it back."""

    alert: int
    title: str
    by: int | None
    by_title: str
    rule: str = Field(description="Empty where what held it back is over.")
    equal: dict[str, str] = Field(description="What both say alike.")


class InhibitionShape(Schema):
    rules: list[InhibitionRuleShape]
    alerts: list[InhibitedShape] = Field(description="The latest 200.")


class OfADay(Schema):
    days: Days = 1


class OfAWeek(Schema):
    days: Days = 7


@reading(router, "/correlation-rules", RulesShape)
def get_correlation_rules(request: ApiRequest) -> RulesShape:
    """The published correlation rules; none are none."""
    return RulesShape(**rules_in_force())


@keeping(router, "POST", "/correlation-rules", RulesShape)
def post_correlation_rules(request: ApiRequest, body: RulesTold) -> HttpResponse:
    """Publish these rules: alerts that move from now on follow them."""
    by = acting(request)

    def deed() -> Answer:
        told = body.model_dump(exclude={"why"})
        made = publish_rules(told, by=by, why=body.why)
        return kept(RulesShape(**made.body))

    return once(request, deed)


@keeping(router, "POST", "/correlation-rules/try", TrialShape)
def post_correlation_rules_try(request: ApiRequest, body: RulesAsked) -> HttpResponse:
    """What these rules would have done in the last seven days. Nothing is stored."""

    def deed() -> Answer:
        trial = try_rules(body.model_dump())
        shape = TrialShape(
            since=trial.since,
            until=trial.until,
            alerts=trial.alerts,
            is_cut=trial.is_cut,
            was=dict(trial.was),
            would=dict(trial.would),
            by_rule=[
                OutcomesByRule(rule=name, outcomes=dict(counts))
                for name, counts in trial.by_rule.items()
            ],
            changed=trial.changed,
            differences=[
                AlertOtherwise(
                    alert=each.alert_id,
                    title=each.title,
                    at=each.at,
                    was=each.was,
                    incident=each.ref,
                    would=each.would,
                    rule=each.rule,
                )
                for each in trial.differences
            ],
            warnings=dict(trial.warnings),
        )
        return kept(shape)

    return once(request, deed)


@reading(router, "/reconciliation", ReconciliationShape, OfADay)
def get_reconciliation(
    request: ApiRequest, asked: Query[OfADay]
) -> ReconciliationShape:
    """Alerts of the last days with no incident, each explained."""
    report = reconcile(days=asked.days)
    return ReconciliationShape(
        since=report.since,
        until=report.until,
        joined=report.joined,
        without=report.without,
        missed=report.missed,
        reasons=[
            ReasonShape(
                reason=each.word,
                by=each.by,
                alerts=each.alerts,
                standing=each.standing,
            )
            for each in report.reasons
        ],
    )


@keeping(router, "POST", "/reconciliation/hand-in", HandedIn)
def post_reconciliation_hand_in(request: ApiRequest) -> HttpResponse:
    """Missed alerts that stand open or join an incident now."""
    by = acting(request)

    def deed() -> Answer:
        return kept(HandedIn(alerts=hand_in_missed(by=by)))

    return once(request, deed)


@reading(router, "/noise", NoiseShape, OfAWeek)
def get_noise(request: ApiRequest, asked: Query[OfAWeek]) -> NoiseShape:
    """What cost the most pages and incidents that nobody acted on, the loudest
    first."""
    report = noise(days=asked.days)
    tables = {by: [_noise(one) for one in rows] for by, rows in report.tables.items()}
    return NoiseShape(
        since=report.since,
        until=report.until,
        alerts=report.alerts,
        incidents=report.incidents,
        acted_on=report.acted,
        names=tables["name"],
        services=tables["service"],
        sources=tables["source"],
        rules=tables["rule"],
    )


def _noise(one: Noise) -> NoiseRow:
    return NoiseRow(
        name=one.name,
        alerts=one.alerts,
        told=one.told,
        held_back=one.held,
        incidents=len(one.incidents),
        acted_on=one.acted,
        pages=one.pages,
        pages_in_vain=one.in_vain,
    )


@reading(router, "/inhibition", InhibitionShape)
def get_inhibition(request: ApiRequest) -> InhibitionShape:
    """Which alerts are held back by which others now, and the rules in force."""
    found = inhibitions_for(request.auth)
    rules = [
        InhibitionRuleShape(
            name=each.rule.name,
            comment=each.comment,
            source=[str(one) for one in each.rule.source],
            target=[str(one) for one in each.rule.target],
            equal=list(each.rule.equal),
            holding=each.holding,
            held=each.held,
        )
        for each in found.rules
    ]
    alerts = [
        InhibitedShape(
            alert=each.alert.id,
            title=str(each.alert),
            by=each.by.id if each.by else None,
            by_title=str(each.by) if each.by else "",
            rule=each.rule,
            equal=dict(each.alike),
        )
        for each in found.alerts
    ]
    return InhibitionShape(rules=rules, alerts=alerts)
