"""Which of what is due to one person goes out, waits, or is told with another. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from tocsin.foundation.notify.queries import Claim
from tocsin.foundation.notify.rules import FIRST, PAGE

# What a message says that waits to be told with others.
TOGETHER = "told_together"


@dataclass(frozen=True, slots=True)
class Parcel:
    """One message on its way, and what is told by the same one."""

    claim: Claim
    more: Sequence[Claim] = ()

    @property
    def claims(self) -> Sequence[Claim]:
        return (self.claim, *self.more)


@dataclass(frozen=True, slots=True)
class Sorted:
    parcels: Sequence[Parcel]
    waiting: Sequence[Claim]


def sorted_into(
    claims: Collection[Claim],
    *,
    urgent: Collection[int],
    lately: Mapping[str, int],
    at_most: int,
    apart: Collection[str],
) -> Sorted:
    """Claims on one channel, by what becomes of them now.

    `urgent` are incidents whose pages never wait (P1, major), `lately` counts what a
    person got in the last minutes, `apart` are people who want each by itself. What is
    quiet and due together is told together; what is loud, when there was too much. Then
    it waits once, and takes with it whatever else waits.
    """
    parcels: list[Parcel] = []
    waiting: list[Claim] = []
    order = sorted(claims, key=lambda it: (it.person, it.address, it.rank, it.id))
    for (person, _address), found in groupby(order, lambda it: (it.person, it.address)):
        group = list(found)
        now = [claim for claim in group if _never_waits(claim, urgent)]
        rest = [claim for claim in group if not _never_waits(claim, urgent)]
        parcels += [Parcel(claim) for claim in now]
        if person in apart:
            parcels += [Parcel(claim) for claim in rest]
            continue
        over = bool(at_most) and lately.get(person, 0) + len(now) >= at_most
        if over and not any(_has_waited(claim) for claim in rest):
            waiting += rest
            continue
        many = bool(at_most) and lately.get(person, 0) + len(group) > at_most
        parcels += _parcelled(rest, together=many)
    return Sorted(sorted(parcels, key=lambda it: (it.claim.rank, it.claim.id)), waiting)


def _never_waits(claim: Claim, urgent: Collection[int]) -> bool:
    return claim.kind != PAGE or claim.rank == FIRST or claim.incident_id in urgent


def _has_waited(claim: Claim) -> bool:
    return claim.loud and claim.said == TOGETHER


def next_minute(now: datetime) -> datetime:
    """Until when those wait that are told together: whoever waits in the same minute is
    due at the same instant."""
    return now.replace(second=0, microsecond=0) + timedelta(minutes=1)


def _parcelled(claims: Sequence[Claim], *, together: bool) -> list[Parcel]:
    joined = [claim for claim in claims if together or not claim.loud]
    alone = [claim for claim in claims if not (together or not claim.loud)]
    parcels = [Parcel(claim) for claim in alone]
    if joined:
        parcels.append(Parcel(joined[0], joined[1:]))
    return parcels
