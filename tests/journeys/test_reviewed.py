"""From a major incident to its review: drafted, acted upon, published, as a person and
a program find it by HTTP."""

import re
from typing import Any

import pytest
from django.test import Client

from tests.company import Company, kinds
from tests.reviews.test_life import hear
from tocsin.foundation.accounts.actions import create_key
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.config.actions import set_option
from tocsin.foundation.mail.models import Mail
from tocsin.improvement.reviews.links import public_path
from tocsin.improvement.reviews.reads import public_reviews
from tocsin.kernel.clock import Hands
from tocsin.register.core.models import Incident
from tocsin.register.work.actions import (
    accept,
    acknowledge,
    reply,
    resolve,
    restore,
    restrict,
)
from tocsin.register.work.options import EXECUTIVES
from tocsin.response.major.actions import declare_major, name_for_role, promise_update
from tocsin.response.swarm.actions import (
    answer_invite,
    name_primary_team,
    open_swarm,
)
from tocsin.response.swarm.actions.ending import end_with_incidents
from tocsin.response.swarm.actions.inviting import Called

pytestmark = pytest.mark.django_db(transaction=True)


def lived(company: Company, hands: Hands) -> Incident:
    """Detected by a monitor, declared, swarmed, one promise kept, resolved."""
    ada, marc = company.actor("ada"), company.actor("marc")
    told = {"occurred_at": "2026-03-02T08:58:00Z", "detected_by": "monitor"}
    incident = company.open("tom", title="Tom cannot order", **told)
    hands.forward(seconds=30)
    acknowledge(incident.id, by=ada)
    hands.forward(seconds=90)
    declare_major(incident.id, reason="No orders at all.", by=marc)
    name_for_role(incident.id, role="manager", person="p-marc", by=marc)
    promise_update(incident.id, minutes=30, by=marc)
    called = [Called("p-ada", "infrastructure"), Called("p-ben", "application")]
    swarm = open_swarm(incident.id, question="Why?", kind="mi", called=called, by=marc)
    for name in ("ada", "ben"):
        answer_invite(swarm.ref, "accepted", by=company.actor(name))
    hands.forward(minutes=6)
    name_primary_team(swarm.ref, "infrastructure", why="Its server.", by=marc)
    accept(incident.id, by=ada)
    reply(incident.id, text="We are on it.", by=company.actor("grace"))
    hands.forward(minutes=4)
    restore(incident.id, by=ada)
    hands.forward(minutes=2)
    resolve(incident.id, resolution="workaround", by=ada)
    end_with_incidents([incident.id])
    hear()
    return incident


def told_in(page: str, label: str) -> str:
    """What stands beside a label, tags left out."""
    after = page.partition(f"<span>{label}")[2]
    found = re.search(r"<td[^>]*>(.*?)</td>", after, re.DOTALL)
    assert found, label
    return " ".join(re.sub(r"<[^>]+>", " ", found.group(1)).split())


def do(client: Client, ref: str, verb: str, **told: Any) -> int:
    answer = client.post(f"/reviews/{ref}", {"verb": verb, **told})
    return int(answer.status_code)


def test_the_draft_tells_what_the_timeline_tells(
    company: Company, hands: Hands
) -> None:
    incident = lived(company, hands)
    ref = incident.ref.replace("INC", "REV")
    page = company.client("grace").get(f"/reviews/{ref}").content.decode()
    assert told_in(page, "Users could not work for").startswith("14 min")
    assert told_in(page, "Detected by").startswith("Monitor")
    assert told_in(page, "Promised updates that came in time").startswith("1")
    assert told_in(page, "Promised updates that did not come").startswith("0")
    rows = set(re.findall(rf"/incidents/{incident.ref}#e(\d+)", page))
    whole = company.client("grace").get(f"/incidents/{incident.ref}").content.decode()
    assert rows
    assert all(f'id="e{row}"' in whole for row in rows), "every figure opens its row"
    assert f"/reviews/{ref}" in whole
    assert company.client("tom").get(f"/reviews/{ref}").status_code == 302


def test_from_draft_to_readers(company: Company, hands: Hands) -> None:
    set_option(EXECUTIVES, ("p-rita",), by=SYSTEM)
    incident = lived(company, hands)
    ref = incident.ref.replace("INC", "REV")
    ada, ben, marc = (company.client(name) for name in ("ada", "ben", "marc"))
    text = "Ada restarted it.\n\nThe password was in Ben's note."
    assert do(ada, ref, "write", part="summary", text=text, seen="0") == 302
    assert do(ada, ref, "write", part="summary", text="Other", seen="0") == 412
    assert do(ada, ref, "add-factor", kind="capacity", text="Too small") == 302
    act = {"title": "Larger disk", "owner": "ben", "due_at": "2026-03-10T17:00"}
    act |= {"kind": "technical_debt", "looked_for": "It is never full"}
    assert do(ada, ref, "add-action", **act) == 302
    assert do(ada, ref, "hand-in") == 302
    assert do(ada, ref, "approve") == 302, "she leads the team that has it"
    one = f"/reviews/{ref}/for/executives"
    hidden = {"verb": "choose", "hidden": ["swarm", "summary:2"]}
    assert marc.post(one, hidden).status_code == 302
    for audience in ("internal", "executives", "customers"):
        address = f"/reviews/{ref}/for/{audience}"
        assert ben.post(address, {"verb": "publish"}).status_code == 403
        assert marc.post(address, {"verb": "publish"}).status_code == 302
    _read(company, ref)
    assert (
        kinds(incident)[-6:]
        == [
            "review_opened",
            "review_action_added",
            "review_published",
            "review_published",
            "review_published",
        ]
        or kinds(incident).count("review_published") == 3
    )
    assert Mail.objects.filter(kind="review", person="p-rita").count() == 1
    _acted_on(company, hands, ref)
    restrict(incident.id, people=["p-eva"], by=SYSTEM)
    for audience in ("executives", "customers"):
        address = f"/reviews/{ref}/read/{audience}"
        assert company.client("rita").get(address).status_code == 404
    assert Client().get(public_path(ref)).status_code == 410
    assert ref not in ben.get("/reviews").content.decode()


