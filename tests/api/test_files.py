"""Files by the API: sent once, listed, read back to the byte."""

import io

import pytest
from django.test import Client

from tests.company import Company, kinds
from tocsin.foundation.accounts.actions import create_key
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.register.work.actions import restrict

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:StreamingHttpResponse must consume"),
]


def bearer(*scopes: str) -> dict[str, str]:
    _key, secret = create_key("-".join(scopes), scopes, by=SYSTEM)
    return {"Authorization": f"Bearer {secret}"}


def test_sent_listed_and_read_back(company: Company) -> None:
    incident, client, key = company.open(), Client(), bearer("work")
    at = f"/api/v1/incidents/{incident.ref}/files"
    send = at.replace("files", "attach")
    data = bytes(range(256)) * 9000  # more than other bodies may have
    once = key | {"Idempotency-Key": "upload-1"}
    for _ in range(2):
        file = io.BytesIO(data)
        file.name = "dump.bin"
        answer = client.post(send, {"file": file}, headers=once)
        assert answer.status_code == 200, answer.content
    assert kinds(incident)[-1] == "attached"
    (listed,) = client.get(at, headers=key).json()
    assert (listed["name"], listed["size"]) == ("dump.bin", len(data))
    back = client.get(f"{at}/{listed['entry']}", headers=key)
    assert b"".join(back) == data
    told = {"entry": listed["entry"], "reason": "a slip"}
    answer = client.post(
        at.replace("files", "detach"), told, "application/json", headers=key
    )
    assert answer.status_code == 200, answer.content
    assert client.get(at, headers=key).json() == []


def test_who_may_not(company: Company) -> None:
    incident, client = company.open(), Client()
    at = f"/api/v1/incidents/{incident.ref}/files"
    send = at.replace("files", "attach")
    for scope in ("read", "intake"):
        answer = client.post(send, {"file": io.BytesIO(b"x")}, headers=bearer(scope))
        assert answer.status_code == 403
    restrict(incident.id, people=["p-ada"], by=company.actor("grace"))
    key = bearer("work")
    assert client.get(at, headers=key).status_code == 404
    assert client.post(send, {"file": io.BytesIO(b"x")}, headers=key).status_code == 404
