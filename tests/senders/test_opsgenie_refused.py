"""What Opsgenie's protocol refuses, and how; the same elsewhere; and whatever comes."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from tests.front_door.running import until
from tests.senders.wire import Sent, Wire


@pytest.fixture(scope="module")
def source(wire: Wire) -> dict[str, Any]:
    return wire.quick_source("opsgenie", "Refused of Opsgenie")


def ask(
    wire: Wire,
    source: dict[str, Any],
    path: str,
    body: Any = None,
    method: str = "POST",
) -> Sent:
    header = {"Authorization": f"GenieKey {source['key']}"}
    return wire.send(path, body, method=method, headers=header)


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "message"),
    [
        ("POST", "", b"{", 400, "Request body is not valid JSON."),
        ("POST", "", b"[]", 400, "Request body is not a JSON object."),
        ("POST", "", {}, 422, "Request body is not processable."),
        ("POST", "/x/notes", {}, 422, "Request body is not processable."),
        ("POST", "/x/snooze", {"endTime": "2001-01-01T00:00:00Z"}, 422, "Request body"),
        ("PUT", "/x/priority", {"priority": "P7"}, 422, "Request body"),
        ("POST", "/x/close?identifierType=name", {}, 422, "Request body"),
        ("PUT", "", {}, 405, "Method not allowed."),
        ("PATCH", "/x/close", {}, 405, "Method not allowed."),
        ("GET", "/unknown?identifierType=alias", None, 404, "Alert does not exist"),
        ("GET", "/requests/what", None, 404, "Request not found."),
        ("POST", "/x/attachments", b"x", 403, "Attachments are not supported here."),
        ("GET", "/saved-searches", None, 403, "Saved searches are not supported"),
    ],
)
def test_refusals_have_opsgenies_shape(
    wire: Wire,
    source: dict[str, Any],
    method: str,
    path: str,
    body: Any,
    status: int,
    message: str,
) -> None:
    sent = ask(wire, source, f"/v2/alerts{path}", body, method)
    assert (sent.status, sent.json["message"][: len(message)]) == (status, message)
    assert sent.json["requestId"] == sent.headers["x-request-id"]
    assert isinstance(sent.json["took"], float)
    assert sent.headers["x-ratelimit-state"] == "OK"


def test_other_addresses_of_the_same(wire: Wire, source: dict[str, Any]) -> None:
    for path in ("/jsm/ops/integration/v2/alerts", f"/in/{source['key']}/v2/alerts"):
        alias = path.rsplit("/", 3)[0]
        sent = ask(wire, source, path, {"message": "Elsewhere", "alias": alias})
        assert sent.status == 202
        asked = f"{path}/requests/{sent.json['requestId']}"
        told = ask(wire, source, asked, method="GET").json["data"]
        assert (told["isSuccess"], told["alias"]) == (True, alias)
    keyless = wire.send("/v2/alerts", {"message": "x"})
    assert (keyless.status, keyless.json["message"]) == (401, "Could not authenticate")


def test_a_source_that_sends_too_fast_hears_429(wire: Wire) -> None:
    slow = wire.quick_source("opsgenie", "Too fast for Opsgenie", rate=1, burst=2)
    heard = []

    def throttled() -> bool:
        heard.append(ask(wire, slow, "/v2/alerts", {"message": "x", "alias": "f"}))
        return heard[-1].status == 429

    until(throttled, "429", 10)
    assert heard[-1].headers["x-ratelimit-state"] == "THROTTLED"
    assert heard[-1].headers["retry-after"].isdecimal()


JSON = some.recursive(
    some.none() | some.booleans() | some.integers() | some.text(max_size=20),
    lambda inner: (
        some.lists(inner, max_size=3)
        | some.dictionaries(some.text(max_size=9), inner, max_size=3)
    ),
    max_leaves=6,
)
FIELDS = "message alias tags details responders priority note user owner".split()
BODIES = (
    some.binary(max_size=60)
    | JSON.map(lambda told: json.dumps(told).encode("utf-8", "surrogatepass"))
    | some.dictionaries(some.sampled_from(FIELDS), JSON).map(
        lambda told: json.dumps(told).encode("utf-8", "surrogatepass")
    )
)
PATHS = some.sampled_from(
    ["", "/x/close", "/x/tags", "/x/details", "/x/assign", "/x/notes", "/count", "/x"]
    + ["/requests/1", "/%00/close", "/a%2Fb/acknowledge?identifierType=alias"]
    + ["/9/close?identifierType=tiny", "?query=%00", "?limit=x", "/x/priority"]
)
METHODS = some.sampled_from(["GET", "POST", "PUT", "DELETE", "PATCH"])


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(METHODS, PATHS, BODIES)
def test_whatever_is_sent_is_answered_in_opsgenies_shape(
    wire: Wire, source: dict[str, Any], method: str, path: str, body: bytes
) -> None:
    sent = ask(wire, source, f"/v2/alerts{path}", body, method)
    assert sent.status < 500, sent.body
    assert {"took", "requestId"} <= sent.json.keys()
    assert ("message" in sent.json) == (sent.status >= 400)


BEATS = "name interval intervalUnit enabled description alertTags alertPriority".split()
NAMES = some.sampled_from(["", "/x", "/x/ping", "/x/enable", "/%00", "/a%2Fb", "/x/y"])


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(METHODS, NAMES, some.dictionaries(some.sampled_from(BEATS), JSON))
def test_so_is_whatever_is_sent_of_heartbeats(
    wire: Wire, source: dict[str, Any], method: str, path: str, body: dict[str, Any]
) -> None:
    told = body if method in ("POST", "PUT", "PATCH") else None
    sent = ask(wire, source, f"/v2/heartbeats{path}", told, method)
    assert sent.status < 500, sent.body
    assert {"took", "requestId"} <= sent.json.keys()
