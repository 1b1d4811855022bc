"""Registering incidents: never refused, whoever tells them and whatever is missing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import IntegrityError, transaction

from tocsin.foundation.accounts.reads import names_of
from tocsin.foundation.accounts.rules import Actor
from tocsin.foundation.classification.reads import matrix, models
from tocsin.foundation.fields.reads import fields_for
from tocsin.foundation.fields.rules import Field
from tocsin.kernel import clock
from tocsin.kernel.text import holdable
from tocsin.register.core.actions.writer import Birth, Draft, append, draw_numbers
from tocsin.register.core.entries import Kind
from tocsin.register.core.models import Incident
from tocsin.register.core.reads.sources import incidents_from
from tocsin.register.work.actions.access import restrict_to
from tocsin.register.work.fields import missing_among, stated
from tocsin.register.work.own_path import is_own_path, told_person
from tocsin.register.work.priority import Route, rated, routed, with_model
from tocsin.register.work.reported import Known, Reported, understood
from tocsin.register.work.rules import missing, title_from
from tocsin.register.work.tags import usable

_DUTY = {"owner_role": "duty_manager"}
_MODEL_TEAM = "team_of_model"
_TRIES = 3
_MOST_LABELS, _LONGEST = 64, 256
_Source = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Opening:
    """An incident to be registered: what is told of it, and by whom. `source` and
    `source_ref` are the sender's name for it; told again, it is the same incident.
    `team` is who answers for it before category and service are asked, and `why`;
    `labels` are those of what a monitor told, for rules to look at."""

    report: Mapping[str, Any]
    source: str = ""
    source_ref: str = ""
    is_drill: bool = False
    by: Actor | None = None
    team: str = ""
    why: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)

    @property
    def known_as(self) -> _Source:
        return self.source, self.source_ref


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
    return open_incidents([Opening(report, source, source_ref, is_drill)], by=by)[0]


@transaction.atomic
def open_incidents(openings: Sequence[Opening], *, by: Actor) -> list[Incident]:
    """Many new incidents in one act, in the order given, each as `open_incident` would
    open it; matrix, models and routes are asked for once for all of them."""
    told = [_fitted(each) for each in openings]
    for tried in range(_TRIES):
        known = _known([each.known_as for each in told if each.source_ref])
        try:
            with transaction.atomic():
                born = _born(told, known, by)
        except IntegrityError:
            # Told twice at the same moment: the other one was first.
            if tried == _TRIES - 1:
                raise
        else:
            break
    rows = Incident.objects.in_bulk(list(born.values()))
    return [
        rows[born[n]] if n in born else known[each.known_as]
        for n, each in enumerate(told)
    ]


def _fitted(opening: Opening) -> Opening:
    return replace(
        opening,
        source=fitting(opening.source, 40),
        source_ref=fitting(opening.source_ref, 120),
    )


def _born(
    told: Sequence[Opening], known: Mapping[_Source, Incident], by: Actor
) -> dict[int, int]:
    """Registers those that are not known; says which became which incident."""
    new: dict[Any, int] = {}
    as_first: dict[int, Any] = {}
    for place, each in enumerate(told):
        if each.source_ref and each.known_as in known:
            continue
        name = each.known_as if each.source_ref else place
        as_first[place] = name
        new.setdefault(name, place)
    births = dict(zip(new, draw_numbers(len(new)) if new else (), strict=True))
    chosen = [(births[name], told[place]) for name, place in new.items()]
    batch = _Batch([opening.report for _birth, opening in chosen])
    drafts: list[Draft] = []
    for birth, opening in chosen:
        drafts += _opened(birth, opening, opening.by or by, batch)
    named = [_named(birth, opening) for birth, opening in chosen]
    append(drafts, by=by, births=named)
    _hide_own_drills(named, by)
    return {place: births[name].id for place, name in as_first.items()}


def _hide_own_drills(births: Iterable[Birth], by: Actor) -> None:
    """What Tocsin's own drill opens is seen by whoever it tells, and nobody else, from
    its first moment on."""
    for birth in births:
        if is_own_path(birth.source, is_drill=birth.is_drill):
            incident = Incident.objects.get(id=birth.id)
            known = names_of([told_person()])
            restrict_to(incident, set(known), by=by)


def _named(birth: Birth, opening: Opening) -> Birth:
    return replace(
        birth,
        source=opening.source,
        source_ref=opening.source_ref,
        is_drill=opening.is_drill,
    )


class _Batch:
    """What is asked once for all incidents opened together."""

    def __init__(self, reports: Sequence[Mapping[str, Any]]) -> None:
        self.now = clock.now()
        self.matrix = matrix()
        self.models = models()
        self.known = Known(reports)
        self._routes: dict[Any, Route] = {}
        self._fields: dict[Any, list[Field]] = {}

    def route(self, facts: Mapping[str, Any]) -> Route:
        named = (facts.get("category"), facts.get("service"))
        if named not in self._routes:
            self._routes[named] = routed(facts, self.now)
        return self._routes[named]

    def missing_fields(
        self, own: Mapping[str, Any], facts: Mapping[str, Any]
    ) -> list[str]:
        named = (facts.get("category"), facts.get("model"))
        if named not in self._fields:
            self._fields[named] = fields_for(*named)
        return missing_among(self._fields[named], own)


def _opened(birth: Birth, opening: Opening, by: Actor, batch: _Batch) -> list[Draft]:
    report, own, tags = _apart(opening.report)
    reported = understood(report, batch.known)
    facts = _completed(with_model(reported.facts, batch.models), by, batch.now)
    own_facts, odd = stated(own, facts.get("category"), facts.get("model"))
    reported.told |= odd
    drafts = _drafts(birth, reported, facts, own_facts, tags, by, batch)
    if opening.labels:
        drafts[0].body = {**drafts[0].body, "labels": _bounded(opening.labels)}
    return [*drafts, *_assigned(birth, opening, facts, batch)]


def _bounded(labels: Mapping[str, str]) -> dict[str, str]:
    """As many labels, and as much of each, as an entry holds."""
    kept = list(labels.items())[:_MOST_LABELS]
    return {str(name)[:_LONGEST]: str(value)[:_LONGEST] for name, value in kept}


def fitting(name: str, length: int) -> str:
    """The sender's name for something, so that the register can hold it; names that
    are too long stay as different as they were."""
    name = holdable(name)
    if len(name) <= length:
        return name
    return name[: length - 17] + "~" + sha256(name.encode()).hexdigest()[:16]


def _known(names: Iterable[_Source]) -> dict[_Source, Incident]:
    by_source: dict[str, set[str]] = {}
    for source, ref in names:
        by_source.setdefault(source, set()).add(ref)
    rows = incidents_from(by_source)
    return {(row.source, row.source_ref): row for row in rows}


def _completed(facts: dict[str, Any], by: Actor, now: datetime) -> dict[str, Any]:
    """The facts told, and those that follow from who tells them and when."""
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
    own: Mapping[str, Any],
    tags: list[str],
    by: Actor,
    batch: _Batch,
) -> list[Draft]:
    unasked = batch.missing_fields(own, facts)
    flags = sorted({*reported.flags, *missing(facts), *unasked})
    facts["title"] = title_from(facts) or birth.ref
    priority, reason = rated(facts, batch.matrix)
    told = {name: value for name, value in facts.items() if name != _MODEL_TEAM}
    registered = told | _DUTY | {"priority": priority, "priority_reason": reason}
    registered |= {"flags": flags, "told": reported.told}
    registered |= {"fields": own} if own else {}
    registered |= {"tags": tags} if tags else {}
    envelope: dict[str, Any] = {"happened_basis": "clock", "by": by}
    drafts = [Draft(birth.id, Kind.REGISTERED, registered, **envelope)]
    if "category" in facts:
        names = ("category", "impact", "urgency", "model")
        classified = {name: facts[name] for name in names if name in facts}
        classified |= {"priority": priority, "priority_reason": reason}
        drafts.append(_by_rule(birth, Kind.CLASSIFIED, classified))
    return drafts


def _assigned(
    birth: Birth, opening: Opening, facts: Mapping[str, Any], batch: _Batch
) -> list[Draft]:
    """With whom it is: whom the opening names, else the model, category or service."""
    team: str | None
    if opening.team:
        team, why = opening.team, opening.why
    elif facts.get(_MODEL_TEAM):
        team, why = facts[_MODEL_TEAM], facts["model"]
    else:
        team, why = batch.route(facts)
    if not team:
        return []
    return [_by_rule(birth, Kind.ASSIGNED, {"team": team, "why": why} | _DUTY)]


def _by_rule(birth: Birth, kind: Kind, body: Mapping[str, Any]) -> Draft:
    rule = Actor(kind="rule", id=kind.value, name="", via="register")
    return Draft(birth.id, kind, body, happened_basis="clock", by=rule)
