"""If-Match: nobody acts on what is no longer so."""

import pytest

from tests.api.conftest import Callers, code_of
from tests.company import Company, kinds
from tocsin.register.core.models import Incident
from tocsin.register.work.actions import note


def test_the_tag_of_an_incident_is_its_seq(callers: Callers, company: Company) -> None:
    incident = company.open()
    answer = callers.read.get(f"/incidents/{incident.ref}")
    assert answer.headers["ETag"] == f'"{incident.seq}"'
    assert answer.json()["seq"] == incident.seq


def test_acting_on_what_was_seen_is_carried_out(
    callers: Callers, company: Company
) -> None:
    incident = company.open()
    tag = callers.work.get(f"/incidents/{incident.ref}").headers["ETag"]
    answer = callers.work.post(f"/incidents/{incident.ref}/accept", If_Match=tag)
    assert answer.status_code == 200

    tag = answer.headers["ETag"]
    answer = callers.work.post(f"/incidents/{incident.ref}/restore", If_Match=tag)
    assert answer.status_code == 200


def test_acting_on_what_is_no_longer_so_is_refused_with_what_happened(
    callers: Callers, company: Company
) -> None:
    incident = company.open()
    seen = incident.seq
    note(incident.id, text="I am at it already.", by=company.actor("ada"))

    answer = callers.work.post(
        f"/incidents/{incident.ref}/accept", If_Match=f'"{seen}"'
    )
    assert (answer.status_code, code_of(answer)) == (412, "changed_meanwhile")
    details = answer.json()["details"]
    assert details["seq"] == seen + 1
    [entry] = details["entries"]
    assert (entry["seq"], entry["who"]) == (seen + 1, "Ada")
    assert entry["text"] == "I am at it already."
    assert "accepted" not in kinds(incident)


@pytest.mark.parametrize("path", ["acknowledge", "note", "reply"])
def test_what_collides_with_nothing_is_never_too_late(
    callers: Callers, company: Company, path: str
) -> None:
    incident = company.open()
    body = None if path == "acknowledge" else {"text": "Seen."}
    answer = callers.work.post(
        f"/incidents/{incident.ref}/{path}", body, If_Match='"1"'
    )
    assert answer.status_code == 200


@pytest.mark.parametrize("told", ["*", '"3"', "3", 'W/"3"', ' "3" '])
def test_a_tag_may_be_written_in_these_ways(
    callers: Callers, company: Company, told: str
) -> None:
    incident = company.open()
    assert Incident.objects.get(id=incident.id).seq == 3
    answer = callers.work.post(f"/incidents/{incident.ref}/accept", If_Match=told)
    assert answer.status_code == 200


@pytest.mark.parametrize("told", ["", "three", '"1", "2"', "-1", "1" * 10])
def test_what_is_no_tag_is_refused(
    callers: Callers, company: Company, told: str
) -> None:
    incident = company.open()
    answer = callers.work.post(f"/incidents/{incident.ref}/accept", If_Match=told)
    assert (answer.status_code, code_of(answer)) == (422, "unknown_shape")
    assert answer.json()["details"][0]["where"] == "If-Match"
