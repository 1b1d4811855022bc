"""Pages of alerts, sources, what could not be read, and how it is read."""

import json
import re

import pytest
from django.db import connection
from django.test import Client

from tests.company import Company
from tests.intake import a_source, an_alert, firing, fold_replays, folded, sent
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.config.reads import published
from tocsin.intake.alerts.models import Alert
from tocsin.intake.events.keys import digest_of
from tocsin.intake.events.kinds import MAPPING
from tocsin.intake.events.looking import busy_of
from tocsin.intake.events.models import Failure, Source
from tocsin.kernel import clock
from tocsin.register.core.reads.visible import visible_to
from tocsin.register.work.actions import restrict

ODD = {"thing": "web-3", "what": "Login answers with 502", "how": "kaputt", "n": 4}


def text(client: Client, address: str, **asked: str) -> str:
    answer = client.get(address, asked)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_alerts_are_listed_and_lead_to_their_incident(company: Company) -> None:
    alert = an_alert(a_source(), service="checkout", host="db-1")
    alert.refresh_from_db()
    ref = visible_to(SYSTEM).get(id=alert.incident_id or 0).ref
    ben = company.client("ben")
    rows = text(ben, "/alerts")
    assert "DiskFull" in rows
    assert f"/incidents/{ref}" in rows
    assert "Nothing fits" in text(ben, "/alerts", severity="info")
    assert "DiskFull" in text(ben, "/alerts", q="db-1", state="all")
    one = text(ben, f"/alerts/{alert.id}")
    assert "Opened" in one
    assert "/sources/requests/" not in one, "bodies are not for everybody"
    assert "/sources/requests/" in text(company.client("eva"), f"/alerts/{alert.id}")
    assert f"/alerts/{alert.id}" in text(ben, f"/incidents/{ref}")
    assert company.client("tom").get("/alerts")["Location"] == "/mine"


def test_a_hidden_incident_is_on_no_page_of_alerts(company: Company) -> None:
    alert = an_alert(a_source(), service="checkout")
    alert.refresh_from_db()
    assert alert.incident_id
    ref = visible_to(SYSTEM).get(id=alert.incident_id or 0).ref
    restrict(alert.incident_id, people=["p-eva"], by=SYSTEM)
    root, eva = company.client("root"), company.client("eva")
    for address in ("/alerts", f"/alerts/{alert.id}"):
        assert ref not in text(root, address)
        assert ref in text(eva, address)
    assert "Nothing fits" in text(root, "/alerts", incident=ref)


