import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client

from tests.company import Company
from tests.sso import glewlwyd
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.sso.actions import publish_provider, set_client_secret
from tocsin.kernel import home

BACK = "/sign-in/with/company/back"


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[glewlwyd.Glewlwyd]:
    """A provider of somebody else's make, for the whole run."""
    if glewlwyd.PROGRAM is None and os.environ.get("TOCSIN_REQUIRE_ALL") != "1":
        pytest.skip("needs an OpenID Connect provider: apt install glewlwyd")
    folder = tmp_path_factory.mktemp("glewlwyd")
    with glewlwyd.running(folder, home.url() + BACK) as provider:
        yield provider


Publish = Callable[..., None]


@pytest.fixture
def publish(company: Company, running: glewlwyd.Glewlwyd) -> Publish:
    """Publishes the provider, with what a test wants of it otherwise."""

    def published(**told: Any) -> None:
        body = {
            "title": "Company account",
            "issuer": running.issuer,
            "client_id": glewlwyd.CLIENT,
            "scopes": ["openid"],
        }
        publish_provider("company", body | told, by=SYSTEM, why="Tried.")
        set_client_secret("company", glewlwyd.SECRET, by=SYSTEM)

    published()
    return published


SignIn = Callable[[str], Any]


@pytest.fixture
def come(running: glewlwyd.Glewlwyd, publish: Publish) -> SignIn:
    """Somebody signs in by the provider, in a browser of their own; gives the answer
    that they see, with the browser as `client`."""

    def came(name: str) -> Any:
        client = Client()
        there = client.get("/sign-in/with/company")["Location"]
        back = running.lets_in(name, there)
        answer = client.get(back.removeprefix(home.url()))
        answer.client = client
        return answer

    return came


def is_in(answer: Any) -> bool:
    return "_auth_user_id" in answer.client.session


def who(answer: Any) -> str:
    """The key of the person who came in."""
    return str(answer.client.get("/mine").wsgi_request.user.key)
