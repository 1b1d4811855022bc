"""What is typed is kept for whoever typed it, until it is sent."""

import re
from typing import Any

from django.test import Client

from tests.company import PASSWORD, Company, kinds, settle
from tests.web.conftest import Visitor
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.workspace.models import Draft
from tocsin.kernel import clock
from tocsin.register.core.models import Incident
from tocsin.register.work.actions import erase_person_everywhere, restrict


def hidden(page: str, form: str) -> dict[str, Any]:
    """The inputs by which this form's text is kept."""
    found = re.search(
        rf'name="draft-holder" value="([^"]*)"><input type="hidden" name="draft-place"'
        rf' value="([^"]*)"><input type="hidden" name="draft-form" value="{form}">'
        r'<input type="hidden" name="draft-token" value="([^"]*)"',
        page,
    )
    assert found, form
    told = dict(zip(("holder", "place", "token"), found.groups(), strict=True))
    return {f"draft-{name}": value for name, value in told.items()} | {
        "draft-form": form
    }


def type_in(client: Client, address: str, form: str, **typed: str) -> dict[str, Any]:
    """Somebody types into the form on this page, and stops."""
    told = hidden(client.get(address).content.decode(), form) | typed
    assert client.post("/unsent/keep", told).status_code == 204
    return told


def test_typed_on_one_device_it_is_there_on_another(
    company: Company, visitor: Visitor
) -> None:
    incident = company.open()
    address = f"/incidents/{incident.ref}"
    type_in(visitor("grace"), address, "say", text="Half a thou", kind="reply")
    page = visitor("grace").get(address).content.decode()
    assert ">Half a thou</textarea>" in page
    assert 'value="reply" checked' in page
    assert "Half a thou" not in visitor("ada").get(address).content.decode()
    type_in(visitor("grace"), f"{address}/resolve", "resolve", text="Turned it off")
    page = visitor("grace").get(f"{address}/resolve").content.decode()
    assert "Turned it off</textarea>" in page
    assert "Typed and not sent" in page
    type_in(visitor("tom"), "/record", "record", title="It smo")
    assert 'value="It smo"' in visitor("tom").get("/record").content.decode()
    listed = visitor("grace").get("/unsent").content.decode()
    assert "Half a thou" in listed
    assert "Turned it off" in listed
    assert "It smo" not in listed


def test_sent_it_is_gone_also_when_a_copy_comes_late(
    company: Company, visitor: Visitor
) -> None:
    incident = company.open()
    address, grace = f"/incidents/{incident.ref}", visitor("grace")
    told = type_in(grace, address, "say", text="Sent at once")
    grace.post(f"{address}/say", told)
    grace.post("/unsent/keep", told)
    page = grace.get(address).content.decode()
    assert ">Sent at once</textarea>" not in page
    assert grace.get("/unsent").content.decode().count("draft-form") == 0
    type_in(grace, address, "say", text="Another one")
    assert "Another one</textarea>" in grace.get(address).content.decode()


def test_refused_it_is_still_there(company: Company, visitor: Visitor) -> None:
    incident = company.open()
    address, grace = f"/incidents/{incident.ref}", visitor("grace")
    told = type_in(grace, f"{address}/resolve", "resolve", text="Ten minutes of typing")
    visitor("ada").post(f"{address}/accept", {})
    told |= {"resolution": "permanent", "seq": incident.seq}
    answer = grace.post(f"{address}/resolve", told)
    assert answer.status_code == 412
    assert "Ten minutes of typing" in answer.content.decode()
    again = visitor("grace").get(f"{address}/resolve").content.decode()
    assert "Ten minutes of typing" in again
    grace.post(f"{address}/resolve", told | {"seq": Incident.objects.get().seq})
    assert Incident.objects.get().resolution_text == "Ten minutes of typing"
    assert not Draft.objects.exclude(fields={}).exists()


def test_sent_after_the_session_ended_it_waits_for_its_author_alone(
    company: Company, visitor: Visitor
) -> None:
    incident = company.open()
    address, grace = f"/incidents/{incident.ref}", visitor("grace")
    told = hidden(grace.get(address).content.decode(), "say")
    grace.logout()
    answer = grace.post(f"{address}/say", told | {"text": "Typed in vain?"})
    assert answer.headers["Location"] == f"/sign-in?next={address}"
    htmx = {"HX-Request": "true"}
    answer = grace.post(f"{address}/say", told | {"text": "In vain?"}, headers=htmx)
    assert answer.headers["HX-Redirect"] == f"/sign-in?next={address}"
    assert grace.post("/unsent/keep", told | {"text": "In vain?"}).status_code == 401
    assert "noted" not in kinds(incident)

    grace.post("/sign-in", {"login": "ada", "password": PASSWORD})
    assert "In vain?" not in grace.get(address).content.decode()
    grace.post("/sign-out")
    grace.post(f"{address}/say", told | {"text": "In vain?"})
    grace.post("/sign-in", {"login": "grace", "password": PASSWORD})
    page = grace.get(address).content.decode()
    assert ">In vain?</textarea>" in page
    assert "What you typed before you were signed out is here." in page


def test_old_drafts_and_those_of_an_erased_person_are_gone(
    company: Company, visitor: Visitor, hands: clock.Hands
) -> None:
    incident = company.open()
    address = f"/incidents/{incident.ref}"
    type_in(visitor("grace"), address, "say", text="Old")
    hands.forward(days=13)
    type_in(visitor("ada"), address, "say", text="Young")
    hands.forward(days=1, minutes=1)
    settle()
    assert [row.holder for row in Draft.objects.all()] == ["p-ada"]
    erase_person_everywhere("p-ada", by=SYSTEM)
    assert not Draft.objects.exists()


def test_nothing_secret_is_kept(company: Company, visitor: Visitor) -> None:
    told = {"draft-place": "", "draft-form": "record", "password": "hunter2"}
    visitor("grace").post("/unsent/keep", told | {"title": "x" * 200_000})
    visitor("grace").post("/unsent/keep", told | {"title": "nul\0 here"})
    assert Draft.objects.get().fields == {"title": ["nul\ufffd here"]}


def test_a_draft_opens_nothing_that_is_hidden(
    company: Company, visitor: Visitor
) -> None:
    incident = company.open()
    address = f"/incidents/{incident.ref}"
    type_in(visitor("ada"), address, "say", text="I know who")
    restrict(incident.id, people=["p-eva"], by=SYSTEM)
    assert visitor("ada").get(address).status_code == 404
