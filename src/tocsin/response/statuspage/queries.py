from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import orjson

from tocsin.kernel import sql
from tocsin.response.statuspage.rules.watching import Tie

_QUERIES = sql.load("tocsin.response.statuspage")


@dataclass(frozen=True, slots=True)
class Claimed:
    """A delivery that this sender holds, and to whom it goes."""

    id: int
    update_id: int
    attempts: int
    subscriber_id: int
    channel: str
    address: str
    sealed: bytes | None
    secret: bytes | None
    language: str
    code: str
    nonce: str

    @property
    def ids(self) -> tuple[int, ...]:
        return (self.id,)

    @property
    def updates(self) -> tuple[int, ...]:
        return (self.update_id,)


@dataclass(frozen=True, slots=True)
class Digest:
    """Deliveries that this sender holds and that go to one subscriber in one mail."""

    ids: Sequence[int]
    updates: Sequence[int]
    attempts: int
    channel: str
    address: str
    language: str
    code: str
    nonce: str


@dataclass(frozen=True, slots=True)
class Count:
    update_id: int
    state: str
    count: int


@dataclass(frozen=True, slots=True)
class Alerted:
    """An alert of this severity stands where a component is tied to it."""

    tie: int
    severity: str


@dataclass(frozen=True, slots=True)
class _Slug:
    slug: str


def queue(
    *,
    update: int,
    page: int,
    kind: str,
    codes: Sequence[str],
    state: str,
    due_at: datetime | None,
    daily_at: datetime | None,
    weekly_at: datetime | None,
    now: datetime,
) -> int:
    return sql.execute(
        _QUERIES["queue"],
        update=update,
        page=page,
        kind=kind,
        codes=list(codes),
        state=state,
        due_at=due_at,
        daily_at=daily_at,
        weekly_at=weekly_at,
        now=now,
    )


def claim(*, now: datetime, until: datetime, batch: int) -> list[Claimed]:
    return sql.fetch(_QUERIES["claim"], Claimed, now=now, until=until, batch=batch)


def claim_digests(*, now: datetime, until: datetime, batch: int) -> list[Digest]:
    query = _QUERIES["claim_digests"]
    return sql.fetch(query, Digest, now=now, until=until, batch=batch)


def sent(ids: Collection[int], *, now: datetime) -> None:
    if ids:
        sql.execute(_QUERIES["sent"], ids=sorted(ids), now=now)


def failed(told: Mapping[int, str], *, now: datetime) -> None:
    if told:
        said = [each[:300] for each in told.values()]
        sql.execute(_QUERIES["failed"], ids=list(told), said=said, now=now)


def wait(told: Mapping[int, tuple[datetime, str]]) -> None:
    if told:
        due = [at for at, _said in told.values()]
        said = [each[:300] for _at, each in told.values()]
        sql.execute(_QUERIES["wait"], ids=list(told), due=due, said=said)


def standing(updates: Collection[int]) -> list[Count]:
    return sql.fetch(_QUERIES["standing"], Count, updates=sorted(updates))


def forget(*, before: datetime, batch: int) -> int:
    return sql.execute(_QUERIES["forget"], before=before, batch=batch)


def standing_alerts(ties: Sequence[Tie], *, drills: bool) -> list[Alerted]:
    return sql.fetch(
        _QUERIES["standing_alerts"],
        Alerted,
        sources=[tie.source for tie in ties],
        fitting=orjson.dumps([dict(tie.labels) for tie in ties]).decode(),
        drills=drills,
    )


def sources_known(slugs: Collection[str]) -> set[str]:
    found = sql.fetch(_QUERIES["sources_known"], _Slug, sources=sorted(slugs))
    return {row.slug for row in found}
