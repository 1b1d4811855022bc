"""Bodies of alerts: what is stored of them, and that the glance sees what the long
look sees."""

from typing import Any

import orjson
from hypothesis import given
from hypothesis import strategies as st

from tocsin.surfaces.wire.alertmanager_answers import DONE
from tocsin.surfaces.wire.alertmanager_checking import (
    Checked,
    _looked_at,
    checked,
    is_plain,
)

PLAIN = {
    "labels": {"alertname": "DiskFull", "host": "db-1"},
    "annotations": {"summary": "Full"},
    "startsAt": "2026-03-02T09:00:00.123456789Z",
    "endsAt": "2026-03-02T09:04:00Z",
    "generatorURL": "http://prometheus.example/graph?g0.expr=up",
}


def test_what_is_well_is_stored_as_it_came() -> None:
    body = orjson.dumps([PLAIN] * 64)
    assert checked(body) == Checked(body, DONE)
    assert is_plain(orjson.loads(body))


def test_an_alert_that_is_not_well_does_not_keep_others_out() -> None:
    body = orjson.dumps([{"labels": {}}, PLAIN, {"labels": {"": "x"}}])
    told = checked(body)
    assert orjson.loads(told.body) == [PLAIN]
    assert told.answer.status == 400


def test_letters_that_are_none_are_told_anew() -> None:
    told = checked(b'[{"labels":{"a":"\xff","b":"\\ud800"}}] and more')
    assert orjson.loads(told.body) == [{"labels": {"a": "�", "b": "�"}}]
    assert told.answer == DONE


_TEXTS = st.sampled_from(["", "x", "http://x", "2026-03-02T09:00:00Z", "0001-01-01"])
_VALUES = _TEXTS | st.none() | st.integers(0, 2) | st.lists(_TEXTS, max_size=1)
_MAPS = st.dictionaries(st.sampled_from(["", "a"]), _VALUES, max_size=2) | _VALUES
_ALERTS = st.fixed_dictionaries(
    {},
    optional={
        "labels": _MAPS,
        "annotations": _MAPS,
        "startsAt": _VALUES,
        "endsAt": _VALUES,
        "generatorURL": _VALUES,
    },
)


@given(st.lists(_ALERTS | _VALUES, max_size=3) | _MAPS)
def test_the_glance_never_takes_what_the_long_look_refuses(told: Any) -> None:
    body = orjson.dumps(told)
    assert checked(body) == _looked_at(orjson.loads(body), body)


@given(st.binary(max_size=60))
def test_any_bytes_are_answered(body: bytes) -> None:
    told = checked(body)
    assert told.answer.status in {200, 400, 422}
    assert told.answer == DONE or not told.body or told.answer.status == 400
