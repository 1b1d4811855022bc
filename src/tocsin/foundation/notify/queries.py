import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import orjson

from tocsin.foundation.notify.rules import rank_of
from tocsin.kernel import sql

_QUERIES = sql.load("tocsin.foundation.notify")


@dataclass(frozen=True, slots=True)
class Taken:
    """A page that becomes messages now."""

    id: int
    person: str
    kind: str
    loud: bool
    rank: int
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Claim:
    """A message that this sender holds, with its page; a later claim has a higher
    count of attempts."""

    id: int
    attempts: int
    page_id: int
    person: str
    channel: str
    method: int
    address: str
    data: Mapping[str, Any]
    rank: int
    rounds: int
    failed_providers: Sequence[str]
    give_up_at: datetime
    said: str
    kind: str
    incident_id: int | None
    ref: str
    loud: bool
    unless: str
    why: Mapping[str, Any]
    is_drill: bool
    made_at: datetime
    page_state: str


@dataclass(frozen=True, slots=True)
class Number:
    number: int


@dataclass(frozen=True, slots=True)
class Id:
    id: int


@dataclass(frozen=True, slots=True)
class Lately:
    person: str
    channel: str
    number: int


@dataclass(frozen=True, slots=True)
class Count:
    state: str
    number: int
    oldest: datetime | None


def insert_pages(wanted: Sequence[Any], *, now: datetime) -> int:
    pages = [
        {
            "person": each.person,
            "cause": each.cause,
            "kind": each.kind,
            "incident": each.incident_id,
            "ref": each.ref,
            "loud": each.loud,
            "unless": each.unless,
            "why": dict(each.why),
            "drill": each.is_drill,
            "rank": rank_of(each.kind, each.loud),
        }
        for each in wanted
    ]
    # One text: many arrays of many texts are escaped letter by letter.
    told = orjson.dumps(pages, option=orjson.OPT_NON_STR_KEYS).decode()
    return sql.execute(_QUERIES["insert_pages"], pages=told, now=now)


def claim_pages(*, now: datetime, batch: int) -> list[Taken]:
    return sql.fetch(_QUERIES["claim_pages"], Taken, now=now, batch=batch)


def claim_messages(
    *, now: datetime, until: datetime, holder: int, batch: int, busy: Collection[str]
) -> list[Claim]:
    found = sql.fetch(
        _QUERIES["claim_messages"],
        Claim,
        now=now,
        until=until,
        holder=holder,
        batch=batch,
        busy=sorted(busy),
    )
    return [_read(claim) for claim in found]


def _read(claim: Claim) -> Claim:
    """The driver hands JSON over as the text that it is."""
    told = {"data": claim.data, "why": claim.why, "failed": claim.failed_providers}
    read = {name: json.loads(str(text)) for name, text in told.items()}
    return replace(
        claim, data=read["data"], why=read["why"], failed_providers=read["failed"]
    )


def hold(claims: Sequence[Claim], *, until: datetime, holder: int) -> set[int]:
    found = sql.fetch(
        _QUERIES["hold"],
        Id,
        ids=[each.id for each in claims],
        attempts=[each.attempts for each in claims],
        until=until,
        holder=holder,
    )
    return {each.id for each in found}


def still_held(claims: Sequence[Claim]) -> set[int]:
    ids, attempts = [c.id for c in claims], [c.attempts for c in claims]
    found = sql.fetch(_QUERIES["still_held"], Id, ids=ids, attempts=attempts)
    return {each.id for each in found}


def holders() -> set[int]:
    return {each.number for each in sql.fetch(_QUERIES["holders"], Number)}


def release(holders: Sequence[int], *, now: datetime) -> int:
    return sql.execute(_QUERIES["release"], holders=list(holders), now=now)


@dataclass(frozen=True, slots=True)
class Took:
    """A claimed message that a provider took; `leader` is the message by which it was
    told, where that was another's."""

    claim: Claim
    provider_id: str = ""
    delivered: bool = False
    leader: int | None = None


def record_taken(
    taken: Sequence[Took], *, provider: str, now: datetime, waits: bool
) -> None:
    sql.execute(
        _QUERIES["record_taken"],
        ids=[each.claim.id for each in taken],
        attempts=[each.claim.attempts for each in taken],
        delivered=[each.delivered for each in taken],
        provider_ids=[each.provider_id for each in taken],
        leaders=[each.leader for each in taken],
        provider=provider,
        now=now,
        waits=waits,
    )


def lock_waiting(pages: Collection[int]) -> None:
    sql.fetch(_QUERIES["lock_waiting"], Id, pages=sorted(pages))


def record_untaken(found: Sequence[Any], *, now: datetime) -> set[int]:
    told = [
        {
            "id": each.claim.id,
            "attempts": each.claim.attempts,
            "due_at": each.due_at,
            "rounds": each.rounds,
            "providers": list(each.failed_providers),
            "said": each.said[:300],
        }
        for each in found
    ]
    text = orjson.dumps(told).decode()
    return {
        it.id for it in sql.fetch(_QUERIES["record_untaken"], Id, told=text, now=now)
    }


def count_waiting(channel: str, *, now: datetime, most: int) -> int:
    query = _QUERIES["count_waiting"]
    return sql.fetch(query, Number, channel=channel, now=now, most=most)[0].number


def pull_forward(pages: Collection[int], *, now: datetime) -> set[int]:
    found = sql.fetch(_QUERIES["pull_forward"], Number, pages=sorted(pages), now=now)
    return {each.number for each in found}


def withdraw_messages(**told: Any) -> int:
    return sql.execute(_QUERIES["withdraw_messages"], **told)


def withdraw_pages(**told: Any) -> int:
    return sql.execute(_QUERIES["withdraw_pages"], **told)


def sent_lately(people: Collection[str], *, since: datetime) -> list[Lately]:
    query = _QUERIES["sent_lately"]
    return sql.fetch(query, Lately, people=sorted(people), since=since)


def standing(*, now: datetime, since: datetime) -> list[Count]:
    return sql.fetch(_QUERIES["standing"], Count, now=now, since=since)


def forget(*, before: datetime, batch: int) -> int:
    return sql.execute(_QUERIES["forget"], before=before, batch=batch)
