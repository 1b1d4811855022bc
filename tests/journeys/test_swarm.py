"""A swarm from its first question to its end, by the surfaces that people use."""

import re
from typing import Any

import pytest
from django.test import Client

from tests.api.conftest import Caller
from tests.company import Company, kinds, settle
from tests.paging import Arrivals
from tocsin.foundation.accounts.actions import add_person, create_key, join_team
from tocsin.foundation.accounts.models import Person
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.notify.models import Page
from tocsin.kernel.clock import Hands
from tocsin.register.core.models import Incident
from tocsin.register.work.timeline import lines_in_swarm
from tocsin.response.swarm.models import Stay, Swarm

pytestmark = pytest.mark.django_db(transaction=True)


def hired(name: str, team: str) -> Person:
    person = add_person(
        name,
        name=name.title(),
        email=f"{name}@shop.example",
        by=SYSTEM,
        key=f"p-{name}",
    )
    join_team(team, person.key, by=SYSTEM)
    return person


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def paged(swarm: Swarm) -> list[str]:
    rows = Page.objects.filter(why__swarm=swarm.ref).exclude(state="withdrawn")
    return sorted(rows.values_list("person", flat=True))


def said(swarm: Swarm) -> list[str]:
    return [line.sentence for line in lines_in_swarm(swarm.incident_id, swarm.ref)]


def test_from_the_question_to_the_end(
    company: Company, hands: Hands, arrivals: Arrivals
) -> None:
    zoe = hired("zoe", "application")
    incident = company.open(title="Checkout takes no orders")
    marc, ada = company.client("marc"), company.client("ada")
    ben_writes = company.client("ben")

    # One act: the page of the incident asks, and the people are called all at once.
    form = marc.get(f"/incidents/{incident.ref}/open-swarm").content.decode()
    assert "has the incident" in form
    assert "runs Checkout" in form
    told: dict[str, Any] = {"question": "What stopped orders?", "kind": "ad_hoc"}
    told |= {"mode": "moves_to_primary", "call": ["p-ada", "p-ben"]}
    opened = marc.post(f"/incidents/{incident.ref}/open-swarm", told)
    swarm = Swarm.objects.get()
    assert (opened.status_code, opened["Location"]) == (302, f"/swarms/{swarm.ref}")
    assert paged(swarm) == ["p-ada", "p-ben"]
    assert Incident.objects.get().swarm_open

    # Ada answers by the link of her mail; Ben is silent, and Zoe is called instead.
    settle()
    mails = [told for _c, _b, told in arrivals.came if told.person == "p-ada"]
    call = next(told for told in mails if "swarm" in told.why)
    assert [action.label for action in call.actions] == ["I am coming", "I cannot"]
    assert call.link.endswith(f"/swarms/{swarm.ref}")
    link = re.sub("^https?://[^/]+", "", call.actions[0].url)
    assert "I am coming" in Client().get(link).content.decode()
    assert Client().post(link).status_code == 200
    hands.forward(seconds=59)
    settle()
    assert paged(swarm) == ["p-ada", "p-ben"], "Ben has a second left"
    hands.forward(seconds=1)
    settle()
    assert paged(swarm) == ["p-ada", "p-zoe"]
    assert "Ben did not answer in 60 s. Zoe is called" in said(swarm)
    hands.forward(seconds=20)
    work = Caller(create_key("Bot", ["work"], by=SYSTEM)[1])
    path = f"/swarms/{swarm.ref}"
    answered = work.post(
        f"{path}/answer", {"answer": "accepted"}, Tocsin_On_Behalf_Of=zoe.key
    ).json()
    assert answered["figures"]["here"] == 3
    assert answered["figures"]["to_mobilise"] == 80, "three make it able to work"

    # What is thought, tested and seen; a verdict stands on evidence.
    room = f"/swarms/{swarm.ref}"
    ada.post(f"{room}/pose", {"text": "db-primary was killed", "test": "Read its log"})
    signed_in(zoe).post(f"{room}/pose", {"text": "The new release"})
    bare = ada.post(f"{room}/move", {"number": "1", "state": "supported"})
    assert bare.status_code == 422
    seen = {"number": "1", "state": "supported", "evidence": "4,096 of 4,096"}
    assert ada.post(f"{room}/move", seen).status_code == 302
    refuted = {"number": "2", "state": "refuted", "evidence": "Rolled back, the same"}
    signed_in(zoe).post(f"{room}/move", refuted)
    ada.post(f"{room}/say", {"text": "I promote the replica"})
    shown = marc.get(room).content.decode()
    for text in ("db-primary was killed", "4,096 of 4,096", "I promote the replica"):
        assert text in shown

    # Ben comes late after all, and poses nothing.
    assert ben_writes.post(f"{room}/join").status_code == 302
    assert Stay.objects.filter(left_at=None).count() == 4

    # Naming moves the incident, and everybody else is let go and paged no more.
    hands.forward(minutes=3)
    nobody = marc.post(f"{room}/name", {"team": "infrastructure", "why": ""})
    assert nobody.status_code == 422
    assert ben_writes.post(f"{room}/name", {"team": "x", "why": "y"}).status_code == 403
    named = {"team": "infrastructure", "why": "The server was killed"}
    assert marc.post(f"{room}/name", named).status_code == 302
    incident = Incident.objects.get()
    assert incident.team_id == "infrastructure"
    assert set(Stay.objects.filter(left_at=None).values_list("person", flat=True)) == {
        "p-marc",
        "p-ada",
    }
    swarm.refresh_from_db()
    assert swarm.state == "dispersed"
    cost = work.get(path).json()["figures"]["cost"]
    hands.forward(minutes=60)
    settle()
    assert work.get(path).json()["figures"]["cost"] == cost + 12_000, "two cost on"
    assert "Marc released Zoe with thanks" in said(swarm)
    waiting = Page.objects.filter(person__in=["p-zoe", "p-ben"], state="queued")
    assert not waiting.exists()

    # Called back, and over.
    assert marc.post(f"{room}/recall", {"person": "p-zoe"}).status_code == 302
    assert signed_in(zoe).post(f"{room}/answer", {"answer": "accepted"}).status_code
    swarm.refresh_from_db()
    assert swarm.state == "primary_named"
    ended = {"outcome": "solved", "note": "The replica has it"}
    assert marc.post(f"{room}/close", ended).status_code == 302
    told = work.get(path).json()
    assert (told["state"], told["outcome"]) == ("closed", "solved")
    assert told["figures"]["here"] == 0
    assert told["figures"]["to_primary"] == 80 + 180
    assert (told["figures"]["called"], told["figures"]["came"]) == (3, 3)
    assert told["figures"]["needed_percent"] == 33, "Ada alone was needed"
    assert told["figures"]["release_lag"] == 0, "who was let go went at once"
    assert not Incident.objects.get().swarm_open
    assert kinds(incident)[-1] == "swarm_closed"
    late = ada.post(f"{room}/say", {"text": "One more thing"})
    assert late.status_code == 409
