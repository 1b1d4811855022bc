"""Pages that are due are handed over: claimed, committed, sent, recorded.

It stands above the register: what a message says of an incident, and whether anybody
still needs to hear it, is asked there when it is claimed. No provider is called inside
a transaction; `handing` says how many are under way at once.
"""

import threading
import time
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from tocsin.engine.handing import Sent, Way, hand_over
from tocsin.engine.ledger import look_again
from tocsin.engine.posts import posts_of
from tocsin.engine.wanted import Facts, facts_of, no_longer_wanted
from tocsin.foundation.accounts.models import Person
from tocsin.foundation.config.reads import value
from tocsin.foundation.mail.smtp import leave_idle
from tocsin.foundation.notify import queries
from tocsin.foundation.notify.actions.expanding import expand_pages
from tocsin.foundation.notify.actions.failing import messages_were_not_taken
from tocsin.foundation.notify.actions.recording import (
    claim_messages,
    how_many_wait,
    postpone,
    withdraw_claimed,
)
from tocsin.foundation.notify.actions.releasing import release_what_the_gone_held
from tocsin.foundation.notify.channels.contract import Provider
from tocsin.foundation.notify.channels.registry import channels
from tocsin.foundation.notify.models import Manner
from tocsin.foundation.notify.options import AT_MOST, GONE_WITHIN
from tocsin.foundation.notify.parcels import (
    TOGETHER,
    Parcel,
    next_minute,
    sorted_into,
)
from tocsin.foundation.notify.queries import Claim
from tocsin.foundation.notify.reads.manners import providers_of
from tocsin.foundation.notify.reads.rooms import rooms_by_key
from tocsin.foundation.notify.untaken import given_up
from tocsin.foundation.notify.wording import Reader, written
from tocsin.kernel import clock

THREADS = 4
_BATCH = 64
# Messages of a channel that may be doubled are had by one thread of a process; those of
# others by all but one, so that a slow provider holds up no other channel.
_PER_CHANNEL = THREADS - 1
_LATELY = timedelta(minutes=5)
_busy: Counter[str] = Counter()
_claiming = threading.Lock()


def send_due() -> int:
    """Pages have become messages, and a batch of those that are due was handed over;
    says how many of both were dealt with."""
    look_again()
    release_what_the_gone_held()
    expanded = expand_pages()
    since = time.monotonic()
    claims = _claimed()
    if not claims:
        leave_idle()
        return expanded
    try:
        _deal_with(claims, since)
    finally:
        with _claiming:
            _busy[claims[0].channel] -= 1
    return expanded + len(claims)


def _claimed() -> list[Claim]:
    """A batch that is due on one channel; of none that enough threads are busy with."""
    with _claiming:
        busy = [name for name, count in _busy.items() if count >= _most_of(name)]
        claims = claim_messages(_BATCH, busy)
        if claims:
            _busy[claims[0].channel] += 1
    return claims


def _most_of(name: str) -> int:
    channel = channels().get(name)
    return _PER_CHANNEL if channel is None or channel.knows_repeats else 1


def _deal_with(claims: Sequence[Claim], since: float) -> None:
    """What is not wanted any more is withdrawn, what is too late has failed; the rest
    goes out, or waits to be told with others."""
    now = clock.now()
    facts = facts_of({c.incident_id for c in claims if c.incident_id is not None})
    wanted, late = [], []
    for claim in claims:
        if why := no_longer_wanted(claim, facts):
            withdraw_claimed([claim], why)
        elif claim.give_up_at <= now:
            late.append(given_up(claim, "too_late"))
        else:
            wanted.append(claim)
    if late:
        messages_were_not_taken(late)
    if wanted:
        _send(wanted, facts, now, since)


def _send(
    claims: Sequence[Claim],
    facts: Mapping[int, Facts],
    now: datetime,
    since: float,
) -> None:
    name = claims[0].channel
    channel, providers = channels().get(name), providers_of(name)
    if channel is None or not providers:
        said = "nobody_carries_it"
        messages_were_not_taken([given_up(claim, said) for claim in claims])
        return
    people = {claim.person for claim in claims}
    told = queries.sent_lately(people, since=now - _LATELY)
    lately = {it.person: it.number for it in told if it.channel == name}
    apart = Manner.objects.filter(person__in=people, bundles=False)
    found = sorted_into(
        claims,
        urgent={number for number, it in facts.items() if it.is_urgent},
        lately=lately,
        at_most=value(AT_MOST),
        apart=set(apart.values_list("person", flat=True)),
    )
    postpone(found.waiting, next_minute(now), TOGETHER)
    readers = _readers(people)
    behind = how_many_wait(name) if len(claims) == _BATCH else 0
    others, within = [each.key for each in providers], float(value(GONE_WITHIN))
    for provider, parcels in _by_provider(found.parcels, providers):
        left = _written(parcels, readers, facts)
        hand_over(Way(channel, provider, others, left, within, since, behind))


def _readers(keys: Collection[str]) -> dict[str, Reader]:
    found = Person.objects.filter(key__in=keys)
    rooms = rooms_by_key(keys)
    told = {
        key: Reader(key, str(room), room.language, room.zone)
        for key, room in rooms.items()
    }
    return told | {
        person.key: Reader(person.key, str(person), person.language, person.zone)
        for person in found.only("key", "name", "username", "language", "zone")
    }


def _by_provider(
    parcels: Iterable[Parcel], providers: Sequence[Provider]
) -> Iterator[tuple[Provider, list[Parcel]]]:
    """Each goes to the first provider that has not failed it in this round."""
    chosen: dict[str, list[Parcel]] = {}
    for parcel in parcels:
        failed = parcel.claim.failed_providers
        left = [each for each in providers if each.key not in failed] or [*providers]
        chosen.setdefault(left[0].key, []).append(parcel)
    for provider in providers:
        if provider.key in chosen:
            yield provider, chosen[provider.key]


def _written(
    parcels: Iterable[Parcel],
    readers: Mapping[str, Reader],
    facts: Mapping[int, Facts],
) -> dict[int, Sent]:
    found, parcels = {}, list(parcels)
    posts = posts_of([parcel.claim for parcel in parcels], readers)
    for parcel in parcels:
        claim = parcel.claim
        about = facts.get(claim.incident_id or 0)
        reader = readers.get(claim.person, Reader(claim.person))
        told = about.about if about else None
        message = written(claim, reader, told, parcel.more, posts.get(claim.id))
        found[claim.id] = Sent(parcel, message)
    return found
