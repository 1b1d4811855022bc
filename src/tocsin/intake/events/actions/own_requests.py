"""What rooms of Tocsin itself ask of folding, in order with what senders sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import orjson

from tocsin.kernel import sql
from tocsin.kernel.wake import INTAKE, wake

_COLUMNS = ("source_id", "retention", "received_at", "protocol", "meta", "body")


@dataclass(frozen=True, slots=True)
class OwnRequest:
    source_id: int
    retention: int
    at: datetime
    protocol: str
    path: str
    query: str = ""


def store_own(requests: Sequence[OwnRequest]) -> None:
    """The requests are stored in the caller's transaction, and folded after it."""
    if not requests:
        return
    rows = [
        (
            each.source_id,
            each.retention,
            each.at,
            each.protocol,
            orjson.dumps({"path": each.path, "query": each.query}).decode(),
            b"",
        )
        for each in requests
    ]
    sql.copy_rows("events_request", _COLUMNS, rows)
    wake(INTAKE)
