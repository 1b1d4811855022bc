"""Incidents that wait for the proof their model wants: their alerts have ended, or no
monitor ever told of them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.classification.reads import models
from tocsin.intake.alerts.models import Alert
from tocsin.intake.correlation.proof import Proof, figure_fell, restored_is_proven
from tocsin.intake.correlation.restoring import (
    Quiet,
    restore,
    restored_by,
    standing_of,
)
from tocsin.intake.correlation.turns import hold_folding
from tocsin.kernel import clock
from tocsin.register.work.actions.monitors import Deed, hold, restore_many
from tocsin.register.work.held import Held, families_of, has_said, unrestored, unseen

_BATCH = 500
_BY_FIGURE = "proven:figure:restored"


@transaction.atomic
def restore_proven() -> int:
    """What has no alert standing any more is restored once its model's proof is there;
    says how many. What people take back after that is left to them."""
    wanting = {name: body for name, body in models().items() if _wants_proof(body)}
    if not wanting:
        return 0
    hold_folding()
    now = clock.now()
    rows = unrestored(sorted(wanting), _BATCH)
    ended = _ended(rows)
    proofs: Mapping[str, Proof] = {
        name: restored_is_proven(wanting[name], now)
        for name in sorted({row.model for row in rows.values()})
    }
    causes = {number: f"proven:{at:%Y%m%d%H%M%S%f}" for number, at in ended.items()}
    told = has_said({n: restored_by(cause) for n, cause in causes.items()})
    quiet = [
        Quiet(number, SYSTEM, causes[number], now)
        for number in sorted(ended)
        if number not in told and proofs[rows[number].model].is_proven
    ]
    if not quiet:
        return 0
    hold(one.incident_id for one in quiet)
    return len(restore(quiet, now))


@transaction.atomic
def restore_unseen() -> int:
    """What users reported and no monitor saw is restored once the figure of its model,
    that was beyond its bound meanwhile, keeps it again; says how many. It is left to
    people to resolve it, and so is what they take back."""
    by_figure = {
        name: body
        for name, body in models().items()
        if "figure" in (body.get("restored_when") or {})
    }
    rows = unseen(sorted(by_figure), _BATCH) if by_figure else {}
    fell = _fell(rows, by_figure, clock.now())
    told = has_said(dict.fromkeys(fell, _BY_FIGURE))
    deeds = [Deed(number, SYSTEM, _BY_FIGURE) for number in sorted(set(fell) - told)]
    if not deeds:
        return 0
    hold(deed.incident_id for deed in deeds)
    return len(restore_many(deeds))


def _fell(
    rows: Mapping[int, Held], wanting: Mapping[str, Any], now: datetime
) -> list[int]:
    """Of these incidents, those in whose time the figure of their model was beyond its
    bound, and is proven now."""
    found: list[int] = []
    for name in sorted({row.model for row in rows.values()}):
        begun = {n: _began(row) for n, row in rows.items() if row.model == name}
        if restored_is_proven(wanting[name], now).is_proven:
            at = figure_fell(wanting[name], min(begun.values()), now)
            found += [n for n, began in begun.items() if at and began <= at]
    return found


def _began(row: Held) -> datetime:
    return row.occurred_at or row.registered_at or row.changed_at


def _wants_proof(body: Mapping[str, Any]) -> bool:
    return bool({"figure", "heartbeat"} & (body.get("restored_when") or {}).keys())


def _ended(rows: Mapping[int, Held]) -> dict[int, datetime]:
    """By incident: when the last of its alerts ended; only where none stands."""
    standing = standing_of(rows)
    quiet = [number for number in rows if not standing.get(number)]
    families = families_of(quiet)
    ends = _last_ends({each for family in families.values() for each in family})
    found = {}
    for number, family in families.items():
        told = [ends[each] for each in family if each in ends]
        if told:
            found[number] = max(told)
    return found


def _last_ends(ids: Collection[int]) -> dict[int, datetime]:
    rows = Alert.objects.filter(incident_id__in=ids, ends_at__isnull=False)
    told: Sequence[tuple[int, datetime]] = list(
        rows.values_list("incident_id").annotate(last=Max("ends_at"))
    )
    return dict(told)
