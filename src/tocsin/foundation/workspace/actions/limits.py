"""How much a team, and each of its people, means to have in diagnosis at once."""

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
def set_wip_limit(
    team: str, most: int | None = None, *, by: Setter, each: int | None = None
) -> None:
    """Beyond so many in diagnosis the team is warned, and beyond `each` a person in it;
    0 takes a limit away, None leaves it as it is."""
    if team not in by.leads and not by.has("administrator"):
        raise LimitNotYours
    if not all(0 <= number <= _MOST for number in (most, each) if number is not None):
        raise LimitUnfit
    held = Limit.objects.select_for_update().filter(team=team).first()
    before = (held.most, held.each) if held else (0, 0)
    after = (
        before[0] if most is None else most,
        before[1] if each is None else each,
    )
    if before == after:
        return
    if any(after):
        told = {"most": after[0], "each": after[1]}
        Limit.objects.update_or_create(told, team=team)
    else:
        Limit.objects.filter(team=team).delete()
    record_change(
        f"team:{team}"[:120],
        "limit set",
        before=_said(before),
        after=_said(after),
        by=(by.kind, by.id),
    )


def _said(limits: tuple[int, int]) -> dict[str, int] | int | None:
    """One number where people have none, as it was said before they could."""
    most, each = limits
    return {"team": most, "each": each} if each else most or None
