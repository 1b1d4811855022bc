"""An emergency change: asked for, approved from the message, done; or told late."""

import re
from typing import Any

import pytest
from django.test import Client

from tests.api.conftest import Callers, code_of
from tests.company import Company, kinds
from tests.paging import Arrivals
from tocsin.engine.sender import send_due
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.changes.models import Approval, ServiceChange
from tocsin.foundation.changes.options import APPROVERS, MANAGER
from tocsin.foundation.config.actions import set_option
from tocsin.foundation.notify.actions.answering import asked_in
from tocsin.foundation.notify.channels.contract import Answer
from tocsin.foundation.notify.models import Page
from tocsin.kernel.clock import Hands
from tocsin.register.core.models import Entry, Incident
from tocsin.register.work.actions import restrict
from tocsin.register.work.actions.erasing import erase_person_everywhere
from tocsin.response.major.actions import declare_major, name_for_role
from tocsin.surfaces.wire.answering import MAIL, in_words

WHOLE = pytest.mark.django_db(transaction=True)
ASKED = {
    "title": "Promote db-2",
    "description": "`pg_ctl promote` on db-2, then point the pools at it.",
    "risk": "high",
    "back_out": "Point the pools back.",
    "services": ["database"],
}


def send() -> None:
    while send_due():
        pass


@pytest.fixture
def incident(company: Company) -> Incident:
    """A major one: Marc manages it, Ada leads operations."""
    made = company.open(urgency=1)
    marc = company.actor("marc")
    declare_major(made.id, by=marc, reason="Nobody can order.")
    name_for_role(made.id, role="manager", person="p-marc", by=marc)
    name_for_role(made.id, role="operations", person="p-ada", by=marc)
    return made


def ask(client: Client, incident: Incident, **more: Any) -> ServiceChange:
    answer = client.post(f"/major/{incident.ref}/emergency-change", ASKED | more)
    assert answer.status_code == 302, answer.content.decode()[-2000:]
    return ServiceChange.objects.get()


def link(arrivals: Arrivals, name: str, verb: str) -> str:
    told = [m for _c, _b, m in arrivals.came if m.person == f"p-{name}"]
    found = [a for m in told for a in m.actions if a.verb == verb]
    return re.sub("^https?://[^/]+", "", found[-1].url)


def bodies(incident: Incident, kind: str) -> list[dict[str, Any]]:
    rows = Entry.objects.filter(incident=incident, kind=kind).order_by("seq")
    return [dict(row.body) for row in rows]


@WHOLE
def test_it_is_approved_from_the_message_and_done(
    company: Company, incident: Incident, arrivals: Arrivals, hands: Hands
) -> None:
    ben = company.client("ben")
    change = ask(ben, incident)
    (asked,) = bodies(incident, "change_requested")
    assert asked["change"] == change.key
    assert sorted(asked["people"]) == ["p-ada", "p-marc"]
    assert change.key in Incident.objects.get(id=incident.id).links["mended_by_change"]
    for page in (f"/incidents/{incident.ref}", f"/major/{incident.ref}"):
        assert "waits for approval" in ben.get(page).content.decode()

    there = f"/changes/at/{change.key}"
    for name, code in (("ben", 403), ("grace", 403)):
        told = company.client(name).post(there, {"verb": "approve"})
        assert told.status_code == code, name
    assert ben.post(there, {"verb": "start"}).status_code == 409

    send()
    message = [m for _c, _b, m in arrivals.came if m.person == "p-ada"][-1]
    assert "Promote db-2" in message.subject
    assert "Point the pools back." in message.text
    assert [each.verb for each in message.actions] == ["approve", "refuse"]
    stranger, approving = Client(), link(arrivals, "ada", "approve")
    page = stranger.get(approving).content.decode()
    assert "Approve it?" in page
    assert "Point the pools back." in page
    assert "change_approved" not in kinds(incident), "looking changes nothing"
    hands.forward(seconds=30)
    assert "You approved it." in stranger.post(approving).content.decode()
    entry = Entry.objects.get(incident=incident, kind="change_approved")
    assert (entry.actor_id, entry.via) == ("p-ada", "link")
    late = stranger.post(link(arrivals, "marc", "refuse"), {"reason": "Too late."})
    assert late.status_code == 409, "one decision stands"
    send()
    last = [m for _c, _b, m in arrivals.came if m.person == "p-ben"][-1]
    assert last.why.endswith("is approved."), "whoever asked hears of it"
    assert not last.actions

    assert ben.post(there, {"verb": "start"}).status_code == 302
    assert ben.post(there, {"verb": "finish", "outcome": "done"}).status_code == 302
    (done,) = bodies(incident, "change_implemented")
    assert (done["outcome"], "backdated" in done) == ("done", False)
    shown = ben.get(there).content.decode()
    assert "operations lead" in shown
    assert "Ada" in shown


