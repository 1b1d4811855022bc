"""Changes are told, begun, over, called off; each of these is audited."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from tocsin.foundation.accounts.models import Person
from tocsin.foundation.accounts.refusals import NotAllowed, PersonUnknown
from tocsin.foundation.accounts.rules import Actor
from tocsin.foundation.audit.actions import record_change
from tocsin.foundation.changes.actions.approving import need_approved
from tocsin.foundation.changes.models import ChangedService, ServiceChange
from tocsin.foundation.changes.queries import new_number
from tocsin.foundation.changes.refusals import (
    ChangeEnded,
    ChangeKeyTaken,
    ChangeUnknown,
    ChangeUnusable,
)
from tocsin.foundation.changes.rules import (
    CANCELLED,
    KEY,
    KINDS,
    MAY_FOLLOW,
    OUTCOMES,
    PLANNED,
    RISKS,
    TAKEN,
    UNDER_WAY,
    may_tell,
    may_tell_on,
    window,
)
from tocsin.foundation.services.models import Service
from tocsin.foundation.services.refusals import ServiceUnknown
from tocsin.kernel import clock
from tocsin.kernel.text import holdable

_TEXTS = {"title": 200, "description": 20_000, "url": 500}
_WORDS: Mapping[str, tuple[str, ...]] = {"kind": KINDS, "risk": RISKS}
_INSTANTS = ("planned_start", "planned_end", "started_at", "ended_at")
FACTS = (*_TEXTS, *_WORDS, *_INSTANTS, "owner", "services")


@transaction.atomic
def add_change(
    *,
    by: Actor,
    key: str = "",
    source: str = "",
    source_ref: str = "",
    outcome: str = "",
    **facts: Any,
) -> ServiceChange:
    """The change is known: planned, or under way or ended where it is told when.

    `facts` are title, description, kind, risk, services (their keys), owner (a
    person's key), the planned and the actual window, and url. Told without any
    instant, it begins now. What a source repeats (same `source` and `source_ref`)
    gives the change that is there already.
    """
    if not may_tell(by):
        raise NotAllowed
    source, source_ref = holdable(source)[:40], holdable(source_ref)
    _need_short("source_ref", source_ref, 120)
    if source_ref and (known := _known(source, source_ref)):
        return known
    change = ServiceChange(
        key=_key(key),
        source=source,
        source_ref=source_ref,
        made_by_kind=by.kind,
        made_by=by.id,
    )
    if not facts.get("planned_start") and not facts.get("ended_at"):
        facts["started_at"] = facts.get("started_at") or clock.now()
    services = _put(change, facts)
    change.state = _state(change, outcome)
    try:
        with transaction.atomic():
            change.save()
    except IntegrityError:
        # Told twice at the same moment: the other one was first.
        if source_ref and (known := _known(source, source_ref)):
            return known
        raise ChangeKeyTaken(key=change.key) from None
    _name_services(change, services)
    _audit(change, "added", by, after=_told(change))
    return change


def _known(source: str, source_ref: str) -> ServiceChange | None:
    return ServiceChange.objects.filter(source=source, source_ref=source_ref).first()


def _key(key: str) -> str:
    told = holdable(key).strip()
    if not told:
        return _next_key()
    if not KEY.fullmatch(told) or told in TAKEN:
        hint = _("Letters, figures, dots and hyphens, at most 40.")
        raise ChangeUnusable(fact="key", value=told[:80], hint=hint)
    if ServiceChange.objects.filter(key=told).exists():
        raise ChangeKeyTaken(key=told)
    return told


def _next_key() -> str:
    """The next number that no change has: those brought back brought theirs along."""
    while True:
        key = f"CHG-{new_number():05}"
        if not ServiceChange.objects.filter(key=key).exists():
            return key


def _state(change: ServiceChange, outcome: str) -> str:
    if change.ended_at:
        return _outcome(outcome or "done")
    return UNDER_WAY if change.started_at else PLANNED


@transaction.atomic
def amend_change(key: str, *, by: Actor, why: str = "", **facts: Any) -> ServiceChange:
    """What is known of the change is as told; its state stays."""
    change = _locked(key, by)
    before = _told(change)
    services = _put(change, facts)
    change.save()
    _name_services(change, services)
    if (after := _told(change)) != before:
        _audit(change, "amended", by, before=before, after=after, why=why)
    return change


@transaction.atomic
def start_change(
    key: str,
    *,
    by: Actor,
    at: datetime | None = None,
    why: str = "",
    before_approved: bool = False,
) -> ServiceChange:
    """It is under way; saying so twice is no mistake. What waits for approval is begun
    only by telling so (`before_approved`), and why."""
    change = _locked(key, by)
    if change.state == UNDER_WAY:
        return change
    need_approved(change, backdated=before_approved, why=why)
    return _moved_on(change, UNDER_WAY, by, why, started_at=at or clock.now())


@transaction.atomic
def finish_change(
    key: str,
    *,
    by: Actor,
    outcome: str = "done",
    at: datetime | None = None,
    why: str = "",
    before_approved: bool = False,
) -> ServiceChange:
    """It is over: done, failed, or backed out. What waits for approval is done only by
    telling so, and why; what was begun so needs no telling again."""
    change, outcome = _locked(key, by), _outcome(outcome)
    if change.state == outcome:
        return change
    if change.state != UNDER_WAY:
        need_approved(change, backdated=before_approved, why=why)
    ended = at or clock.now()
    began = change.started_at or min(change.planned_start or ended, ended)
    return _moved_on(change, outcome, by, started_at=began, ended_at=ended, why=why)


@transaction.atomic
def cancel_change(key: str, *, by: Actor, why: str = "") -> ServiceChange:
    """It will not be done. What is under way is finished or backed out instead."""
    change = _locked(key, by)
    if change.state == CANCELLED:
        return change
    return _moved_on(change, CANCELLED, by, why=why)


@transaction.atomic
def plan_change_anew(key: str, *, by: Actor, why: str = "") -> ServiceChange:
    """What was cancelled is planned again."""
    change = _locked(key, by)
    if change.state == PLANNED:
        return change
    return _moved_on(change, PLANNED, by, why=why)


def _moved_on(
    change: ServiceChange, state: str, by: Actor, why: str = "", **instants: datetime
) -> ServiceChange:
    if state not in MAY_FOLLOW[change.state]:
        raise ChangeEnded(key=change.key, state=change.state.replace("_", " "))
    before = _told(change)
    change.state = state
    _put(change, instants)
    change.save()
    _audit(change, state, by, before=before, after=_told(change), why=why)
    return change


def _locked(key: str, by: Actor) -> ServiceChange:
    rows = ServiceChange.objects.select_for_update(no_key=True)
    change = rows.filter(key=holdable(key)).first()
    if not may_tell(by):
        raise NotAllowed
    if change is None:
        raise ChangeUnknown(key=holdable(key))
    if not may_tell_on(by, (change.made_by_kind, change.made_by)):
        raise ChangeUnknown(key=holdable(key))
    return change


def _put(change: ServiceChange, facts: Mapping[str, Any]) -> list[Service] | None:
    """The facts stand in their columns, each looked at before; services are given back
    to be named once the change is a row."""
    if strange := facts.keys() - set(FACTS):
        raise TypeError(f"{', '.join(sorted(strange))}: no such fact of a change")
    for name, told in facts.items():
        if name in _TEXTS:
            text = holdable(str(told or "")).strip()
            _need_short(name, text, _TEXTS[name])
            setattr(change, name, text)
        elif name in _WORDS and told:
            _need_word(name, str(told), _WORDS[name])
            setattr(change, name, told)
        elif name in _INSTANTS:
            setattr(change, name, told)
    if "owner" in facts:
        change.owner = _person(facts["owner"])
    _need_whole(change)
    planned = (change.planned_start, change.planned_end)
    change.begins_at, change.ends_at = window(
        planned, (change.started_at, change.ended_at), change.begins_at or clock.now()
    )
    return _services(facts["services"]) if "services" in facts else None


def _need_whole(change: ServiceChange) -> None:
    if not change.title:
        raise ChangeUnusable(fact="title", value="“”", hint=_("Give it a title."))
    if change.url and not change.url.startswith(("https://", "http://")):
        hint = _("An address that begins with https://.")
        raise ChangeUnusable(fact="url", value=change.url[:80], hint=hint)
    spans = ("planned_start", "planned_end"), ("started_at", "ended_at")
    for first, last in spans:
        begins, ends = getattr(change, first), getattr(change, last)
        if begins and ends and ends < begins:
            hint = _("It cannot end before it begins.")
            raise ChangeUnusable(fact=last, value=f"{ends:%Y-%m-%d %H:%M}", hint=hint)


def _need_short(name: str, text: str, longest: int) -> None:
    if len(text) > longest:
        hint = _("At most {n} characters.").format(n=longest)
        raise ChangeUnusable(fact=name, value=text[:80], hint=hint)


def _need_word(name: str, told: str, known: tuple[str, ...]) -> None:
    if told not in known:
        hint = _("One of: {known}.").format(known=", ".join(known))
        raise ChangeUnusable(fact=name, value=told[:80], hint=hint)


def _outcome(told: str) -> str:
    _need_word("outcome", told, OUTCOMES)
    return told


def _person(key: str | None) -> Person | None:
    if not key:
        return None
    person = Person.objects.filter(key=holdable(key)).first()
    if person is None:
        raise PersonUnknown(key=holdable(key))
    return person


def _services(keys: Any) -> list[Service]:
    wanted = sorted({holdable(key) for key in keys or ()})
    found = {each.key: each for each in Service.objects.filter(key__in=wanted)}
    for key in wanted:
        if key not in found:
            raise ServiceUnknown(key=key)
    return [found[key] for key in wanted]


def _name_services(change: ServiceChange, services: list[Service] | None) -> None:
    if services is None:
        return
    ChangedService.objects.filter(change=change).exclude(service__in=services).delete()
    told = [ChangedService(change=change, service=each) for each in services]
    ChangedService.objects.bulk_create(told, ignore_conflicts=True)


def _told(change: ServiceChange) -> dict[str, Any]:
    """The change as it is audited: people by key, no free text."""
    instants = {name: getattr(change, name) for name in _INSTANTS}
    told = {name: at.isoformat() for name, at in instants.items() if at}
    rows = ChangedService.objects.filter(change=change).order_by("service__key")
    return {
        "kind": change.kind,
        "risk": change.risk,
        "state": change.state,
        "owner": change.owner_id,
        "services": list(rows.values_list("service__key", flat=True)),
        **told,
    }


def _audit(change: ServiceChange, verb: str, by: Actor, **facts: Any) -> None:
    record_change(f"change:{change.key}", verb, by=(by.kind, by.id), **facts)
