"""Teams are published, and their kit is checked."""

from typing import Any

from django.db import transaction

from tocsin.foundation.accounts.rules import ADMINISTRATOR, Actor
from tocsin.foundation.config.actions import publish_checked
from tocsin.foundation.config.models import Document
from tocsin.kernel import clock
from tocsin.kernel.text import holdable
from tocsin.response.rapid_response.actions.calling import may_call_out
from tocsin.response.rapid_response.kinds import SQUAD_KIND
from tocsin.response.rapid_response.models import KitCheck
from tocsin.response.rapid_response.published import squad_named
from tocsin.response.rapid_response.refusals import (
    KitUnknown,
    MayNotCallOut,
    MayNotSetSquads,
    SquadKeyUnfit,
)
from tocsin.response.rapid_response.rules import KEY


def publish_squad(key: str, body: Any, *, by: Actor, why: str) -> Document:
    """The team is as told from now on; call-outs that are open keep their policy."""
    if not by.has(ADMINISTRATOR):
        raise MayNotSetSquads
    if not KEY.fullmatch(key):
        raise SquadKeyUnfit(key=holdable(key)[:80])
    return publish_checked(SQUAD_KIND, key, body, by=by, why=why)


@transaction.atomic
def check_kit(team: str, *, item: str, is_there: bool, by: Actor) -> KitCheck:
    """Somebody looked whether it is there and works."""
    squad = squad_named(holdable(team))
    if not may_call_out(by, squad):
        raise MayNotCallOut(team=squad.name)
    if item not in squad.kit:
        raise KitUnknown(item=holdable(item)[:120])
    found, _made = KitCheck.objects.update_or_create(
        team=squad.key,
        item=item,
        defaults={
            "is_there": is_there,
            "checked_at": clock.now(),
            "checked_by_id": by.id if by.is_person else by.on_behalf_of,
        },
    )
    return found