def test_a_page_looks_through_a_bounded_number(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = a_source()
    for host in "abcdef":
        an_alert(source, host=host)
    monkeypatch.setattr("tocsin.intake.alerts.finding.REACH", 3)
    ben = company.client("ben")
    first = text(ben, "/alerts", q="host a")
    assert "Look further back" in first
    cursor = re.search(r"from=(\d+)", first)
    assert cursor
    assert "DiskFull" in text(ben, "/alerts", q="host a", **{"from": cursor[1]})


def test_a_tool_is_chosen_and_its_address_shown(company: Company) -> None:
    root = company.client("root")
    assert "No tool sends yet" in text(root, "/sources")
    assert "Checkmk" in text(root, "/sources/new", q="check")
    assert "No tool is called" in text(root, "/sources/new", q="nothing so called")
    answer = root.post("/sources/new?tool=checkmk", {"name": "Checkmk, Lyon"})
    assert answer["Location"] == "/sources/at/checkmk-lyon/connect"
    page = text(root, answer["Location"])
    key = re.search(r"/in/(\w{32})", page)
    assert key
    source = Source.objects.get()
    assert bytes(source.digest) == digest_of(key[1])
    assert "Waiting for the first event" in page
    for address in ("/sources", "/sources/at/checkmk-lyon", "/settings/audit"):
        assert key[1] not in text(root, address)


def test_waiting_turns_into_the_event(company: Company) -> None:
    root, source = company.client("root"), a_source("Lyon")
    sent(source, [firing(host="db-1")])
    piece = root.get("/sources/at/lyon/connect", headers={"HX-Request": "true"})
    told = piece.content.decode()
    assert "<html" not in told
    assert f"/alerts/{Alert.objects.get().id}" in told
    assert "hx-trigger" in told


def test_a_source_is_changed_rotated_stopped_and_started(company: Company) -> None:
    root, source = company.client("root"), a_source("Lyon")
    address = "/sources/at/lyon"
    facts = {"name": "Lyon", "lapse": "no_data", "retention": "3", "rate": "9"}
    assert (
        root.post(f"{address}/change", facts | {"secret": "shh"})["Location"] == address
    )
    source.refresh_from_db()
    assert (source.lapse, source.retention, source.rate) == ("no_data", 3, 9)
    assert source.sealed_secret
    assert "shh" not in text(root, f"{address}/change")
    before = bytes(source.digest)
    rotated = root.post(address, {"verb": "rotate", "hours": "1"})
    assert rotated["Location"] == f"{address}/connect"
    source.refresh_from_db()
    assert bytes(source.earlier_digest or b"") == before
    root.post(address, {"verb": "stop"})
    assert "stopped" in text(root, "/sources")
    root.post(address, {"verb": "start"})
    source.refresh_from_db()
    assert source.is_active


def _stored(source: Source, count: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into events_request"
            " (source_id, retention, received_at, protocol, meta, body)"
            " select %s, 30, %s, 'in', '', '[]' from generate_series(1, %s)",
            [source.id, clock.now(), count],
        )


def test_limits_stand_beside_what_is_used(company: Company, hands: clock.Hands) -> None:
    """Nine hundred requests in five minutes are three a second; a thousand within ten
    seconds are a hundred, though no more are counted."""
    root, source = company.client("root"), a_source("Lyon")
    facts = {"name": "Lyon", "lapse": "resolve", "retention": "30", "rate": "200"}
    facts |= {"burst": "40", "body_limit": "100000"}
    assert root.post("/sources/at/lyon/change", facts).status_code == 302
    _stored(source, 900)
    hands.forward(seconds=1)
    assert "3.0 of 200 a second" in text(root, "/sources")
    page = text(root, "/sources/at/lyon")
    for limit in ("200", "40", "100000", "3.0 used"):
        assert limit in page, limit
    hands.forward(minutes=9, seconds=50)
    _stored(source, 1100)
    hands.forward(minutes=4, seconds=59)
    told = busy_of([source])[source.id]
    assert max(told.parts) == 1000
    assert told.used > 3.3, "more than what is counted of five minutes"


def test_what_could_not_be_read_is_read_again_or_put_aside(company: Company) -> None:
    root, source = company.client("root"), a_source("Lyon")
    sent(source, b"no json")
    sent(source, b"no json either")
    page = text(root, "/failures", source="lyon")
    first, second = Failure.objects.order_by("id")
    assert f"/failures/{first.id}" in page
    assert "no json" in text(root, f"/failures/{first.id}")
    assert root.post("/failures", {"verb": "replay"}).status_code == 422
    root.post("/failures", {"verb": "dismiss", "id": [str(first.id)]})
    root.post("/failures", {"verb": "replay-all", "source": "lyon"})
    assert fold_replays() == 1
    states = Failure.objects.order_by("id").values_list("state", flat=True)
    assert list(states) == ["dismissed", "replayed", "waiting"]
    eva = company.client("eva")
    assert eva.get(f"/failures/{second.id}").status_code == 200
    assert eva.post("/failures", {"verb": "replay", "id": "1"}).status_code == 403


def test_a_guess_is_mended_and_what_came_is_read_again(company: Company) -> None:
    root, source = company.client("root"), a_source("Odd", "generic")
    began = clock.now()
    sent(source, ODD)
    address = "/sources/at/odd/mapping"
    assert "map_title" in text(root, address)
    told = {
        "map_title": "item.what",
        "map_key": "item.thing",
        "map_state": "item.how",
        "states_open": "kaputt, hin",
    }
    tried = root.post(
        address,
        told | {"verb": "try"},
        headers={"HX-Request": "true"},
    ).content.decode()
    assert "Login answers with 502" in tried
    assert "<html" not in tried
    wrong = root.post(address, told | {"map_key": "item.[", "verb": "publish"})
    assert wrong.status_code == 422
    assert published(MAPPING, "odd") is None
    done = root.post(address, told | {"verb": "publish"})
    assert done["Location"] == "/sources/at/odd/requests"
    held = published(MAPPING, "odd")
    assert held is not None
    assert held.body["states"] == {"open": ["kaputt", "hin"]}
    period = {"since": f"{began:%Y-%m-%dT%H:%M:%S}", "until": ""}
    clock_after = {"until": f"{began.replace(minute=1):%Y-%m-%dT%H:%M:%S}"}
    assert root.post(done["Location"], period | clock_after).status_code == 302
    assert fold_replays() == 1
    alert = Alert.objects.get(key="web-3")
    assert (alert.title, alert.count) == ("Login answers with 502", 1)
    root.post(address, {"verb": "retire"})
    assert published(MAPPING, "odd") is None


def test_a_body_is_shown_whole_to_those_who_may(company: Company) -> None:
    stored = sent(a_source("Lyon"), [firing(host="<b>db</b>")])
    page = text(company.client("eva"), f"/sources/requests/{stored.id}")
    assert "&lt;b&gt;db" in page
    assert "<b>db" not in page
    assert (
        company.client("ben").get(f"/sources/requests/{stored.id}").status_code == 403
    )
    assert json.loads(stored.body)
    assert folded(stored.id)
