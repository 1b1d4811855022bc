from typing import Any

import pytest

from tocsin.foundation.accounts.actions import add_team
from tocsin.foundation.accounts.refusals import NotAllowed
from tocsin.foundation.accounts.rules import SYSTEM, Actor
from tocsin.foundation.classification.actions import (
    add_category,
    publish_model,
    retire_model,
)
from tocsin.foundation.classification.reads import models
from tocsin.foundation.classification.rules import check_model, matching_model
from tocsin.foundation.config.refusals import DocumentUnknown, NotPublishable

GOOD = {"title": "VPN", "match": {"category": "net/vpn"}, "team": "net", "impact": 2}
KNOWN: dict[str, Any] = {
    "categories": ["net", "net/vpn"], "services": ["mail"], "teams": ["net"]
}  # fmt: skip


def test_the_closest_model_is_followed() -> None:
    known: dict[str, Any] = {
        "net": {"match": {"category": "net"}},
        "vpn": {"match": {"category": "net/vpn"}},
        "mail": {"match": {"service": "mail"}},
        "both": {"match": {"service": "mail", "category": "net"}},
        "blank": {"match": {}},
    }

    def model(category: str | None, service: str | None) -> str | None:
        return matching_model(known, category=category, service=service)

    assert model("net/vpn/lyon", None) == "vpn"
    assert model("net/wifi", "shop") == "net"
    assert model("network", None) is None
    assert model(None, "mail") == "mail"
    assert model("net/vpn", "mail") == "both"
    assert model(None, None) is None


ORDERS = {"figure": "orders", "source": "shop", "at_least": 20}
UNPROVING = "proof_is_alerts_heartbeat_or_figure"


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({}, None),
        ({"title": " "}, "needs_a_title"),
        ({"match": {}}, "needs_something_to_match"),
        ({"match": {"category": "none"}}, "not_known"),
        ({"match": []}, "needs_something_to_match"),
        ({"match": [1]}, "model_is_a_table"),
        ({"team": "none"}, "not_known"),
        ({"team": ["net"]}, "not_known"),
        ({"impact": 4}, "not_known"),
        ({"impact": True}, "not_known"),
        ({"closure": "never"}, "not_known"),
        ({"closure": "check_passes"}, None),
        ({"steps": "one"}, "steps_are_sentences"),
        ({"resolve_after_minutes": "5"}, "minutes_are_a_number"),
        ({"on_alerts_resolved": "never"}, "not_known"),
        ({"restored_when": {"alerts": "resolved"}}, None),
        ({"restored_when": {"heartbeat": "backup"}}, None),
        ({"restored_when": ORDERS}, None),
        ({"restored_when": ORDERS | {"for_minutes": 10, "at_most": 90.5}}, None),
        ({"restored_when": ORDERS | {"labels": {"shop": "lyon"}}}, None),
        ({"restored_when": ORDERS | {"at_most": 5}}, "figure_has_a_bound"),
        ({"restored_when": ORDERS | {"at_least": "20"}}, "figure_has_a_bound"),
        ({"restored_when": ORDERS | {"for_minutes": 0}}, "minutes_are_a_number"),
        ({"restored_when": ORDERS | {"heartbeat": "x"}}, UNPROVING),
        ({"restored_when": ORDERS | {"labels": {"shop": 1}}}, UNPROVING),
        ({"restored_when": {"figure": "orders", "at_least": 1}}, UNPROVING),
        ({"restored_when": {"heartbeat": ""}}, UNPROVING),
        ({"restored_when": {}}, UNPROVING),
        ({"restored_when": "soon"}, UNPROVING),
    ],
)
def test_a_model_is_checked_before_it_counts(
    change: dict[str, Any], complaint: str | None
) -> None:
    found = check_model(GOOD | change, **KNOWN)
    assert [each.code for each in found] == ([complaint] if complaint else [])


@pytest.mark.django_db
def test_models_are_published_and_retired_by_administrators() -> None:
    add_team("net", "Network", by=SYSTEM)
    add_category("net", "Network", fallback="net", by=SYSTEM)
    add_category("net/vpn", "VPN", parent="net", fallback="net", by=SYSTEM)
    agent = Actor(kind="person", id="p", roles=frozenset({"agent"}))

    publish_model("vpn", GOOD, by=SYSTEM, why="frequent")
    assert models() == {"vpn": GOOD}
    with pytest.raises(NotPublishable, match="team: this is not known"):
        publish_model("vpn", GOOD | {"team": "x"}, by=SYSTEM, why="slip")
    with pytest.raises(NotAllowed):
        publish_model("vpn", GOOD, by=agent, why="")
    with pytest.raises(NotAllowed):
        retire_model("vpn", by=agent, why="")

    retire_model("vpn", by=SYSTEM, why="solved")
    assert models() == {}
    with pytest.raises(DocumentUnknown):
        retire_model("vpn", by=SYSTEM, why="again")