@WHOLE
def test_what_is_done_before_is_told_so_and_decided_afterwards(
    company: Company, incident: Incident, arrivals: Arrivals, callers: Callers
) -> None:
    there = f"/incidents/{incident.ref}/emergency-change"
    told = {"title": "Kill the sessions", "started_at": "2026-03-02T08:58:00Z"}
    assert code_of(callers.work.post(there, told)) == "approval_reason_wanted"
    told |= {"ended_at": "2026-03-02T08:59:00Z", "reason": "No time to ask."}
    made = callers.work.post(there, told)
    assert made.status_code == 201, made.content
    change = made.json()
    assert (change["state"], change["services"]) == ("done", ["checkout"])
    assert change["approval"]["backdated"]
    assert change["approval"]["state"] == "asked"
    assert bodies(incident, "change_requested")[0]["backdated"]

    send()
    key = change["key"]
    bare = callers.work.post(f"/changes/{key}/refuse", {"reason": " "})
    assert bare.status_code == 422
    own = callers.work.post(f"/changes/{key}/approve")
    assert code_of(own) == "own_change", "also a key does not approve its own"
    said = Answer(address="marc@shop.example", text="refuse: it lost orders\n> …")
    assert "You refused it." in in_words(asked_in(said, "mail"), via=MAIL)
    approval = Approval.objects.get()
    assert (approval.state, approval.reason) == ("refused", "it lost orders")
    assert (approval.decided_person, approval.via) == ("p-marc", "mail")
    shown = callers.read.get(f"/changes/{key}").json()
    assert (shown["state"], shown["approval"]["decided_by"]) == ("done", "Marc")
    assert bodies(incident, "change_refused")[0]["backdated"]


def test_done_without_waiting_is_flagged(
    company: Company, incident: Incident, callers: Callers
) -> None:
    there = f"/incidents/{incident.ref}/emergency-change"
    key = callers.work.post(there, {"title": "Restart the pools"}).json()["key"]
    start = f"/changes/{key}/start"
    assert code_of(callers.work.post(start)) == "change_not_approved"
    early = {"before_approved": True}
    assert code_of(callers.work.post(start, early)) == "approval_reason_wanted"
    begun = callers.work.post(start, early | {"why": "Orders are lost by the second."})
    assert begun.json()["approval"]["backdated"]
    over = callers.work.post(f"/changes/{key}/finish", {"outcome": "failed"})
    assert over.json()["state"] == "failed"
    (done,) = bodies(incident, "change_implemented")
    assert (done["outcome"], done["backdated"]) == ("failed", True)
    line = company.client("grace").get(f"/incidents/{incident.ref}").content.decode()
    assert "failed, before it was approved" in line


def test_refused_it_is_called_off(company: Company, incident: Incident) -> None:
    change = ask(company.client("ben"), incident)
    ada, there = company.client("ada"), f"/changes/at/{change.key}"
    assert ada.post(there, {"verb": "refuse"}).status_code == 422
    told = {"verb": "refuse", "why": "The replica lags nine minutes."}
    back = ada.post(there, told | {"back": "incident"})
    assert back["Location"] == f"/incidents/{incident.ref}"
    assert ServiceChange.objects.get().state == "cancelled"
    ben = company.client("ben")
    assert ben.post(there, {"verb": "start"}).status_code == 409
    assert "The replica lags" in ben.get(there).content.decode()
    erase_person_everywhere("p-ada", by=company.actor("root"))
    assert "The replica lags" not in ben.get(there).content.decode()
    assert "The replica" not in str(bodies(incident, "change_refused"))


def test_without_roles_the_manager_on_duty_is_asked(company: Company) -> None:
    incident = company.open()
    change = ask(company.client("ben"), incident)
    assert Approval.objects.get().asked == [{"person": "p-marc", "post": "duty"}]
    set_option(APPROVERS, MANAGER, by=SYSTEM)
    marc = company.client("marc")
    there = f"/changes/at/{change.key}"
    assert marc.post(there, {"verb": "approve"}).status_code == 302
    assert marc.post(there, {"verb": "approve"}).status_code == 302, "twice"
    assert kinds(incident).count("change_approved") == 1


def test_of_a_restricted_incident_no_words_are_told(
    company: Company, callers: Callers
) -> None:
    incident = company.open()
    restrict(
        incident.id,
        people=["p-ben", "p-marc"],
        by=company.actor("marc"),
    )
    change = ask(company.client("ben"), incident)
    page = Page.objects.get(person="p-marc", cause__startswith="change:")
    assert page.ref == incident.ref
    there = f"/changes/at/{change.key}"
    shown = company.client("grace").get(there).content.decode()
    assert "Point the pools back." not in shown
    approval = callers.read.get(f"/changes/{change.key}").json()["approval"]
    assert (approval["incident"], approval["back_out"]) == (incident.ref, "")
    refused = company.client("grace").post(there, {"verb": "approve"})
    assert refused.status_code in (403, 404)
