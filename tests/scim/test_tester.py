"""scim2-tester against the live server: every check passes."""

from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit
from wsgiref.headers import Headers

import pytest
from pytest_django.live_server_helper import LiveServer
from scim2_client.engines.inprocess import InProcessResponse, _prepare_request
from scim2_client.engines.wsgi import WSGISCIMClient
from scim2_tester import Status, check_server

from tocsin.foundation.accounts.actions import create_key
from tocsin.foundation.accounts.models import Person
from tocsin.foundation.accounts.rules import SYSTEM


class Wire(WSGISCIMClient):
    """The tester's client, over a real connection."""

    def request(self, method: str, url: str, **kwargs: Any) -> InProcessResponse:
        asked = _prepare_request(self.base_url, self.headers, method, url, **kwargs)
        wire = HTTPConnection(asked.url.netloc, timeout=20)
        target = asked.url.path + (f"?{asked.url.query}" if asked.url.query else "")
        wire.request(asked.method, target, asked.body, dict(asked.headers))
        answer = wire.getresponse()
        content = answer.read()
        wire.close()
        return InProcessResponse(answer.status, Headers(answer.getheaders()), content)


@pytest.mark.django_db(transaction=True)
def test_every_check_passes(
    live_server: LiveServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    host = urlsplit(live_server.url).netloc
    monkeypatch.setenv("TOCSIN_URL", f"http://{host}")
    key = create_key("tester", ["directory"], by=SYSTEM)[1]
    client = Wire(
        lambda *_args: [],
        base_url=f"{live_server.url}/scim/v2",
        headers={"Authorization": f"Bearer {key}"},
    )
    results = check_server(client)
    bad = [
        f"{each.status.name} {each.title}: {each.reason}"
        for each in results
        if each.status in (Status.ERROR, Status.CRITICAL, Status.DEVIATION)
    ]
    assert not bad, "\n".join(bad)
    skipped = [f"{e.title}: {e.reason}" for e in results if e.status == Status.SKIPPED]
    assert not skipped, "\n".join(skipped)
    assert len(results) > 60
    assert not Person.objects.filter(is_active=True).exists(), "all were let go"
