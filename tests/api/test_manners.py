"""Whatever goes wrong, the answer has one shape and says what to do next."""

import ast
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.api.conftest import Caller, Callers, code_of
from tests.company import Company
from tocsin.register.work import reads
from tocsin.surfaces.api import root
from tocsin.surfaces.api.problems import LARGEST_BODY


def raw(caller: Caller, path: str, body: bytes, kind: str = "application/json") -> Any:
    headers = {"Authorization": f"Bearer {caller.key}"}
    return Client(headers=headers).post(f"/api/v1{path}", body, content_type=kind)


def test_a_refusal_says_what_is_the_case_and_what_to_do(
    callers: Callers, company: Company
) -> None:
    incident = company.open()
    answer = callers.work.post(f"/incidents/{incident.ref}/confirm")
    assert answer.status_code == 409
    told = answer.json()
    assert told["code"] == "not_possible_now"
    assert incident.ref in told["message"]
    assert "resolved" in told["remedy"]


@pytest.mark.parametrize(
    ("path", "body", "where"),
    [
        ("wait", {}, "body.cause"),
        ("wait", {"cause": "rain"}, "body.cause"),
        ("note", {"text": "x", "audience": "public"}, "body.audience"),
        ("note", {"text": 7}, "body.text"),
        ("note", {"text": "x", "happened_at": "noon"}, "body.happened_at"),
        ("note", {"text": "x", "happened_at": 0}, "body.happened_at"),
        ("classify", {"impact": True}, "body.impact"),
        ("classify", {"impact": 10**400}, "body.impact"),
        ("amend", {"facts": {}, "corrects": 0}, "body.corrects"),
        ("note", [], "body"),
    ],
)
def test_a_shape_that_is_not_known_is_named(
    callers: Callers, company: Company, path: str, body: Any, where: str
) -> None:
    incident = company.open()
    answer = callers.work.post(f"/incidents/{incident.ref}/{path}", body)
    assert (answer.status_code, code_of(answer)) == (422, "unknown_shape")
    assert [told["where"] for told in answer.json()["details"]] == [where]


@pytest.mark.parametrize(
    "body",
    [
        {"facts": {"model": "x" * 81}},
        {"facts": {"service": "none"}},
        {"facts": {"shoe_size": 43}},
        {"facts": {"title": "x"}, "corrects": 99},
    ],
)
def test_an_unknown_value_is_named(
    callers: Callers, company: Company, body: Any
) -> None:
    answer = callers.work.post(f"/incidents/{company.open().ref}/amend", body)
    assert (answer.status_code, code_of(answer)) == (422, "unknown_value")


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"title=It+smells",
        b"\xff\xfe\xfd",
        b'{"a": NaN}',
        b'{"a": 1' + b"0" * 5000 + b"}",
        b"[" * 100_000,
        b'{"a": ' + b"[" * 990 + b"]" * 990 + b"}",
    ],
)
def test_what_is_no_json_is_called_so(callers: Callers, body: bytes) -> None:
    answer = raw(callers.intake, "/incidents", body)
    assert (answer.status_code, code_of(answer)) == (400, "not_json")


@pytest.mark.parametrize("ref", ["INC-99999", "x", "%00", "%ED%A0%80", "😀", "%25"])
def test_an_unknown_reference_is_unknown_however_it_looks(
    callers: Callers, ref: str
) -> None:
    answer = callers.read.get(f"/incidents/{ref}")
    assert (answer.status_code, code_of(answer)) == (404, "no_such_incident")


def test_a_body_may_be_so_large_and_no_larger(callers: Callers) -> None:
    empty = len(b'{"title": ""}')
    fits = b'{"title": "' + b"x" * (LARGEST_BODY - empty) + b'"}'
    assert raw(callers.intake, "/incidents", fits).status_code == 201
    answer = raw(callers.intake, "/incidents", fits + b" ")
    assert (answer.status_code, code_of(answer)) == (413, "too_large")


@pytest.mark.parametrize(
    "path", ["/api/", "/api/v1", "/api/v1/", "/api/v1/none", "/api/v2/incidents"]
)
def test_no_page_stands_in_for_what_is_not_there(company: Company, path: str) -> None:
    for ask in (Client().get, Client(enforce_csrf_checks=True).post):
        answer = ask(path)
        assert (answer.status_code, code_of(answer)) == (404, "nothing_here")


def test_a_method_that_is_not_offered_is_told_with_those_that_are(
    callers: Callers,
) -> None:
    answer = Client().delete("/api/v1/incidents")
    assert (answer.status_code, code_of(answer)) == (405, "method_not_offered")
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "POST"}


def test_our_own_faults_are_admitted_and_not_explained(
    callers: Callers,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("secret of the house")

    monkeypatch.setattr(reads, "find", broken)
    answer = callers.read.get("/incidents")
    assert (answer.status_code, code_of(answer)) == (500, "our_fault")
    assert "secret" not in answer.content.decode()
    assert "secret of the house" in caplog.text, "but the log says it"


def test_the_docs_come_from_our_own_host(company: Company) -> None:
    answer = Client().get("/api/v1/docs")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "//" not in page.replace("/static/ninja/", ""), "no other host"
    assert "<style" not in page
    assert page.count("<script") == page.count("src=") + 1, "the one without is data"
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy


def headers_of(operation: Any) -> set[str]:
    return {told["name"] for told in operation.get("parameters", ())}


def test_every_answer_of_every_operation_is_declared(company: Company) -> None:
    described = Client().get("/api/v1/openapi.json").json()
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            declared = set(operation["responses"])
            assert {"401", "403"} <= declared, (method, path)
            if method == "post":
                wanted = {"400", "404", "409", "413", "422"}
                wanted |= {"412"} if "If-Match" in headers_of(operation) else set()
                assert wanted <= declared, (method, path)
            assert operation["description"], (method, path)


def test_no_two_shapes_share_a_name() -> None:
    """The description of the API knows shapes by name: of two, one would be lost."""
    folder = Path(root.__file__).parent
    found = [
        node.name
        for file in folder.glob("*.py")
        for node in ast.parse(file.read_text()).body
        if isinstance(node, ast.ClassDef) and node.bases
    ]
    twice = {name for name, count in Counter(found).items() if count > 1}
    assert twice == set()
