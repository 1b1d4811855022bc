"""A new administrator goes from nothing to the first resolved incident."""

import io

from django.test import Client

from tests.company import PASSWORD, Company
from tocsin.foundation.accounts.models import Membership, Person, Team
from tocsin.foundation.accounts.reads import duty_managers
from tocsin.foundation.classification.models import Category
from tocsin.foundation.services.models import Service
from tocsin.register.core.models import Incident


def begun(client: Client) -> None:
    told = {"name": "Ada Park", "username": "ada", "password": PASSWORD}
    assert client.post("/first-use", told).headers["Location"] == "/begin/organisation"


def rows(client: Client, address: str) -> dict[str, str]:
    """What the page's lines hold, as its form sends them."""
    form = client.get(address).context["form"]
    sent = {"rows": str(form.count), "set": address.partition("set=")[2]}
    for name in form.fields:
        value = form[name].value()
        if name.startswith("row_") and value not in (None, False, ""):
            sent[name] = str(value)
    return sent


def step(client: Client) -> str:
    """The step that is shown as the next one."""
    following = client.get("/begin").context["next"]
    return following.step.code if following else ""


def test_five_questions_lead_to_a_resolved_incident(db: None, client: Client) -> None:
    begun(client)
    assert step(client) == "organisation"
    told = {"name": "Halden", "zone": "Europe/Paris", "language": "en"}
    asked = client.post("/begin/organisation", told)
    assert asked.headers["Location"] == "/begin/teams"
    assert Person.objects.get().zone == "Europe/Paris"

    sent = rows(client, "/begin/teams?set=online-shop") | {"row_0_joined": "on"}
    asked = client.post("/begin/teams", sent)
    assert asked.headers["Location"] == "/begin/services?set=online-shop"
    assert set(Team.objects.values_list("key", "zone")) >= {("shop", "Europe/Paris")}
    assert Membership.objects.get().team.key == "customer-care"

    asked = client.post("/begin/services", rows(client, asked.headers["Location"]))
    assert asked.headers["Location"] == "/begin/categories?set=online-shop"
    assert Service.objects.get(key="checkout").team_id == "shop"
    asked = client.post("/begin/categories", rows(client, asked.headers["Location"]))
    assert asked.headers["Location"] == "/begin"
    assert Category.objects.get(key="buying/checkout").fallback_id == "shop"

    assert step(client) == "logged"
    assert "Write in one line" in client.get("/record").content.decode()
    client.post("/record", {"title": "Nobody can pay"})
    incident = Incident.objects.get()
    assert step(client) == "assigned"
    page = client.get(f"/incidents/{incident.ref}").content.decode()
    assert "use Hand over" in page
    client.post(f"/incidents/{incident.ref}/assign", {"team": "shop"})
    assert step(client) == "resolved"
    client.post(f"/incidents/{incident.ref}/accept", {})
    told = {"resolution": "permanent", "text": "Restarted"}
    client.post(f"/incidents/{incident.ref}/resolve", told)
    assert step(client) == "colleagues"
    assert client.get("/").context["first_steps"]["done"] == 8


def test_every_question_can_be_skipped_and_come_back_to(
    db: None, client: Client
) -> None:
    begun(client)
    for code in ("organisation", "teams", "services", "categories"):
        page = client.get(f"/begin/{code}").content.decode()
        assert "Skip for now" in page
    sent = {"row_0_path": "Network / VPN", "row_0_team": "", "rows": "4"}
    refused = client.post("/begin/categories", sent)
    assert refused.status_code == 422
    assert "needs a team" in refused.content.decode()
    assert "Network / VPN" in refused.content.decode(), "what was typed is kept"
    chosen = rows(client, "/begin/categories?set=software")
    first = client.post("/begin/categories", chosen)
    assert first.status_code == 302
    assert Team.objects.filter(name="Platform").exists(), "a set's team is made"
    again = client.post("/begin/categories", chosen)
    assert again.status_code == 302
    assert Category.objects.filter(name="Deployment").count() == 1
    assert step(client) == "organisation"


def test_categories_come_in_as_a_table(db: None, client: Client) -> None:
    begun(client)
    pasted = "category;team\nNetwork / VPN;Network\nNetwork;Network\n"
    more = io.BytesIO(b"Printing,Workplace\n")
    more.name = "more.csv"
    asked = client.post("/begin/categories", {"lines": pasted, "file": more})
    assert asked.status_code == 302
    held = dict(Category.objects.values_list("key", "fallback__name"))
    assert held == {
        "network": "Network",
        "network/vpn": "Network",
        "printing": "Workplace",
    }
    wrong = client.post("/begin/categories", {"lines": "Network,Network\nPrinting"})
    assert "Line 2 cannot be used" in wrong.content.decode()
    client.post("/begin/categories", {"lines": "Network / VPN,Security"})
    assert Category.objects.get(key="network/vpn").fallback.name == "Security"
    assert Category.objects.get(key="network").fallback.name == "Network"


def test_the_list_is_put_away_and_shown_again(company: Company) -> None:
    root = company.client("root")
    assert "First steps" in root.get("/").content.decode()
    assert "First steps" not in company.client("grace").get("/").content.decode()
    assert root.post("/begin", {"verb": "hide"}).headers["Location"] == "/"
    assert "First steps" not in root.get("/").content.decode()
    root.post("/begin", {"verb": "show"})
    assert "First steps" in root.get("/").content.decode()


def test_another_duty_manager_takes_over(company: Company) -> None:
    root = company.client("root")
    root.post("/begin/teams", {"duty": "p-grace"})
    assert {each.key for each in duty_managers()} >= {"p-grace"}
    more = root.post("/begin/teams", {"verb": "more", "rows": 4, "row_0_name": "Kept"})
    text = more.content.decode()
    assert 'name="row_7_name"' in text
    assert 'value="Kept"' in text
    odd = root.post("/begin/teams", {"row_0_name": "数据", "row_1_name": "数据库"})
    assert odd.status_code == 302
    assert Team.objects.filter(key__in=["team", "team-2"]).count() == 2
