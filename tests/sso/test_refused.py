"""What a sign-in by a provider must not accept, each with a page that says so."""

import base64
import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from django.test import Client

from tests.company import Company
from tests.sso.conftest import Publish
from tests.sso.glewlwyd import Glewlwyd
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.sso.actions import publish_provider
from tocsin.kernel import home

pytestmark = pytest.mark.django_db
KEY = generate_private_key(public_exponent=65537, key_size=2048)
OTHER = generate_private_key(public_exponent=65537, key_size=2048)


def begin(client: Client) -> dict[str, str]:
    """What the provider is asked."""
    address = client.get("/sign-in/with/company")["Location"]
    return {name: told[0] for name, told in parse_qs(urlsplit(address).query).items()}


def test_a_tampered_state_is_refused(
    company: Company, running: Glewlwyd, publish: Publish
) -> None:
    running.person("ada.l", "ada@shop.example", verified=True)
    client = Client()
    there = client.get("/sign-in/with/company")["Location"]
    back = running.lets_in("ada.l", there).removeprefix(home.url())
    state = parse_qs(urlsplit(back).query)["state"][0]
    answer = client.get(back.replace(state, state[::-1]))
    assert answer.status_code == 400
    assert b"belongs to no sign-in that began here" in answer.content
    other = Client().get(back)
    assert other.status_code == 400, "another browser has not begun it"
    assert client.get(back).status_code == 302
    assert client.get(back).status_code == 400, "an answer is used once"


def test_a_code_of_another_sign_in_is_refused(
    company: Company, running: Glewlwyd, publish: Publish
) -> None:
    """The provider checks that whoever shows the code began the sign-in (PKCE)."""
    running.person("ada.l", "ada@shop.example", verified=True)
    ours, theirs = Client(), Client()
    mine = running.lets_in("ada.l", ours.get("/sign-in/with/company")["Location"])
    code = parse_qs(urlsplit(mine).query)["code"][0]
    state = begin(theirs)["state"]
    answer = theirs.get(f"/sign-in/with/company/back?code={code}&state={state}")
    assert answer.status_code == 502
    assert "_auth_user_id" not in theirs.session


def test_a_provider_that_says_no_is_told(company: Company, publish: Publish) -> None:
    client = Client()
    state = begin(client)["state"]
    answer = client.get(f"/sign-in/with/company/back?error=access_denied&state={state}")
    assert answer.status_code == 403
    assert b"let nobody in" in answer.content


def test_a_provider_that_is_another_is_refused(
    company: Company, running: Glewlwyd, publish: Publish
) -> None:
    publish(issuer=running.issuer + "/")
    answer = Client().get("/sign-in/with/company")
    assert answer.status_code == 502
    assert b"says that it is" in answer.content


def test_a_provider_that_is_silent_is_told(company: Company, publish: Publish) -> None:
    publish(issuer="http://127.0.0.1:9")
    answer = Client().get("/sign-in/with/company")
    assert answer.status_code == 502
    assert b"does not answer as it should" in answer.content


def test_nobody_tries_for_ever(company: Company, publish: Publish) -> None:
    client = Client()
    told = [client.get("/sign-in/with/company/back").status_code for _ in range(31)]
    assert told == [400] * 30 + [429]


class Liar(ThreadingHTTPServer):
    """A provider that says whatever a test wants; no provider that is sold would."""

    token: str = ""
    userinfo: dict[str, Any]

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def says(self, path: str) -> dict[str, Any]:
        key = jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key(), as_dict=True)
        told: dict[str, dict[str, Any]] = {
            "/.well-known/openid-configuration": {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/auth",
                "token_endpoint": f"{self.issuer}/token",
                "userinfo_endpoint": f"{self.issuer}/userinfo",
                "jwks_uri": f"{self.issuer}/jwks",
            },
            "/jwks": {"keys": [key | {"kid": "k1", "alg": "RS256", "use": "sig"}]},
            "/token": {"access_token": "a", "id_token": self.token},
            "/userinfo": self.userinfo,
        }
        return told[path]


class Answers(BaseHTTPRequestHandler):
    server: Liar

    def do_GET(self) -> None:
        told = json.dumps(self.server.says(self.path)).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(told)))
        self.end_headers()
        self.wfile.write(told)

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.do_GET()

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture
def liar(company: Company) -> Iterator[Liar]:
    with Liar(("127.0.0.1", 0), Answers) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        server.userinfo = {"sub": "s-1"}
        told = {"title": "Liar", "issuer": server.issuer, "client_id": "tocsin"}
        publish_provider("company", told, by=SYSTEM, why="Tried.")
        yield server
        server.shutdown()


def claims(liar: Liar, nonce_: str, /, **told: Any) -> dict[str, Any]:
    now = int(time.time())
    usual = {"iss": liar.issuer, "aud": "tocsin", "sub": "s-1", "nonce": nonce_}
    usual |= {"iat": now, "exp": now + 300, "email": "ada@shop.example"}  # type: ignore[dict-item]
    return usual | {"email_verified": True} | told


def signed(told: dict[str, Any], key: Any = KEY, alg: str = "RS256") -> str:
    return jwt.encode(told, key, algorithm=alg, headers={"kid": "k1"})


def ended(liar: Liar, make: Any) -> Any:
    """How a sign-in ends whose token `make` gives, told what the provider was asked."""
    client = Client()
    asked = begin(client)
    liar.token = make(asked["nonce"])
    answer = client.get(f"/sign-in/with/company/back?code=c&state={asked['state']}")
    return answer, "_auth_user_id" in client.session


def test_an_honest_token_lets_in(liar: Liar) -> None:
    _answer, is_in = ended(liar, lambda nonce: signed(claims(liar, nonce)))
    assert is_in


@pytest.mark.parametrize(
    ("part", "told"),
    [
        ("issuer", {"iss": "https://elsewhere.example"}),
        ("audience", {"aud": "another"}),
        ("audience", {"aud": ["tocsin", "another"]}),
        ("audience", {"azp": "another"}),
        ("nonce", {"nonce": "of-another-sign-in"}),
        ("nonce", {"nonce": None}),
        ("subject", {"sub": "s-2"}),
        ("signature", {"exp": 1_700_000_000}),
    ],
)
def test_a_token_that_is_not_for_this_is_refused(
    liar: Liar, part: str, told: dict[str, Any]
) -> None:
    answer, is_in = ended(liar, lambda nonce: signed(claims(liar, nonce, **told)))
    assert answer.status_code == 400
    assert f"({part})" in answer.content.decode()
    assert not is_in


def unsigned(told: dict[str, Any]) -> str:
    parts = [{"alg": "none", "typ": "JWT"}, told]
    texts = [base64.urlsafe_b64encode(json.dumps(each).encode()) for each in parts]
    return b".".join(each.rstrip(b"=") for each in texts).decode() + "."


def test_a_token_that_proves_nothing_is_refused(liar: Liar) -> None:
    public = "k" * 64
    for make in (
        lambda nonce: signed(claims(liar, nonce), OTHER),
        lambda nonce: signed(claims(liar, nonce), public, "HS256"),
        lambda nonce: unsigned(claims(liar, nonce)),
        lambda nonce: "nonsense",
        lambda nonce: "",
    ):
        answer, is_in = ended(liar, make)
        assert answer.status_code == 400
        assert "(signature)" in answer.content.decode()
        assert not is_in
