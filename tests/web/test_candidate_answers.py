"""Whether a candidate is major is decided from the message, without signing in."""

import re

import pytest
from django.test import Client

from tests.company import Company, kinds
from tests.paging import Arrivals
from tocsin.engine.sender import send_due
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.notify.answers import Meant, meant_by
from tocsin.register.core.models import Entry, Incident
from tocsin.response.major.actions import propose_majors, publish_major_rules
from tocsin.response.major.rules import USUAL

CRITERION = {"name": "Anything first", "when": "priority == 1"}


@pytest.fixture
def incident(company: Company, arrivals: Arrivals) -> Incident:
    """A candidate of which Marc, who manages major incidents, was told."""
    rules = {**USUAL, "criteria": [CRITERION]}
    publish_major_rules(rules, by=SYSTEM, why="Tried here.")
    made = company.open(urgency=1)
    propose_majors([made.id])
    while send_due():
        pass
    return made


def link(arrivals: Arrivals, verb: str) -> str:
    (told,) = [m for _c, _b, m in arrivals.came if m.person == "p-marc"]
    assert [each.verb for each in told.actions] == ["declare", "reject"]
    (action,) = [each for each in told.actions if each.verb == verb]
    return re.sub("^https?://[^/]+", "", action.url)


def test_it_is_rejected_with_a_reason(incident: Incident, arrivals: Arrivals) -> None:
    stranger, there = Client(), link(arrivals, "reject")
    assert "Not major?" in stranger.get(there).content.decode()
    assert stranger.post(there).status_code == 422
    assert "major_rejected" not in kinds(incident)
    done = stranger.post(there, {"reason": "One shop of many."})
    assert "handled as any other" in done.content.decode()
    entry = Entry.objects.get(incident=incident, kind="major_rejected")
    assert (entry.actor_id, entry.via) == ("p-marc", "link")


def test_it_is_declared_because_it_meets_the_criteria(
    incident: Incident, arrivals: Arrivals
) -> None:
    stranger, there = Client(), link(arrivals, "declare")
    page = stranger.get(there).content.decode()
    assert "It meets the criteria: Anything first." in page
    assert stranger.post(there, {"reason": "No orders at all."}).status_code == 200
    assert Incident.objects.get(id=incident.id).major
    late = stranger.post(link(arrivals, "reject"), {"reason": "Changed my mind."})
    assert late.status_code == 409


@pytest.mark.parametrize(
    ("told", "meant"),
    [
        ("approve", Meant("approve")),
        ("4711 approve", Meant("approve", "4711")),
        ("Approve 0042: go ahead", Meant("approve", "42", "go ahead")),
        (
            "refuse because the replica lags",
            Meant("refuse", "", "because the replica lags"),
        ),
        ("4711 reject, one shop of many", Meant("reject", "4711", "one shop of many")),
        ("declare", Meant("declare")),
        ("ack", Meant("acknowledge")),
        ("I would approve if I knew", None),
        ("approvement is near", None),
        ("", None),
    ],
)
def test_what_decides_may_say_why(told: str, meant: Meant | None) -> None:
    assert meant_by(told) == meant
