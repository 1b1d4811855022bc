"""Registering an incident: never refused, whoever tells it and whatever is missing."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import IntegrityError, transaction

from tocsin.foundation.accounts.rules import Actor
from tocsin.kernel import clock
from tocsin.kernel.text import holdable
from tocsin.register.core.actions.writer import Birth, Draft, append, draw_numbers
from tocsin.register.core.entries import Kind
from tocsin.register.core.models import Incident
from tocsin.register.work.fields import missing_fields, stated
from tocsin.register.work.priority import rated, routed, with_model
from tocsin.register.work.reported import Reported, understood
from tocsin.register.work.rules import missing, title_from
from tocsin.register.work.tags import usable

_DUTY = {"owner_role": "duty_manager"}


@transaction.atomic
def open_incident(
    report: Mapping[str, Any],
    *,
    by: Actor,
    source: str = "",
    source_ref: str = "",
    is_drill: bool = False,
) -> Incident:
    """A new incident with priority, team and owner, whatever was told and was not.

    `report` holds facts by name as in `docs/api.md`; service, category and reporter
    by key. What is missing or unknown is flagged, what was told is kept. A report
    that a source repeats (same `source` and `source_ref`) gives the incident that
    is there already.
    """
    source, source_ref = fitting(source, 40), fitting(source_ref, 120)
    if source_ref and (known := _known(source, source_ref)):
        return known
    now = clock.now()
    report, own, tags = _apart(report)
    reported = understood(report)
    facts = _completed(reported, by, now)
    own_facts, odd = stated(own, facts.get("category"), facts.get("model"))
    reported.told |= odd
    (birth,) = draw_numbers(1)
    birth = replace(birth, source=source, source_ref=source_ref, is_drill=is_drill)
    try:
        with transaction.atomic():
            append(
                _drafts(birth, reported, facts, now, own_facts, tags),
                by=by,
                births=[birth],
            )
    except IntegrityError:
        # Told twice at the same moment: the other one was first.
        if source_ref and (known := _known(source, source_ref)):
            return known
        raise
    return Incident.objects.get(id=birth.id)


def fitting(name: str, length: int) -> str:
    """The sender's name for something, so that the register can hold it; names that
    are too long stay as different as they were."""
    name = holdable(name)
    if len(name) <= length:
        return name
    return name[: length - 17] + "~" + sha256(name.encode()).hexdigest()[:16]


def _known(source: str, source_ref: str) -> Incident | None:
    return Incident.objects.filter(source=source, source_ref=source_ref).first()


def _completed(reported: Reported, by: Actor, now: datetime) -> dict[str, Any]:
    """The facts told, and those that follow from who tells them and when."""
    facts = with_model(reported.facts)
    told_by_person = by.is_person or by.kind == "guest"
    facts.setdefault("detected_at", now)
    facts.setdefault("detected_by", "user" if told_by_person else "monitor")
    facts.setdefault("basis", "user_perception" if told_by_person else "ci_out_of_spec")
    facts.setdefault("channel", "portal" if told_by_person else "api")
    if told_by_person:
        facts.setdefault("reported_at", now)
    if by.is_requester:
        facts["reporter"] = by.id
    return facts


def _apart(report: Mapping[str, Any]) -> tuple[dict[str, Any], Any, list[str]]:
    """The facts that everybody has, the values of the organisation's own fields, tags.

    Of tags, those that are none are passed over: nobody has to complete them.
    """
    common = {n: v for n, v in report.items() if n not in {"fields", "tags"}}
    told = report.get("tags") or ()
    told = told.split(",") if isinstance(told, str) else told
    texts = [t for t in told if isinstance(t, str)] if isinstance(told, list) else []
    return common, report.get("fields"), usable(texts)


def _drafts(
    birth: Birth,
    reported: Reported,
    facts: dict[str, Any],
    now: datetime,
    own: Mapping[str, Any],
    tags: list[str],
) -> list[Draft]:
    model_team = facts.pop("team_of_model", None)
    unasked = missing_fields(own, facts.get("category"), facts.get("model"))
    flags = sorted({*reported.flags, *missing(facts), *unasked})
    facts["title"] = title_from(facts) or birth.ref
    priority, reason = rated(facts)
    registered = facts | _DUTY | {"priority": priority, "priority_reason": reason}
    registered |= {"flags": flags, "told": reported.told}
    registered |= {"fields": own} if own else {}
    registered |= {"tags": tags} if tags else {}
    drafts = [Draft(birth.id, Kind.REGISTERED, registered, happened_basis="clock")]
    if "category" in facts:
        names = ("category", "impact", "urgency", "model")
        classified = {name: facts[name] for name in names if name in facts}
        classified |= {"priority": priority, "priority_reason": reason}
        drafts.append(_by_rule(birth, Kind.CLASSIFIED, classified))
    team, why = (model_team, facts["model"]) if model_team else routed(facts, now)
    if team:
        assigned = {"team": team, "why": why} | _DUTY
        drafts.append(_by_rule(birth, Kind.ASSIGNED, assigned))
    return drafts


def _by_rule(birth: Birth, kind: Kind, body: Mapping[str, Any]) -> Draft:
    rule = Actor(kind="rule", id=kind.value, name="", via="register")
    return Draft(birth.id, kind, body, happened_basis="clock", by=rule)
