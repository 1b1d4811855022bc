"""Requests of machines inside the test's own process and time, and their folding."""

import asyncio
import json
from collections.abc import Mapping

import pytest
from django.db import connection

from tests.company import settle
from tocsin.intake.correlation.folding import fold
from tocsin.intake.events.models import Source
from tocsin.kernel import clock
from tocsin.surfaces.wire import accepting, senders
from tocsin.surfaces.wire.asked import Answer, Asked
from tocsin.surfaces.wire.routes import route


def ask(
    path: str,
    body: bytes = b"",
    *,
    method: str = "POST",
    query: str = "",
    headers: Mapping[str, str] | None = None,
) -> Answer:
    """What the wire answers; the test's transactions must really commit."""
    found = route(path)
    assert found is not None, path
    endpoint, rest, key = found
    asked = Asked(method, rest, query, dict(headers or {}), body, key)

    async def answered() -> Answer:
        accepting.forget()
        senders.forget()
        try:
            return await endpoint(asked)
        finally:
            await accepting.hang_up()

    return asyncio.run(answered())


@pytest.fixture
def folds(db: None) -> None:
    """What the test's own transaction has stored is folded as if it had committed; the
    function that says what has is as it was when the test is over."""
    with connection.cursor() as cursor:
        cursor.execute(
            "create or replace function register_horizon() returns bigint"
            " language sql stable as 'select 9223372036854775807'"
        )


def stored(
    source: Source, protocol: str, path: str, body: bytes = b"", query: str = ""
) -> None:
    """The request, as the wire stores it, in the test's own transaction."""
    meta = {"path": path, "query": query, "headers": {"method": "POST"}}
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into events_request"
            " (source_id, retention, received_at, protocol, meta, body)"
            " values (%s, %s, %s, %s, %s, %s)",
            (
                source.id,
                source.retention,
                clock.now(),
                protocol,
                json.dumps(meta),
                body,
            ),
        )


def go_on() -> None:
    """The engine turns, and everything that is stored is folded."""
    settle()
    while fold():
        settle()
