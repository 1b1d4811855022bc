"""How a program calls: with an API key of some scopes, in JSON."""

import io
import json
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client

from tests.company import Company
from tocsin.foundation.accounts.actions import create_key
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.register.core.models import Incident
from tocsin.register.search.actions import index_incidents


@dataclass
class Caller:
    """A program that shows this key."""

    key: str = ""

    def get(self, path: str, **asked: Any) -> Any:
        return Client(headers=self._shows()).get(f"/api/v1{path}", asked)

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        told = b"" if body is None else json.dumps(body)
        return Client(headers=self._shows() | _named(headers)).post(
            f"/api/v1{path}", told, content_type="application/json"
        )

    def send(self, path: str, content: bytes, name: str) -> Any:
        """A file, as the part `file` of a form."""
        file = io.BytesIO(content)
        file.name = name
        client = Client(headers=self._shows())
        return client.post(f"/api/v1{path}", {"file": file})

    def patch(self, path: str, body: Any, **headers: str) -> Any:
        return Client(headers=self._shows() | _named(headers)).patch(
            f"/api/v1{path}", json.dumps(body), content_type="application/json"
        )

    def _shows(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key}"} if self.key else {}


def _named(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


@dataclass
class Callers:
    stranger: Caller
    read: Caller
    intake: Caller
    work: Caller
    admin: Caller


@pytest.fixture
def callers(company: Company) -> Callers:
    """One program for each scope, called as its scope."""
    keys = {
        scope: Caller(create_key(scope, [scope], by=SYSTEM)[1])
        for scope in ("read", "intake", "work", "admin")
    }
    return Callers(stranger=Caller(), **keys)


def code_of(response: Any) -> str:
    """The code of a refusal, whose shape is looked at by the way."""
    told = json.loads(response.content)
    assert told.keys() - {"details"} == {"code", "message", "remedy"}, told
    assert response.headers["Content-Type"] == "application/json"
    return str(told["code"])


def findable() -> None:
    """Search finds what was said so far, as it does once the engine has turned."""
    index_incidents(list(Incident.objects.values_list("id", flat=True)))
