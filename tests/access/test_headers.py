"""What browsers are told with every answer, whatever surface gives it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from tests.api.conftest import Caller
from tests.company import PASSWORD, Company
from tests.web.test_files import bring, only_address
from tocsin.foundation.accounts.actions import create_key
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.kernel import home

# Whoever answers, with what status, and whether it is a page.
ANSWERS: dict[str, tuple[str, int, bool]] = {
    "/": ("grace", 200, True),
    "/incidents/{ref}": ("grace", 200, True),
    "/incidents/{ref}/resolve": ("grace", 200, True),
    "/register/export.csv": ("grace", 200, False),
    "/settings/keys": ("root", 200, True),
    "/settings/setup/tocsin.yaml": ("root", 200, False),
    "/settings/audit/export.json": ("eva", 200, False),
    "/sign-in": ("", 200, True),
    "/nowhere": ("grace", 404, True),
    "/incidents/INC-99999": ("grace", 404, True),
    "/verify": ("grace", 403, True),
    "/mine": ("", 302, False),
    "/static/web/base.css": ("", 200, False),
    "/static/web/icon.svg": ("", 200, False),
    "/favicon.ico": ("", 302, False),
    "/healthz": ("", 200, False),
    "/metrics": ("", 200, False),
    "/api/v1/incidents": ("key", 200, False),
    "/api/v1/nowhere": ("key", 404, False),
    "/api/v1/queue": ("", 401, False),
    "/api/v1/openapi.json": ("", 200, False),
    "/api/v1/docs": ("", 200, True),
}


@pytest.fixture
def ask(company: Company) -> Callable[[str], Any]:
    ref = company.open().ref
    key = create_key("probe", ["read"], by=SYSTEM)[1]

    def asked(address: str) -> Any:
        who = ANSWERS[address][0]
        if who == "key":
            return Caller(key).get(address.removeprefix("/api/v1"))
        client = company.client(who) if who else Client()
        return client.get(address.format(ref=ref))

    return asked


def directives(answer: Any) -> dict[str, str]:
    told = answer.headers.get("Content-Security-Policy", "")
    pairs = [part.strip().partition(" ") for part in told.split(";") if part.strip()]
    return {name: value for name, _space, value in pairs}


def test_every_surface_tells_browsers_to_be_careful(
    ask: Callable[[str], Any],
) -> None:
    wrong = []
    for address, (_who, status, is_page) in ANSWERS.items():
        answer = ask(address)
        told, policy = answer.headers, directives(answer)
        found = {
            "status": answer.status_code == status,
            "nosniff": told.get("X-Content-Type-Options") == "nosniff",
            "referrer": told.get("Referrer-Policy") == "same-origin",
            "framing": told.get("X-Frame-Options") == "DENY"
            or policy.get("frame-ancestors") == "'none'"
            or address.startswith("/static/"),
            "no script but ours": not is_page
            or (
                policy.get("default-src") == "'self'"
                and policy.get("object-src") == "'none'"
                and policy.get("frame-ancestors") == "'none'"
                and "unsafe" not in str(policy)
            ),
            "hsts only behind TLS": "Strict-Transport-Security" not in told,
            "not kept by others": address.startswith(("/static/", "/favicon"))
            or "private" in told.get("Cache-Control", "")
            or "no-store" in told.get("Cache-Control", ""),
        }
        wrong += [(address, name) for name, good in found.items() if not good]
    assert not wrong, "\n".join(map(str, wrong))


def test_a_file_that_somebody_attached_can_run_nothing(company: Company) -> None:
    incident, grace = company.open(), company.client("grace")
    bring(grace, incident, ("page.pdf", b"%PDF-1.7\n<script>alert(1)</script>"))
    answer = grace.get(only_address(company, incident))
    policy = directives(answer)
    assert (policy["sandbox"], policy["default-src"]) == ("", "'none'")
    assert answer["X-Frame-Options"] == "DENY"
    assert "attachment" in answer["Content-Disposition"]


def test_cookies_are_not_for_scripts_nor_for_other_sites(company: Company) -> None:
    client = Client()
    client.get("/sign-in")
    client.post("/sign-in", {"login": "grace", "password": PASSWORD})
    session, form = client.cookies["sessionid"], client.cookies["csrftoken"]
    for cookie in (session, form):
        assert cookie["httponly"] is True
        assert cookie["samesite"] == "Lax"
        assert not cookie["secure"], "this Tocsin is reached without TLS"


def test_behind_tls_browsers_stay_there(company: Company, settings: Settings) -> None:
    settings.SECURE_HSTS_SECONDS = 31_536_000
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    plain = Client().get("/sign-in")
    assert "Strict-Transport-Security" not in plain.headers
    client = Client()
    for address in ("/sign-in", "/api/v1/openapi.json", "/static/web/base.css"):
        told = client.get(address, secure=True)["Strict-Transport-Security"]
        assert told == "max-age=31536000"
    client.post("/sign-in", {"login": "grace", "password": PASSWORD}, secure=True)
    assert client.cookies["sessionid"]["secure"]
    assert client.cookies["csrftoken"]["secure"]


@pytest.mark.parametrize(
    ("url", "secure"), [("https://t.example", True), ("http://t.example", False)]
)
def test_whether_tls_is_in_front_is_told_by_the_address(
    monkeypatch: pytest.MonkeyPatch, url: str, secure: bool
) -> None:
    monkeypatch.setenv("TOCSIN_URL", url)
    assert home.is_secure() is secure
