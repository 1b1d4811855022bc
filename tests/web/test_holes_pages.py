"""Who is reached, on pages: the holes, the matrix tried, an incident replayed."""

from tests.company import Company
from tocsin.register.work.actions import restrict
from tocsin.response.escalation.coverage.actions import keep_proof
from tocsin.response.escalation.tests.matrices import duty, publish, settle

ROW = {
    "key": "all",
    "name": "Everything",
    "levels": [
        {"target": {"kind": "on_call"}, "acknowledge_within": 5},
        {"after": 10, "target": {"kind": "role", "role": "duty_manager"}},
    ],
}


def test_holes_are_listed_with_what_to_do(company: Company) -> None:
    grace = company.client("grace")
    assert "Not proven yet" in grace.get("/matrix/coverage").content.decode()
    duty("infrastructure", "p-ada")
    publish(ROW)
    keep_proof()
    page = grace.get("/matrix/coverage").content.decode()
    assert "Application has no schedule of rank 1" in page
    assert "Ada has no verified channel" in page
    assert "verify it" in page
    assert "Everything" in page
    own = grace.get("/matrix/coverage?team=application").content.decode()
    assert "Application has no schedule of rank 1" in own
    assert "Ada has no verified channel" not in own


def test_the_matrix_is_tried_by_a_form(company: Company) -> None:
    duty("infrastructure", "p-ada")
    publish(ROW)
    grace = company.client("grace")
    assert grace.get("/matrix/try").status_code == 200
    asked = "category=infrastructure/server&priority=1&at=2026-03-03T02:00:00"
    page = grace.get(f"/matrix/try?{asked}").content.decode()
    assert "Everything" in page
    assert "Ada" in page
    assert "Marc" in page
    assert "nobody answered the level before" in page
    earlier = grace.get(f"/matrix/try?{asked}&version=1").content.decode()
    assert "Marc" in earlier
    far = grace.get("/matrix/try?category=application&priority=1&at=1800-01-01T00:00")
    assert far.status_code == 422


def test_an_incident_is_replayed_for_those_who_see_it(company: Company) -> None:
    duty("infrastructure", "p-ada")
    publish(ROW)
    incident = company.open()
    settle()
    path = f"/matrix/replay?ref={incident.ref}"
    page = company.client("grace").get(path).content.decode()
    assert "In truth" in page
    assert "the same" in page
    assert (
        company.client("grace").get("/matrix/replay?ref=INC-99999").status_code == 404
    )
    restrict(incident.id, by=company.actor("marc"), people=["p-marc"])
    assert company.client("grace").get(path).status_code == 404
    assert company.client("marc").get(path).status_code == 200


def test_requesters_are_shown_their_own_reports(company: Company) -> None:
    for path in ("/matrix/coverage", "/matrix/try", "/matrix/replay"):
        assert company.client("tom").get(path).headers["Location"] == "/mine"
