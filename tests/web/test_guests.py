"""A guest's link: what is behind it, and above all what is not."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from tests.company import Company
from tocsin.kernel.clock import Hands
from tocsin.register.core.reads.entries import entries_of
from tocsin.register.work.actions import note
from tocsin.response.swarm import actions
from tocsin.response.swarm.models import Guest, Stay, Swarm

pytestmark = pytest.mark.django_db

# What nobody outside may read, wherever it was told.
SECRETS = ("payroll", "db-primary", "Ada", "hypothesis of ours", "internal only")


@pytest.fixture
def swarm(company: Company) -> Swarm:
    cache.clear()
    incident = company.open(title="payroll on db-primary")
    note(incident.id, text="internal only note", by=company.actor("ada"))
    made = actions.open_swarm(
        incident.id, question="Do your calls fail?", by=company.actor("marc")
    )
    actions.join(made.ref, by=company.actor("ada"))
    actions.pose(made.ref, text="hypothesis of ours", by=company.actor("ada"))
    actions.act(made.ref, text="internal only act", by=company.actor("ada"))
    return made


def let_in(company: Company, swarm: Swarm) -> str:
    """The link's path, as the page shows it once."""
    told = {"name": "Kenji Mori", "organisation": "PayCo", "hours": "2"}
    page = company.client("marc").post(f"/swarms/{swarm.ref}/guest", told)
    found = re.search(r"/g/[A-Za-z0-9_-]+", page.content.decode())
    assert found, page.status_code
    return found[0]


def test_a_guest_reads_what_is_shared_and_nothing_else(
    company: Company, swarm: Swarm
) -> None:
    path, kenji = let_in(company, swarm), Client()
    first = kenji.get(path)
    assert "Do your calls fail?" in first.content.decode()
    assert not Stay.objects.filter(guest__isnull=False).exists(), (
        "looking changes nothing"
    )
    assert kenji.post(path).status_code == 302
    assert Stay.objects.get(guest__isnull=False).team == "PayCo"
    kenji.post(path, {"text": "0 failed calls at our gateway"})
    actions.act(swarm.ref, text="Thank you", shared=True, by=company.actor("marc"))
    page = kenji.get(path).content.decode()
    assert "0 failed calls at our gateway" in page
    assert "Thank you" in page
    for secret in SECRETS:
        assert secret not in page, secret
    assert swarm.incident_ref not in page
    inside = company.client("marc").get(f"/swarms/{swarm.ref}").content.decode()
    assert "0 failed calls at our gateway" in inside
    assert "Kenji Mori (PayCo)" in inside
    shared = [e for e in entries_of([swarm.incident_id]) if e.audience == "shared"]
    assert [e.actor_kind for e in shared] == ["guest", "guest", "person"]


def test_the_link_opens_nothing_but_its_swarm(company: Company, swarm: Swarm) -> None:
    path, kenji = let_in(company, swarm), Client()
    kenji.post(path)
    for inside in (
        f"/swarms/{swarm.ref}",
        f"/swarms/{swarm.ref}/pieces",
        f"/incidents/{swarm.incident_ref}",
        "/swarms",
        "/",
    ):
        assert kenji.get(inside).status_code == 302, inside
    assert kenji.get(f"/swarms/{swarm.ref}/live").status_code == 401
    for deed in ("say", "pose", "name", "close", "guest"):
        told = {"text": "x", "team": "application", "why": "x"}
        assert kenji.post(f"/swarms/{swarm.ref}/{deed}", told).status_code == 302
    assert Swarm.objects.get().state == "open"
    answer = kenji.get(path)
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cache-Control"] == "no-store"


def test_only_a_digest_of_the_token_is_kept(company: Company, swarm: Swarm) -> None:
    token = let_in(company, swarm).removeprefix("/g/")
    guest = Guest.objects.get()
    assert token.encode() not in bytes(guest.digest)
    assert len(bytes(guest.digest)) == 32
    told = " ".join(str(e.body) for e in entries_of([swarm.incident_id]))
    assert token not in told
    assert guest.digest.hex() not in told
    assert Client().get(f"/g/{guest.digest.hex()}").status_code == 404


def test_it_ends_by_time_by_revoking_and_with_the_swarm(
    company: Company, swarm: Swarm, hands: Hands
) -> None:
    paths = [let_in(company, swarm) for _ in range(3)]
    revoked = Guest.objects.earliest("id")
    Client().post(paths[0])
    company.client("marc").post(f"/swarms/{swarm.ref}/revoke", {"number": revoked.pk})
    assert Client().get(paths[0]).status_code == 404
    assert Client().post(paths[0], {"text": "Still here?"}).status_code == 404
    assert Stay.objects.get(guest=revoked).left_at is not None, "and costs no more"
    assert Client().get(paths[1]).status_code == 200
    Guest.objects.exclude(pk=revoked.pk).update(expires_at=hands.moment)
    assert Client().get(paths[1]).status_code == 404
    Guest.objects.update(expires_at=hands.moment + timedelta(hours=1))
    assert Client().get(paths[2]).status_code == 200
    actions.close_swarm(swarm.ref, outcome="self_cleared", by=company.actor("marc"))
    assert Client().get(paths[2]).status_code == 404


def test_tries_and_words_are_limited(company: Company, swarm: Swarm) -> None:
    path = let_in(company, swarm)
    kenji = Client(REMOTE_ADDR="192.0.2.1")
    told = [kenji.post(path, {"text": f"Word {n}"}).status_code for n in range(21)]
    assert told == [302] * 20 + [429]
    thief = Client(REMOTE_ADDR="192.0.2.2")
    tried = [thief.get(f"/g/guess-{n}").status_code for n in range(21)]
    assert tried == [404] * 20 + [429]
    assert thief.get(path).status_code == 429, "not even by a right one"
    assert kenji.get(path).status_code == 200, "another address is not held up"


def test_only_who_leads_lets_somebody_in(company: Company, swarm: Swarm) -> None:
    told = {"name": "Kenji", "organisation": "PayCo", "hours": "2"}
    refused = company.client("eva").post(f"/swarms/{swarm.ref}/guest", told)
    assert refused.status_code == 403
    assert not Guest.objects.exists()
