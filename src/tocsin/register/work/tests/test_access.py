"""Who may do what: every role tries every verb, and so does every kind of key."""

import pytest

from tests.company import Company
from tocsin.foundation.accounts.rules import SYSTEM, Actor
from tocsin.kernel.refusal import Refusal
from tocsin.register.core.models import Incident
from tocsin.register.core.refusals import NoSuchIncident
from tocsin.register.work import actions
from tocsin.register.work.actions import note, restrict
from tocsin.register.work.reads import verbs_for
from tocsin.register.work.refusals import NotYours
from tocsin.register.work.rules import (
    ABOVE,
    ANSWER,
    GATHER,
    LEAD,
    SAY,
    VERBS,
    WORK,
)
from tocsin.register.work.tests.verbs import TOLD, WAYS, do

pytestmark = pytest.mark.django_db

HERE = VERBS - ABOVE

# Who → the verbs they may use on an incident of Infrastructure that Tom reported.
# Written out here once more, so that a change of the rules is a change of two files.
MAY: dict[str, frozenset[str]] = {
    "its reporter": frozenset({"reply", "confirm", "reopen", "attach"}),
    "another requester": frozenset(),
    "member of its team": WORK | SAY | GATHER,
    "member of another team": SAY,
    "agent": WORK | LEAD | SAY | GATHER,
    "major incident manager": LEAD | SAY | GATHER,
    "auditor": SAY,
    "administrator": SAY,
    "key: read": frozenset(),
    "key: intake": frozenset(),
    "key: work": WORK | SAY | GATHER,
    "key: admin": VERBS,
    "Tocsin itself": VERBS,
}
PEOPLE = {
    "its reporter": "tom",
    "another requester": "rita",
    "member of its team": "ada",
    "member of another team": "ben",
    "agent": "grace",
    "auditor": "eva",
    "administrator": "root",
}
STATE_FOR = {
    "confirm": "resolved",
    "reopen": "resolved",
    "resume": "waiting",
    "return_impact": "restored",
    "undo_cancel": "cancelled",
    "wait_for": "diagnosis",
}


def actor(company: Company, who: str) -> Actor:
    if who in PEOPLE:
        return company.actor(PEOPLE[who])
    if who == "major incident manager":
        roles = frozenset({"major_incident_manager"})
        return Actor(kind="person", id="p-marc", name="Marc", roles=roles)
    if who == "Tocsin itself":
        return SYSTEM
    scopes = frozenset({who.removeprefix("key: ")})
    return Actor(kind="key", id="k-1", via="api", scopes=scopes)


def in_state(state: str, company: Company) -> Incident:
    """An incident of Infrastructure in this state, with a note on it."""
    incident = note(company.open("tom").id, text="a note", by=SYSTEM)
    for step in WAYS[state]:
        incident = do(step, incident, SYSTEM)
    return incident


def test_the_table_names_every_verb() -> None:
    assert VERBS == SAY | ANSWER | WORK | LEAD | GATHER > ABOVE
    assert set(TOLD) == HERE
    told = set(actions.__all__) - {
        "open_incident",
        "open_incidents",
        "erase_person_everywhere",
        "rename_tag",
    }
    assert told == HERE


@pytest.mark.parametrize("who", MAY)
def test_each_verb_is_open_to_whom_it_should_be(company: Company, who: str) -> None:
    by, refused, done = actor(company, who), set[str](), set[str]()
    other, ready = company.open("grace"), dict[str, Incident]()
    for name in sorted(HERE):
        state = STATE_FOR.get(name, "registered")
        incident = ready.pop(state, None) or in_state(state, company)
        try:
            do(name, incident, by, other=other)
            done.add(name)
        except (NotYours, NoSuchIncident):
            refused.add(name)
            assert Incident.objects.get(id=incident.id).seq == incident.seq
            ready[state] = incident
    assert done == MAY[who] - ABOVE
    assert refused == HERE - MAY[who]


@pytest.mark.parametrize("who", MAY)
def test_what_is_offered_is_what_is_allowed(company: Company, who: str) -> None:
    by = actor(company, who)
    for state in WAYS:
        incident = in_state(state, company)
        incident.team_id = "infrastructure"
        assert set(verbs_for(by, incident)) <= MAY[who], state


def test_a_refusal_names_the_team_to_ask(company: Company) -> None:
    incident = company.open()
    with pytest.raises(NotYours) as refusal:
        do("resolve", incident, company.actor("ben"))
    assert "Infrastructure" in str(refusal.value)
    assert refusal.value.help == "Add a note, or ask Infrastructure."
    assert (refusal.value.code, refusal.value.status) == ("not_yours", 403)


def test_what_one_may_not_see_one_cannot_tell_from_what_is_not(
    company: Company,
) -> None:
    incident = company.open("tom")
    with pytest.raises(NoSuchIncident):
        note(incident.id, text="mine now", by=company.actor("rita"))
    restrict(incident.id, people=["p-grace"], by=company.actor("grace"))
    for name in ("ada", "root", "eva", "tom"):
        with pytest.raises(Refusal) as refusal:
            note(incident.id, text="let me", by=company.actor(name))
        assert refusal.value.code == "no_such_incident", name


def test_an_administrator_sees_a_restricted_incident_only_when_named(
    company: Company,
) -> None:
    incident = company.open()
    restrict(incident.id, people=["p-root"], by=company.actor("grace"))
    note(incident.id, text="I was named.", by=company.actor("root"))