def _read(company: Company, ref: str) -> None:
    rita, tom = company.client("rita"), company.client("tom")
    boss = rita.get(f"/reviews/{ref}/read/executives").content.decode()
    boss = boss[boss.index("<main") :]
    assert "restarted it" in boss
    assert "password" not in boss, "the passage was chosen away"
    public = tom.get(f"/reviews/{ref}/read/customers").content.decode()
    main = [page.partition("<main")[2] for page in (boss, public)]
    for page in main:
        for name in ("Ada", "Ben", "Marc", "Grace", "Tom"):
            assert not re.search(rf"\b{name}\b", page), name
    assert "[a colleague of Infrastructure]" in main[0]
    assert "SWM-" not in main[1], "nothing of swarms, nor of what went well there"
    assert "We are on it" not in "".join(main)
    assert "Larger disk" in main[0]
    assert "Larger disk" not in main[1]
    _read_by_link(company, ref)
    assert tom.get(f"/reviews/{ref}/read/executives").status_code == 404
    assert tom.get(f"/reviews/{ref}/read/internal").status_code == 404
    colleague = company.client("eva").get(f"/reviews/{ref}/read/internal")
    assert re.search("Ben.{1,8}s note", colleague.content.decode())
    paper = rita.get(f"/reviews/{ref}/read/executives.pdf")
    assert paper["Content-Type"] == "application/pdf"
    assert paper.content.startswith(b"%PDF-")


def _read_by_link(company: Company, ref: str) -> None:
    """Customers need not sign in; nobody guesses the link."""
    page = company.client("marc").get(f"/reviews/{ref}/for/customers").content.decode()
    found = re.search(r"https?://[^/]+(/published/[^\"]+)", page)
    assert found, "whoever publishes it is told the link"
    stranger, path = Client(), found[1]
    answer = stranger.get(path)
    assert answer.status_code == 200
    assert "noindex" in answer["X-Robots-Tag"]
    public = answer.content.decode()
    for name in ("Ada", "Ben", "Marc", "SWM-", "Larger disk"):
        assert not re.search(rf"\b{name}(?![a-z])", public), name
    assert stranger.get(path[:-1] + "0x"[path.endswith("0")]).status_code == 410
    assert stranger.get(f"/published/{ref}/{'0' * 32}").status_code == 410
    number = Incident.objects.get(ref=ref.replace("REV", "INC")).pk
    assert public_reviews([number]) == {number: path}


def _acted_on(company: Company, hands: Hands, ref: str) -> None:
    """Overdue it is nagged for, then its owner's lead; then it is done and seen."""
    hands.forward(days=8, hours=9)
    hear()
    hear()
    late = Mail.objects.filter(subject=f"Action 1 of review {ref} is overdue")
    assert [mail.person for mail in late] == ["p-ben"]
    assert "overdue" in company.client("ben").get("/reviews").content.decode()
    hands.forward(days=3)
    hear()
    told = sorted(mail.person for mail in late.all())
    assert told == [
        "p-ada",
        "p-ben",
        "p-ben",
        "p-marc",
    ]
    ben = company.client("ben")
    assert do(ben, ref, "finish-action", number=1) == 302
    seen = {"number": 1, "verdict": "seen", "seen": "70 % at most"}
    assert do(ben, ref, "tell-effect", **seen) == 302
    hands.forward(days=30)
    hear()
    assert late.all().count() == 4
    assert "Larger disk" not in ben.get("/reviews").content.decode()


def test_a_program_reads_and_writes_it(company: Company, hands: Hands) -> None:
    incident = lived(company, hands)
    ref = incident.ref.replace("INC", "REV")
    _key, secret = create_key("bot", ["work"], by=SYSTEM)
    client = Client(headers={"authorization": f"Bearer {secret}"})

    def post(path: str, **told: Any) -> Any:
        address = f"/api/v1/reviews/{ref}/{path}"
        return client.post(address, told, content_type="application/json")

    told = client.get(f"/api/v1/reviews/{ref}").json()
    gaps = next(part for part in told["parts"] if part["part"] == "delays")["gaps"]
    assert [gap["seconds"] for gap in gaps] == [120, 0, 30, 90, 0, 360, 240, 120]
    assert sum(gap["seconds"] for gap in gaps) == 16 * 60
    cost = [
        figure
        for part in told["parts"]
        for figure in part["figures"]
        if figure["name"] == "swarm_cost"
    ]
    assert cost[0]["value"] > 0
    assert post("write", part="summary", text="By a bot", seen=0).status_code == 200
    made = post("actions", title="x", owner="p-ada", due_at="2026-03-09T12:00:00Z")
    assert made.json()["number"] == 1
    assert post("actions/1/finish").json()["state"] == "done"
    effect = post("actions/1/effect", verdict="seen", seen="It held")
    assert effect.json()["verdict"] == "seen"
    assert post("hand-in").status_code == 200
    assert post("approve").json()["state"] == "approved"
    assert post("publish", audience="customers").json()["audience"] == "customers"
    read = client.get(f"/api/v1/reviews/{ref}/read/customers").json()
    assert {part["part"] for part in read["parts"]} & {"swarm", "clocks"} == set()
    assert client.get("/api/v1/reviews").json()["reviews"][0]["ref"] == ref
    assert client.get("/api/v1/review-actions").json()["actions"] == []
