"""Pages that are due are handed over: claimed, committed, sent, recorded.

It stands above the register: what a message says of an incident, and whether anybody
still needs to hear it, is asked there when it is claimed. No provider is called inside
a transaction, and each outcome is kept before the next is asked for.
"""

import logging
import threading
import time
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta

from tocsin.engine.wanted import Facts, facts_of, no_longer_wanted
from tocsin.foundation.accounts.models import Person
from tocsin.foundation.config.reads import value
from tocsin.foundation.notify import queries
from tocsin.foundation.notify.actions.expanding import expand_pages
from tocsin.foundation.notify.actions.recording import (
    bundle,
    claim_messages,
    hold_messages,
    message_has_failed,
    message_waits,
    message_was_taken,
    postpone,
    withdraw_claimed,
)
from tocsin.foundation.notify.channels.contract import (
    Channel,
    Message,
    Provider,
    Result,
)
from tocsin.foundation.notify.channels.registry import channels
from tocsin.foundation.notify.models import Manner
from tocsin.foundation.notify.options import AT_MOST
from tocsin.foundation.notify.parcels import Parcel, sorted_into
from tocsin.foundation.notify.queries import Claim
from tocsin.foundation.notify.reads.manners import providers_of
from tocsin.foundation.notify.wording import Reader, written
from tocsin.kernel import clock

_log = logging.getLogger(__name__)

THREADS = 4
_BATCH = 32
# So many of one process's threads at most wait for one channel, so that a slow provider
# holds up no other.
_PER_CHANNEL = THREADS - 1
_RENEW = 2.0
_LATELY, _LATER = timedelta(minutes=5), timedelta(minutes=1)
_busy: Counter[str] = Counter()
_counting = threading.Lock()


def send_due() -> int:
    """Pages have become messages, and a batch of those that are due was handed over;
    says how many of both were dealt with."""
    expanded = expand_pages()
    with _counting:
        busy = [name for name, count in _busy.items() if count >= _PER_CHANNEL]
    claims = claim_messages(_BATCH, busy)
    if not claims:
        return expanded
    with _working_on(claims[0].channel):
        _deal_with(claims)
    return expanded + len(claims)


@contextmanager
def _working_on(channel: str) -> Iterator[None]:
    with _counting:
        _busy[channel] += 1
    try:
        yield
    finally:
        with _counting:
            _busy[channel] -= 1


def _deal_with(claims: Sequence[Claim]) -> None:
    """What is not wanted any more is withdrawn, what is too late has failed; the rest
    goes out, or waits to be told with others."""
    now = clock.now()
    facts = facts_of({c.incident_id for c in claims if c.incident_id is not None})
    wanted = []
    for claim in claims:
        if why := no_longer_wanted(claim, facts):
            withdraw_claimed([claim], why)
        elif claim.give_up_at <= now:
            message_has_failed(claim, "too_late", permanent=False)
        else:
            wanted.append(claim)
    if wanted:
        _send(wanted, facts, now)


def _send(claims: Sequence[Claim], facts: Mapping[int, Facts], now: datetime) -> None:
    name = claims[0].channel
    channel, providers = channels().get(name), providers_of(name)
    if channel is None or not providers:
        for claim in claims:
            message_has_failed(claim, "nobody_carries_it", permanent=False)
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
    postpone(found.waiting, now + _LATER, "told_together")
    readers = _readers(people)
    for provider, parcels in _by_provider(found.parcels, providers):
        _hand_over(channel, provider, providers, _written(parcels, readers, facts))


def _readers(keys: Collection[str]) -> dict[str, Reader]:
    found = Person.objects.filter(key__in=keys)
    return {
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
) -> dict[int, tuple[Parcel, Message]]:
    found = {}
    for parcel in parcels:
        claim = parcel.claim
        about = facts.get(claim.incident_id or 0)
        reader = readers.get(claim.person, Reader(claim.person))
        told = about.about if about else None
        message = written(claim, reader, told, parcel.more)
        found[claim.id] = (parcel, message)
    return found


def _hand_over(
    channel: Channel,
    provider: Provider,
    providers: Sequence[Provider],
    left: dict[int, tuple[Parcel, Message]],
) -> None:
    others = [each.key for each in providers]
    messages = [message for _parcel, message in left.values()]
    renewed, said = time.monotonic(), "the channel told nothing of it"
    try:
        for result in channel.send_many(messages, provider):
            parcel, _message = left.pop(result.message_id)
            _record(parcel, result, provider, others)
            if left and time.monotonic() - renewed > _RENEW:
                hold_messages([it.claim for it, _ in left.values()])
                renewed = time.monotonic()
    except Exception as flaw:
        _log.exception("%s stumbled", channel.name)
        said = f"{type(flaw).__name__}: {flaw}"[:200]
    for parcel, message in left.values():
        nothing = Result(message_id=message.id, taken=False, said=said)
        _record(parcel, nothing, provider, others)


def _record(
    parcel: Parcel, result: Result, provider: Provider, others: Collection[str]
) -> None:
    for claim in (parcel.claim, *parcel.more):
        if result.taken:
            message_was_taken(claim, result, provider)
        elif result.permanent:
            message_has_failed(claim, result.said)
        else:
            message_waits(claim, result, provider.key, others)
    if result.taken and parcel.more:
        bundle(parcel.more, parcel.claim)
