"""How much a team means to have in diagnosis at once."""

from typing import Protocol

from django.db import transaction

from tocsin.foundation.audit.actions import record_change
from tocsin.foundation.workspace.models import Limit
from tocsin.foundation.workspace.refusals import LimitNotYours, LimitUnfit
from tocsin.foundation.workspace.rules import Reader

_MOST = 10_000


class Setter(Reader, Protocol):
    @property
    def kind(self) -> str: ...


@transaction.atomic
def set_wip_limit(team: str, most: int, *, by: Setter) -> None:
    """Beyond so many in diagnosis the team is warned; 0 takes the limit away."""
    if team not in by.leads and not by.has("administrator"):
        raise LimitNotYours
    if not 0 <= most <= _MOST:
        raise LimitUnfit
    held = Limit.objects.select_for_update().filter(team=team).first()
    before = held.most if held else None
    if before == (most or None):
        return
    if most:
        Limit.objects.update_or_create({"most": most}, team=team)
    else:
        Limit.objects.filter(team=team).delete()
    after = most or None
    record_change(
        f"team:{team}"[:120],
        "limit set",
        before=before,
        after=after,
        by=(by.kind, by.id),
    )
