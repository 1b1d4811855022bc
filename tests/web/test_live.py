"""The stream says that something moved, and nothing else."""

import asyncio
from typing import Any, cast

import pytest
from django.db import connection
from django.test import AsyncClient, Client

from tests.company import Company
from tests.web.conftest import Visitor
from tocsin.kernel.wake import NOTIFIED, REGISTER, wake
from tocsin.surfaces.web.live import events, switchboard


def test_a_stranger_hears_nothing(db: None) -> None:
    assert Client().get("/live").status_code == 401


def test_an_open_page_asks_for_what_is_new_and_gets_nothing_when_nothing_is(
    company: Company, visitor: Visitor
) -> None:
    incident = company.open()
    grace = visitor("grace")
    address = f"/incidents/{incident.ref}/pieces"
    assert grace.get(address, {"seq": incident.seq}).status_code == 204
    piece = grace.get(address, {"seq": incident.seq - 1}).content.decode()
    assert 'id="now"' in piece
    assert 'id="timeline"' in piece
    assert "<html" not in piece


@pytest.mark.django_db(transaction=True)
def test_the_stream_opens_hears_the_register_and_beats() -> None:
    async def listen() -> list[bytes]:
        stream = events(beat=0.3)
        heard = [await anext(stream)]
        while b"still here" not in heard[-1]:
            heard.append(await anext(stream))
        await asyncio.to_thread(_wake)
        heard.append(await anext(stream))
        await stream.aclose()
        assert not switchboard().streams
        assert switchboard().listener is None
        return heard

    heard = asyncio.run(listen())
    assert heard[0].startswith(b"retry")
    assert heard[-1] == b"event: moved\ndata: register\n\n"


def _wake() -> None:
    wake(REGISTER)
    connection.close()


@pytest.mark.django_db(transaction=True)
def test_whoever_signed_in_is_streamed_to(company: Company) -> None:
    async def first() -> tuple[int, str, bytes]:
        client = AsyncClient()
        await client.aforce_login(company.grace)
        answer = await client.get("/live")
        stream: Any = aiter(cast(Any, answer))
        chunk = await anext(stream)
        await stream.aclose()
        return answer.status_code, answer.headers["Content-Type"], chunk

    status, kind, chunk = asyncio.run(first())
    assert (status, kind) == (200, "text/event-stream")
    assert chunk == b"retry: 3000\n\n"


@pytest.mark.django_db(transaction=True)
def test_only_whom_it_concerns_hears_that_they_were_told() -> None:
    async def listen() -> tuple[bytes, bytes]:
        ada, ben = events("p-ada", beat=0.5), events("p-ben", beat=0.5)
        for stream in (ada, ben):
            while b"still here" not in await anext(stream):
                pass
        await asyncio.to_thread(_notify)
        heard = await anext(ada), await anext(ben)
        for stream in (ada, ben):
            await stream.aclose()
        return heard

    first, second = asyncio.run(listen())
    assert first == b"event: notified\ndata: you\n\n"
    assert b"notified" not in second


def _notify() -> None:
    wake(NOTIFIED, "p-ada p-eva")
    connection.close()
