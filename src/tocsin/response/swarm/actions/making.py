"""Rooms that were asked for are made by their provider, outside any transaction."""

from datetime import timedelta

from django.db import transaction

from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.mail.reads import holds_mail
from tocsin.foundation.notify.channels.contract import Made
from tocsin.foundation.notify.reads.manners import providers_of
from tocsin.foundation.notify.reads.rooms import addresses_of, room_channels
from tocsin.kernel import clock
from tocsin.response.swarm.actions.mirroring import room_was_made
from tocsin.response.swarm.models import Chat, Invite, Stay

_LEASE = timedelta(seconds=60)
_PAUSES = (5, 15, 60, 300, 900)
_MOST = 20


def make_rooms(batch: int = 5) -> int:
    """Asks for those that are due; says how many. What a provider does not make now is
    asked for again; what it never will is left, and its page says why."""
    if holds_mail():
        return 0
    rows = _claimed(batch)
    for row in rows:
        _hear(row, _asked(row))
    return len(rows)


@transaction.atomic
def _claimed(batch: int) -> list[Chat]:
    now = clock.now()
    due = Chat.objects.select_for_update(skip_locked=True, no_key=True, of=("self",))
    rows = list(due.filter(due_at__lte=now).select_related("swarm")[:batch])
    for row in rows:
        row.attempts, row.due_at = row.attempts + 1, now + _LEASE
        row.save(update_fields=["attempts", "due_at"])
    return rows


def _asked(row: Chat) -> Made:
    channel, providers = room_channels().get(row.channel), providers_of(row.channel)
    if channel is None or not providers:
        return Made(said="nobody_carries_it", permanent=True)
    here = Stay.objects.filter(swarm=row.swarm, left_at=None).exclude(person="")
    called = Invite.objects.filter(swarm=row.swarm)
    people = {
        *here.values_list("person", flat=True),
        *called.values_list("person", flat=True),
    }
    addresses = addresses_of(people, row.channel)
    return channel.make_room(providers[0], row.name, addresses)


def _hear(row: Chat, made: Made) -> None:
    mine = Chat.objects.filter(pk=row.pk, attempts=row.attempts, room=0, ended_at=None)
    if made.address and mine.exists():
        room_was_made(row.pk, made.address, made.name or row.name, by=SYSTEM)
    elif made.permanent or row.attempts > len(_PAUSES):
        mine.update(due_at=None, said=made.said[:300])
    else:
        pause = timedelta(seconds=_PAUSES[row.attempts - 1])
        mine.update(due_at=clock.now() + pause, said=made.said[:300])
