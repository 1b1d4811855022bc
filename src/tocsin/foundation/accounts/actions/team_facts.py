"""Changing what a team is called and for."""

from typing import Any

from django.db import IntegrityError, transaction

from tocsin.foundation.accounts.actions.rights import need_administrator, signed
from tocsin.foundation.accounts.models import Team
from tocsin.foundation.accounts.refusals import NameTaken, TeamUnknown
from tocsin.foundation.accounts.rules import Actor
from tocsin.foundation.audit.actions import record_change
from tocsin.kernel.text import holdable

_FACTS = ("name", "purpose", "zone", "is_active")


@transaction.atomic
def change_team(key: str, *, by: Actor, why: str = "", **facts: Any) -> Team:
    """What was given (name, purpose, zone, is_active) is so from now on."""
    need_administrator(by)
    rows = Team.objects.select_for_update(no_key=True)
    team = rows.filter(key=holdable(key)).first()
    if team is None:
        raise TeamUnknown(key=holdable(key))
    before = {name: getattr(team, name) for name in _FACTS}
    told = {n: holdable(v) if isinstance(v, str) else v for n, v in facts.items()}
    after = before | {name: told[name] for name in _FACTS if name in told}
    if after == before:
        return team
    for name, value in after.items():
        setattr(team, name, value)
    try:
        with transaction.atomic():
            team.save(update_fields=list(_FACTS))
    except IntegrityError as found:
        raise NameTaken(name=team.name) from found
    changed = [name for name in _FACTS if before[name] != after[name]]
    record_change(
        f"team:{team.key}",
        "changed",
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
        why=why,
        by=signed(by),
    )
    return team
