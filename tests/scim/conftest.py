import json
from typing import Any

import pytest
from django.test import Client

from tests.company import Company
from tocsin.foundation.accounts.actions import create_key
from tocsin.foundation.accounts.rules import SYSTEM

USER = "urn:ietf:params:scim:schemas:core:2.0:User"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"


class Provider:
    """An identity provider with a key."""

    def __init__(self, key: str = "") -> None:
        shows = {"Authorization": f"Bearer {key}"} if key else {}
        self.client = Client(headers=shows)

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        content = "" if body is None else json.dumps(body)
        return self.client.generic(
            method,
            f"/scim/v2/{path}",
            content,
            content_type="application/scim+json",
            headers=headers,
        )

    def get(self, path: str, **query: Any) -> Any:
        answer = self.client.get(f"/scim/v2/{path}", query)
        assert answer.status_code == 200, answer.content
        return answer.json()

    def user(self, username: str, **other: Any) -> Any:
        body = {"schemas": [USER], "userName": username, **other}
        answer = self.ask("POST", "Users", body)
        assert answer.status_code == 201, answer.content
        return answer.json()

    def patch(self, path: str, *operations: dict[str, Any], **headers: str) -> Any:
        body = {"schemas": [PATCH], "Operations": list(operations)}
        return self.ask("PATCH", path, body, **headers)


@pytest.fixture
def provider(company: Company) -> Provider:
    return Provider(create_key("idp", ["directory"], by=SYSTEM)[1])
