"""Alertmanager's API as Tocsin speaks it, held beside the real Alertmanager: the same
request to both, and the same answer."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.front_door.running import until
from tests.senders.alertmanager import Alertmanager, alertmanager
from tests.senders.programs import fetched
from tests.senders.wire import Sent, Wire

_NOW = datetime.now(UTC)
EARLIER = (_NOW - timedelta(hours=1)).isoformat()
LATER = (_NOW + timedelta(hours=1)).isoformat()
TIMES = {"startsAt": EARLIER, "endsAt": LATER}
SILENCE = {
    "matchers": [{"name": "a", "value": "b", "isRegex": False}],
    "createdBy": "ops",
    "comment": "new disk",
    **TIMES,
}


@pytest.fixture(scope="module")
def real() -> Iterator[Alertmanager]:
    with alertmanager() as one:
        yield one


@pytest.fixture(scope="module")
def ours(wire: Wire) -> str:
    return str(wire.source("alertmanager", "tocsin")["url"])


def said(status: int, body: bytes) -> tuple[int, str]:
    """An answer as far as both can agree on it: no ids, and of a text that could not
    be read no more than that."""
    text = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "ID", body.decode())
    text = re.sub(r"(failed, because) (parsing time|invalid char|unexp).*", r"\1", text)
    text = re.sub(r"^.*(error parsing|invalid) reg.*$", "regexp", text.strip())
    return status, re.sub(r"\[(GET|POST|DELETE|,)+\]", "[…]", text.strip())


def both(real: Alertmanager, ours: str, path: str, body: Any = None, **how: str) -> Any:
    answers = [
        said(*fetched(f"{address}/api/v2/{path}", body, how.get("method")))
        for address in (real.url, ours)
    ]
    assert answers[0] == answers[1], f"{path} {body}"
    return answers[0]


@pytest.mark.parametrize(
    "body",
    [
        [],
        None,
        {},
        "x",
        3,
        True,
        [1],
        ["a"],
        [[]],
        [{}],
        [{"labels": None}],
        [{"labels": {}}],
        [{"labels": {"a": ""}}],
        [{"labels": {"a": 1}}],
        [{"labels": {"a": None}}],
        [{"labels": []}],
        [{"labels": "x"}],
        [{"labels": {"": "c"}}],
        [{"labels": {"a": "b"}}],
        [{"labels": {"a": "b"}, "startsAt": "x"}],
        [{"labels": {"a": "b"}, "startsAt": ""}],
        [{"labels": {"a": "b"}, "startsAt": 5}],
        [{"labels": {"a": "b"}, "startsAt": LATER, "endsAt": EARLIER}],
        [{"labels": {}, "startsAt": LATER, "endsAt": EARLIER}],
        [{"labels": {"a": "b"}, "endsAt": EARLIER}],
        [{"labels": {"a": "b"}, "endsAt": "0001-01-01T00:00:00Z"}],
        [{"labels": {"a": "b"}, "annotations": {"a": 1}}],
        [{"labels": {"a": "b"}, "annotations": []}],
        [{"labels": {"a": "b"}, "annotations": None}],
        [{"labels": {"a": "b"}, "generatorURL": "not a url"}],
        [{"labels": {"a": "b"}, "generatorURL": "http://[::1"}],
        [{"labels": {"a": "b"}, "generatorURL": ""}],
        [{"labels": {"a": "b"}, "generatorURL": 5}],
        [{"labels": {"a": "b"}, "unknown": 5}],
        [{"labels": {}}, {"labels": {"ok": "1"}}, {"labels": {"": "1"}}],
        [{"labels": {"ok": "1"}}, {}],
        [{}, {}],
    ],
    ids=json.dumps,
)
def test_alerts_are_taken_and_refused_alike(
    real: Alertmanager, ours: str, body: Any
) -> None:
    both(real, ours, "alerts", json.dumps(body).encode())


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[",
        b"[{",
        b'{"a":',
        b"x",
        b'[{"labels":{"a":"b"}}',
        b'[{"labels":{"a":"b"},}]',
        b'[{"labels":{"a":"b"}}] and more',
        b'[{"labels":{"a":"\xff\xfe"}}]',
        b'[{"labels":{"a":"\\u0000\\ud800"}}]',
        b"[" * 20_000,
    ],
    ids=lambda body: repr(body[:24]),
)
def test_what_is_no_json_is_refused_alike(
    real: Alertmanager, ours: str, body: bytes
) -> None:
    both(real, ours, "alerts", body)


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"id": ""},
        {"id": None},
        {"id": "nope"},
        {"id": "11111111-2222-3333-4444-555555555555"},
        {"x": 1},
        {"comment": ""},
        {"comment": None},
        {"createdBy": None},
        {"startsAt": None},
        {"startsAt": "x"},
        {"startsAt": LATER, "endsAt": EARLIER},
        {"endsAt": EARLIER, "startsAt": "2020-01-01T00:00:00Z"},
        {"matchers": None},
        {"matchers": []},
        {"matchers": [{}]},
        {"matchers": [{"name": "a", "value": "b"}]},
        {"matchers": [{"name": "a", "isRegex": True}]},
        {"matchers": [{"name": 1, "value": "b", "isRegex": False}]},
        {"matchers": [{"name": "", "value": "b", "isRegex": False}]},
        {"matchers": [{"name": "a", "value": "", "isRegex": False}]},
        {"matchers": [{"name": "a", "value": ".*", "isRegex": True}]},
        {"matchers": [{"name": "a", "value": "(", "isRegex": True}]},
        {"matchers": [{"name": "a", "value": "x", "isRegex": False, "isEqual": False}]},
    ],
    ids=json.dumps,
)
def test_silences_are_taken_and_refused_alike(
    real: Alertmanager, ours: str, more: dict[str, Any]
) -> None:
    both(real, ours, "silences", SILENCE | more)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "nothing"),
        ("GET", ""),
        ("PUT", "alerts"),
        ("DELETE", "alerts"),
        ("PUT", "silence/nope"),
        ("GET", "silence/nope"),
        ("DELETE", "silence/nope"),
        ("GET", "silence/11111111-2222-3333-4444-555555555555"),
        ("DELETE", "silence/11111111-2222-3333-4444-555555555555"),
        ("GET", "silences?filter=a"),
        ("GET", "silences?filter=a%3D~%28"),
        ("GET", "silences?filter=none%3Dsuch"),
        ("GET", "alerts?filter="),
        ("GET", "alerts?filter=%7Ba%3Db%7D"),
        ("GET", "alerts?filter=a%3D%22x"),
        ("GET", "alerts?filter=none%3Dsuch"),
        ("GET", "alerts?receiver=none"),
        ("GET", "alerts?receiver=%28"),
        ("GET", "alerts/groups?filter=a"),
        ("GET", "alerts/groups?receiver=none"),
        ("GET", "receivers"),
    ],
)
def test_what_is_asked_otherwise_is_answered_alike(
    real: Alertmanager, ours: str, method: str, path: str
) -> None:
    both(real, ours, path, method=method)


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/json; charset=utf-8", "APPLICATION/JSON", "x"]
)
def test_other_kinds_of_bodies(wire: Wire, ours: str, kind: str) -> None:
    told = wire.send(
        f"{ours.removeprefix(wire.url)}/api/v2/alerts",
        [{"labels": {"a": "b"}}],
        headers={"Content-Type": kind},
    )
    is_json = kind.lower().startswith("application/json")
    assert told.status == (200 if is_json else 415)
    if not is_json:
        only = f'unsupported media type "{kind}", only [application/json] are allowed'
        assert told.json == {"code": 415, "message": only}


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)
_NAMES = st.sampled_from(["labels", "annotations", "startsAt", "endsAt", "x"])
_LABELS = st.dictionaries(st.sampled_from(["", "a", "b"]), st.sampled_from(["", "x"]))
_ALERTS = st.lists(
    st.dictionaries(_NAMES, _JSON, max_size=3)
    | st.fixed_dictionaries({"labels": _LABELS}),
    max_size=3,
)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(body=_ALERTS)
def test_any_alerts_are_answered_with_the_same_status(
    real: Alertmanager, ours: str, body: Any
) -> None:
    # A null instant is 1970 to Alertmanager; to us it is one that was not told.
    raw = json.dumps(body).replace("null", '"x"').encode()
    statuses = [fetched(f"{at}/api/v2/alerts", raw)[0] for at in (real.url, ours)]
    assert statuses[0] == statuses[1]


@settings(max_examples=40, deadline=None)
@given(body=st.binary(max_size=200), method=st.sampled_from(["POST", "GET", "PUT"]))
def test_any_bytes_are_refused_and_nothing_breaks(
    ours: str, body: bytes, method: str
) -> None:
    for path in ("alerts", "silences", "silence/x", "alerts/groups"):
        status, _said = fetched(f"{ours}/api/v2/{path}", body, method)
        assert status in {200, 400, 404, 405, 422}


def test_a_key_opens_its_own_source_alone(wire: Wire) -> None:
    mine, theirs = (wire.source("alertmanager", f"own {n}") for n in ("a", "b"))

    def asked(key: str, path: str, body: Any = None) -> Sent:
        method = "GET" if body is None else "POST"
        shown = {"Authorization": f"Bearer {key}"}
        return wire.send(f"/api/v2/{path}", body, method=method, headers=shown)

    made = asked(mine["key"], "silences", SILENCE)
    (held,) = asked(mine["key"], "silences").json
    assert (held["id"], held["createdBy"]) == (made.json["silenceID"], "ops")
    assert asked(theirs["key"], "silences").json == []
    assert asked(theirs["key"], f"silence/{held['id']}").status == 404
    gone = asked(theirs["key"], "silences", SILENCE | {"id": held["id"]})
    assert (gone.status, gone.json) == (404, "silence not found")
    for key in ("", "x" * 32):
        assert asked(key, "silences").status == 401
        assert asked(key, "alerts", [{"labels": {"a": "b"}}]).status == 401
    health = wire.send(f"/in/{mine['key']}/-/healthy", method="GET")
    assert (health.status, health.body) == (200, b"OK")
    assert wire.send(f"/in/{'x' * 32}/-/ready", method="GET").status == 404


def test_who_sends_too_fast_or_too_much_is_told_so(wire: Wire) -> None:
    source = wire.source("alertmanager", "fast")
    path = f"/in/{source['key']}/api/v2/alerts"
    large = wire.send(path, b"[" + b" " * 9_000_000 + b"]")
    assert (large.status, large.json["code"]) == (413, 413)
    slow = wire.send(
        f"/api/v1/sources/{source['id']}",
        {"rate": 1, "burst": 1},
        method="PATCH",
        headers={"Authorization": f"Bearer {wire.token}"},
    )
    assert slow.status == 200, slow.body

    def refused() -> bool:
        told = wire.send(path, [{"labels": {"a": "b"}}])
        assert told.status in {200, 503}, "never 429"
        assert told.status == 200 or int(told.headers["retry-after"]) >= 1
        return told.status == 503

    until(refused, "a refusal", 10)
