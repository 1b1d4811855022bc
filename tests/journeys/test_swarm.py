"""A swarm from its first question to its end, by the surfaces that people use."""

import re
from dataclasses import dataclass
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


@dataclass
class Story:
    """Who takes part, by what surfaces."""

    company: Company
    hands: Hands
    arrivals: Arrivals
    zoe: Person
    marc: Client
    ada: Client
    ben: Client
    work: Caller

    @property
    def swarm(self) -> Swarm:
        return Swarm.objects.get()

    @property
    def room(self) -> str:
        return f"/swarms/{self.swarm.ref}"

    def told(self) -> dict[str, Any]:
        """The swarm as programs read it."""
        answer: dict[str, Any] = self.work.get(self.room).json()
        return answer


@pytest.fixture
def story(company: Company, hands: Hands, arrivals: Arrivals) -> Story:
    return Story(
        company,
        hands,
        arrivals,
        zoe=hired("zoe", "application"),
        marc=company.client("marc"),
        ada=company.client("ada"),
        ben=company.client("ben"),
        work=Caller(create_key("Bot", ["work"], by=SYSTEM)[1]),
    )


def test_from_the_question_to_the_end(story: Story) -> None:
    incident = story.company.open(title="Checkout takes no orders")
    _one_act_opens_it_and_calls(story, incident.ref)
    _one_answers_and_one_is_replaced(story)
    _hypotheses_are_tested(story)
    _the_primary_team_is_named(story)
    _one_is_called_back_and_it_ends(story)
    assert kinds(incident)[-1] == "swarm_closed"


def _one_act_opens_it_and_calls(story: Story, ref: str) -> None:
    form = story.marc.get(f"/incidents/{ref}/open-swarm").content.decode()
    assert "has the incident" in form
    assert "runs Checkout" in form
    told: dict[str, Any] = {"question": "What stopped orders?", "kind": "ad_hoc"}
    told |= {"mode": "moves_to_primary", "call": ["p-ada", "p-ben"]}
    opened = story.marc.post(f"/incidents/{ref}/open-swarm", told)
    assert (opened.status_code, opened["Location"]) == (302, story.room)
    assert paged(story.swarm) == ["p-ada", "p-ben"]
    assert Incident.objects.get().swarm_open


def _one_answers_and_one_is_replaced(story: Story) -> None:
    """Ada by the link of her mail; Ben is silent, and Zoe is called instead."""
    settle()
    mails = [told for _c, _b, told in story.arrivals.came if told.person == "p-ada"]
    call = next(told for told in mails if "swarm" in told.why)
    assert [action.label for action in call.actions] == ["I am coming", "I cannot"]
    assert call.link.endswith(story.room)
    shown = story.marc.get(story.room).content.decode()
    assert "reached by" in shown, "Ben has the call, and does not answer"
    assert {row["reached_by"] for row in story.told()["invites"]} != {""}
    link = re.sub("^https?://[^/]+", "", call.actions[0].url)
    assert "I am coming" in Client().get(link).content.decode()
    assert Client().post(link).status_code == 200
    story.hands.forward(seconds=59)
    settle()
    assert paged(story.swarm) == ["p-ada", "p-ben"], "Ben has a second left"
    story.hands.forward(seconds=1)
    settle()
    assert paged(story.swarm) == ["p-ada", "p-ben", "p-zoe"]
    assert "Ben did not answer in 60 s. Zoe is called" in said(story.swarm)
    story.hands.forward(seconds=20)
    named = {"Tocsin_On_Behalf_Of": story.zoe.key}
    answer = story.work.post(f"{story.room}/answer", {"answer": "accepted"}, **named)
    assert answer.json()["figures"]["here"] == 3
    assert answer.json()["figures"]["to_mobilise"] == 80, "three make it able to work"


def _hypotheses_are_tested(story: Story) -> None:
    room, zoe = story.room, signed_in(story.zoe)
    posed = {"text": "db-primary was killed", "test": "Read its log"}
    story.ada.post(f"{room}/pose", posed)
    zoe.post(f"{room}/pose", {"text": "The new release"})
    bare = story.ada.post(f"{room}/move", {"number": "1", "state": "supported"})
    assert bare.status_code == 422, "a verdict stands on evidence"
    seen = {"number": "1", "state": "supported", "evidence": "4,096 of 4,096"}
    assert story.ada.post(f"{room}/move", seen).status_code == 302
    refuted = {"number": "2", "state": "refuted", "evidence": "Rolled back, the same"}
    zoe.post(f"{room}/move", refuted)
    story.ada.post(f"{room}/say", {"text": "I promote the replica"})
    by_program = story.work.post(f"{room}/acts", {"text": "Replica is 0.8 s behind"})
    assert (by_program.status_code, by_program.json()["state"]) == (200, "open")
    shown = story.marc.get(room).content.decode()
    for text in ("db-primary was killed", "4,096 of 4,096", "I promote the replica"):
        assert text in shown
    assert story.ben.post(f"{room}/join").status_code == 302, "late, after all"
    assert Stay.objects.filter(left_at=None).count() == 4


def _the_primary_team_is_named(story: Story) -> None:
    """The incident moves, and everybody else is let go and paged no more."""
    room = story.room
    story.hands.forward(minutes=3)
    nobody = story.marc.post(f"{room}/name", {"team": "infrastructure", "why": ""})
    assert nobody.status_code == 422
    named = {"team": "infrastructure", "why": "The server was killed"}
    assert story.marc.post(f"{room}/name", named).status_code == 302
    assert Incident.objects.get().team_id == "infrastructure"
    here = Stay.objects.filter(left_at=None).values_list("person", flat=True)
    assert set(here) == {"p-marc", "p-ada"}
    assert story.swarm.state == "dispersed"
    assert story.ben.post(f"{room}/close", {"outcome": "solved"}).status_code == 403
    cost = story.told()["figures"]["cost"]
    story.hands.forward(minutes=60)
    settle()
    assert story.told()["figures"]["cost"] == cost + 12_000, "two cost on"
    assert "Marc released Zoe with thanks" in said(story.swarm)
    waiting = Page.objects.filter(person__in=["p-zoe", "p-ben"], state="queued")
    assert not waiting.exists()


def _one_is_called_back_and_it_ends(story: Story) -> None:
    room = story.room
    assert story.marc.post(f"{room}/recall", {"person": "p-zoe"}).status_code == 302
    signed_in(story.zoe).post(f"{room}/answer", {"answer": "accepted"})
    assert story.swarm.state == "primary_named"
    ended = {"outcome": "solved", "note": "The replica has it"}
    assert story.marc.post(f"{room}/close", ended).status_code == 302
    told = story.told()
    assert (told["state"], told["outcome"]) == ("closed", "solved")
    figures = told["figures"]
    assert (figures["here"], figures["to_primary"]) == (0, 80 + 180)
    assert (figures["called"], figures["came"]) == (3, 3)
    assert figures["needed_percent"] == 33, "Ada alone was needed"
    assert figures["release_lag"] == 0, "who was let go went at once"
    assert not Incident.objects.get().swarm_open
    late = story.ada.post(f"{room}/say", {"text": "One more thing"})
    assert late.status_code == 409
