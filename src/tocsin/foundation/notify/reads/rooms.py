"""Chat rooms: whose they are, how they are reached, whether they may be told."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from tocsin.foundation.accounts.models import Person
from tocsin.foundation.mail.reads import holds_mail
from tocsin.foundation.notify.channels.contract import Channel
from tocsin.foundation.notify.channels.registry import channels, offered_channels
from tocsin.foundation.notify.links import code_of
from tocsin.foundation.notify.models import Method, Room
from tocsin.foundation.notify.refusals import RoomUnknown
from tocsin.foundation.notify.rooms import PREFIX, number_of
from tocsin.foundation.notify.rules import Manner
from tocsin.foundation.notify.rules import Method as Way
from tocsin.kernel import clock


@dataclass(frozen=True, slots=True)
class Standing:
    """A room as those who look after it see it. `held_code` is the code that a sample
    would have sent."""

    room: Room
    title: str
    address: str
    is_verified: bool
    waits_for_code: bool
    is_broken: bool
    said: str
    held_code: str


def room_channels() -> Mapping[str, Channel]:
    """Channels in which many may read."""
    return {name: it for name, it in offered_channels().items() if it.has_rooms}


def rooms_of(team: str) -> list[Standing]:
    rows = list(Room.objects.filter(team=team))
    ways = _ways(rows)
    return [_standing(row, ways[row.key]) for row in rows if row.key in ways]


def room_of_team(team: str, number: int) -> Room:
    found = Room.objects.filter(team=team, id=number).first()
    if found is None:
        raise RoomUnknown
    return found


def told_rooms(teams: Collection[str]) -> dict[str, list[Room]]:
    """The rooms of these teams that may be told something, by team."""
    rows = list(Room.objects.filter(team__in=teams).exclude(team="")) if teams else []
    if not rows:
        return {}
    ways = _ways(rows)
    found: dict[str, list[Room]] = {}
    for row in rows:
        way = ways.get(row.key)
        if way is not None and way.verified_at and not way.broken_at:
            found.setdefault(row.team, []).append(row)
    return found


def verified_rooms(names: Collection[str]) -> list[Room]:
    """Teams' rooms on these channels that were shown to be theirs."""
    rows = list(Room.objects.filter(channel__in=names).exclude(team=""))
    ways = _ways(rows)
    return [row for row in rows if row.key in ways and ways[row.key].verified_at]


def rooms_by_key(keys: Collection[str]) -> dict[str, Room]:
    numbers = [number_of(key) for key in keys if key.startswith(PREFIX)]
    rows = Room.objects.filter(id__in=numbers) if numbers else ()
    return {row.key: row for row in rows}


def room_manners(keys: Collection[str]) -> dict[str, Manner]:
    """How rooms are reached: by the one address of theirs, at once and at any hour."""
    asked = [key for key in keys if key.startswith(PREFIX)]
    if not asked:
        return {}
    rows = Method.objects.filter(person__in=asked, verified_at__isnull=False)
    found = {}
    for row in rows:
        way = Way(row.id, row.channel, row.address, False, row.data)
        found[row.person] = Manner(methods=[way])
    return found


def whose_address(channel: str, address: str) -> Person | None:
    """Who has shown that they write from there; nobody, where two have."""
    if not address:
        return None
    rows = Method.objects.filter(channel=channel, address__iexact=address)
    keys = set(rows.exclude(verified_at=None).values_list("person", flat=True))
    people = list(Person.objects.filter(key__in=keys, is_active=True)[:2])
    return people[0] if len(people) == 1 else None


def addresses_of(people: Collection[str], channel: str) -> list[str]:
    """Where these people are on a channel, as far as they showed it."""
    rows = Method.objects.filter(person__in=people, channel=channel, broken_at=None)
    rows = rows.exclude(verified_at=None).order_by("person", "position", "id")
    return list(dict.fromkeys(rows.values_list("address", flat=True)))


def _ways(rows: Sequence[Room]) -> dict[str, Method]:
    found = Method.objects.filter(person__in=[row.key for row in rows])
    return {way.person: way for way in found}


def _standing(room: Room, way: Method) -> Standing:
    channel = channels().get(room.channel)
    until = way.code_ends_at
    waits = until is not None and until > clock.now()
    told = until.isoformat() if waits and until else ""
    return Standing(
        room=room,
        title=str(channel.title) if channel else room.channel,
        address=channel.shown(room.address) if channel else room.address,
        is_verified=way.verified_at is not None,
        waits_for_code=waits,
        is_broken=way.broken_at is not None,
        said=way.said,
        held_code=code_of(way.id, told) if waits and holds_mail() else "",
    )
