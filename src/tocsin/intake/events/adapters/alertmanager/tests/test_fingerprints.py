"""Fingerprints are Alertmanager's own, to the bit."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.intake.events.adapters.alertmanager.fingerprints import fingerprint
from tocsin.intake.events.adapters.tests.sending import PAYLOADS


def captured() -> list[dict[str, Any]]:
    """Alerts as the real Alertmanager 0.25.0 sent them."""
    path = PAYLOADS.parent / "captures.jsonl"
    if not path.exists():
        pytest.skip("no captures beside the project")
    sent = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    hooks = [json.loads(one["b"]) for one in sent if one["path"] == "/hook"]
    return [alert for hook in hooks for alert in hook["alerts"]]


def test_they_are_those_of_the_real_one() -> None:
    alerts = captured()
    assert len(alerts) == 5
    for alert in alerts:
        assert fingerprint(alert["labels"]) == alert["fingerprint"]


def test_the_order_of_labels_is_nothing() -> None:
    told = {"b": "2", "a": "1", "ü": "ö"}
    assert fingerprint(told) == fingerprint(dict(sorted(told.items())))
    assert fingerprint({}) == "cbf29ce484222325"


def byte_by_byte(labels: dict[str, str]) -> str:
    """FNV-1a as it is written down."""
    state = 14695981039346656037
    for name in sorted(labels):
        for byte in name.encode() + b"\xff" + labels[name].encode() + b"\xff":
            state = (state ^ byte) * 1099511628211 % 2**64
    return f"{state:016x}"


@given(st.dictionaries(st.sampled_from("ab job ü".split()), st.text(max_size=9)))
def test_pairs_seen_before_change_nothing(labels: dict[str, str]) -> None:
    assert fingerprint(labels) == byte_by_byte(labels)
    assert fingerprint(labels) == byte_by_byte(labels)
