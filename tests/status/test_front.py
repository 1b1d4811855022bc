"""Public pages come from memory, and are never older than they may be."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from tests.company import Company
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.response.statuspage.actions.noticing import publish_notice
from tocsin.response.statuspage.actions.pages import add_page, change_page
from tocsin.surfaces.status import front
from tocsin.surfaces.status.front import Front

pytestmark = pytest.mark.django_db(transaction=True)
Answer = tuple[int, Mapping[str, str], bytes]


async def _elsewhere(_scope: Any, _receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 299, "headers": []})
    await send({"type": "http.response.body", "body": b""})


async def _no_body() -> dict[str, Any]:
    raise AssertionError("pages are shown without reading a body")


async def _asked(app: Front, path: str, method: str, headers: Any) -> Answer:
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "path": path, "method": method, "headers": headers}
    await app(scope, _no_body, send)
    told = {n.decode(): v.decode() for n, v in sent[0]["headers"]}
    return sent[0]["status"], told, sent[1]["body"]


@pytest.fixture
def ask(company: Company, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Answer]:
    monkeypatch.setattr(front, "LOOK", -1.0)
    add_page("shop", "Shop", by=SYSTEM)
    app = Front(_elsewhere)

    def asked(path: str, method: str = "GET", **headers: str) -> Answer:
        told = [(n.replace("_", "-").encode(), v.encode()) for n, v in headers.items()]
        return asyncio.run(_asked(app, path, method, told))

    return asked


def test_what_was_published_is_read_at_the_next_look(
    ask: Callable[..., Answer],
) -> None:
    status, told, body = ask("/status/shop")
    assert (status, told["cache-control"]) == (200, "public, max-age=2")
    assert b"Everything works." in body
    assert "set-cookie" not in told
    again = ask("/status/shop", if_none_match=told["etag"])
    assert (again[0], again[2]) == (304, b"")
    publish_notice("shop", by=SYSTEM, title="It is slow", text="We look.")
    status, _told, body = ask("/status/shop", if_none_match=told["etag"])
    assert status == 200
    assert b"It is slow." in body

    plain, packed = ask("/status/shop"), ask("/status/shop", accept_encoding="gzip")
    assert packed[1]["content-encoding"] == "gzip"
    assert len(packed[2]) < len(plain[2])
    assert ask("/status/shop", "HEAD")[2] == b""
    for path in ("/status", "/status/shop/api/v2/summary.json"):
        assert ask(path)[1]["x-content-type-options"] == "nosniff"
    for path in ("/status/nope", "/status/shop/subscribe", "/statuses", "/"):
        assert ask(path)[0] == 299, path
    assert ask("/status/shop", "POST")[0] == 299
    # What is not for everybody any more is forgotten.
    change_page("shop", by=SYSTEM, access="people")
    assert ask("/status/shop")[0] == 299
