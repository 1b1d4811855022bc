from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tocsin.kernel import sql

_QUERIES = sql.load("tocsin.foundation.idempotency")


@dataclass(frozen=True, slots=True)
class Claim:
    claimed: bool


def claim(holder: str, key: str) -> bool:
    """Whether the key is ours until this transaction ends."""
    (found,) = sql.fetch(_QUERIES["claim"], Claim, holder=holder, key=key)
    return found.claimed


def forget(*, before: datetime, batch: int) -> int:
    return sql.execute(_QUERIES["forget"], before=before, batch=batch)


def empty(words: Sequence[str]) -> int:
    return sql.execute(_QUERIES["empty"], words=list(words))
