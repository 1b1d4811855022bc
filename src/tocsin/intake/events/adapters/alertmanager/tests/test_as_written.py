"""Alerts of the API are read from how they are written; looked at closely they say the
same."""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.intake.events.adapters.alertmanager.reading import read_protocol
from tocsin.intake.events.adapters.tests.sending import request
from tocsin.intake.events.event import Event, Unparsed

# Its beginning is no text, so that the whole array is looked at closely.
ODD = {"labels": {"odd": "yes"}, "startsAt": 1}

_names = st.sampled_from("alertname severity service job ü".split()) | st.just("")
_texts = st.text(max_size=6) | st.sampled_from(["DiskFull", " a ", "a|b", "a\x00b"])
_odd = st.none() | st.integers() | st.booleans() | st.lists(_texts, max_size=1)
_labels = st.dictionaries(_names, _texts | _odd, max_size=4)
_instants = st.sampled_from(
    ["2026-11-27T11:00:00Z", "2027-01-01T00:00:00Z", "0001-01-01T00:00:00Z", "soon"]
)
_alerts = st.fixed_dictionaries(
    {},
    optional={
        "labels": st.dictionaries(_names, _texts, max_size=4) | _labels,
        "annotations": _labels | _odd,
        "startsAt": _instants | st.none(),
        "endsAt": _instants | st.none(),
        "generatorURL": st.sampled_from(["http://prometheus.example/x", "no", None]),
        "more": _odd,
    },
)


def told(alerts: list[Any]) -> list[Event]:
    body = json.dumps(alerts).encode()
    try:
        return list(read_protocol(request("alertmanager", body)).events)
    except Unparsed:
        return []


@settings(max_examples=150)
@given(st.lists(_alerts, max_size=3))
def test_both_ways_say_the_same(alerts: list[dict[str, Any]]) -> None:
    closely = told([*alerts, ODD])[:-1]
    assert told(alerts) == closely
    # And again, when all of it has been seen.
    assert told(alerts) == closely


def test_one_event_of_the_same_words_has_the_same_origin() -> None:
    alert = {"labels": {"alertname": "Seen"}, "annotations": {"summary": "again"}}
    (one,), (two,) = told([alert]), told([alert | {"endsAt": "2027-01-01T00:00:00Z"}])
    assert one.origin is two.origin is not None
    (other,) = told([alert | {"annotations": {"summary": "other"}}])
    assert other.origin is not one.origin
