"""What became of what machines sent, as programs ask for it."""

import json
from datetime import timedelta

from tests.api.conftest import Callers, code_of
from tests.company import Company
from tests.intake import a_source, an_alert, firing, fold_replays, sent
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.intake.alerts.models import Alert
from tocsin.intake.events.models import Failure
from tocsin.kernel import clock
from tocsin.register.core.reads.visible import visible_to
from tocsin.register.work.actions import restrict


def test_an_alert_says_what_became_of_it(callers: Callers, company: Company) -> None:
    source = a_source()
    sent(source, [firing(service="checkout", host="db-1")])
    sent(source, [firing(service="checkout", host="db-1")])
    (told,) = callers.read.get("/alerts", source=source.slug).json()["items"]
    incident = visible_to(SYSTEM).latest("id")
    assert told["title"] == "DiskFull of 2"
    assert (told["state"], told["severity"]) == ("open", "critical")
    assert (told["service"], told["count"]) == ("checkout", 2)
    assert told["labels"]["host"] == "db-1"
    assert (told["incident"], told["ends_at"]) == (incident.ref, None)
    one = callers.read.get(f"/alerts/{told['id']}").json()
    kinds = [line["kind"] for line in one["history"]]
    assert kinds[-1] == "opened"


def test_alerts_are_narrowed_and_paged(callers: Callers, company: Company) -> None:
    lyon, oslo = a_source("Lyon"), a_source("Oslo")
    for host in ("anna", "bert", "carl"):
        an_alert(lyon, host=host)
    an_alert(oslo, "Slow", host="zoe")

    def keys(**asked: str) -> list[str]:
        rows = callers.read.get("/alerts", **asked).json()["items"]
        return [row["labels"]["host"] for row in rows]

    assert keys() == ["zoe", "carl", "bert", "anna"]
    assert keys(source=lyon.slug) == ["carl", "bert", "anna"]
    assert keys(q="slow") == ["zoe"]
    assert keys(q="host bert") == ["bert"]
    assert keys(severity="warning") == []
    assert keys(state="resolved") == []
    assert keys(source="none-such") == []
    first = callers.read.get("/alerts", limit="3").json()
    assert len(first["items"]) == 3
    assert keys(cursor=first["next"]) == ["anna"]
    over = firing(host="bert") | {"endsAt": "2026-03-02T08:59:00Z"}
    sent(lyon, [over])
    assert keys(q="host bert", state="resolved") == ["bert"], "what is over, too"
    assert keys(q="host bert", state="open") == []


def test_alerts_go_by_when_they_were_told(
    callers: Callers, company: Company, hands: clock.Hands
) -> None:
    source, begun = a_source(), clock.now()
    for host in ("anna", "bert", "carl", "anna"):
        an_alert(source, host=host)
        hands.forward(minutes=20)

    def hosts(**asked: str) -> list[str]:
        told = callers.read.get("/alerts", **asked).json()
        assert "items" in told, told
        return [row["labels"]["host"] for row in told["items"]]

    assert hosts(order="first_seen") == ["carl", "bert", "anna"]
    assert hosts(order="last_seen") == ["anna", "carl", "bert"]
    late = f"{begun + timedelta(minutes=40):%Y-%m-%dT%H:%M:%SZ}"
    assert hosts(first_since=late) == ["carl"]
    assert hosts(last_until=late) == ["bert"]
    first = callers.read.get("/alerts", order="last_seen", limit="2").json()
    assert hosts(order="last_seen", cursor=first["next"]) == ["bert"]
    assert callers.read.get("/alerts", order="loudest").status_code == 422


def test_a_hidden_incident_is_named_to_nobody(
    callers: Callers, company: Company
) -> None:
    alert = an_alert(a_source(), service="checkout")
    alert.refresh_from_db()
    assert alert.incident_id
    path = f"/alerts/{alert.id}"
    ref = callers.read.get(path).json()["incident"]
    restrict(alert.incident_id, people=["p-eva"], by=SYSTEM)
    Alert.objects.filter(id=alert.id).update(suppressed=f"inhibited:{ref}")
    told = callers.admin.get(path).json()
    assert (told["incident"], told["suppressed"]) == (None, "inhibited")
    none = callers.admin.get("/alerts", incident="none").json()["items"]
    assert [row["id"] for row in none] == [alert.id]
    assert callers.admin.get("/alerts", incident=ref).json()["items"] == []


def test_what_cannot_be_read_waits_and_is_read_again(
    callers: Callers, company: Company
) -> None:
    source = a_source()
    stored = sent(source, b"no json")
    (failed,) = callers.read.get("/failures", source=source.slug).json()["items"]
    assert (failed["request"], failed["state"]) == (stored.id, "waiting")
    (row,) = callers.read.get("/requests", source=source.slug).json()["items"]
    assert (row["number"], row["fate"], row["size"]) == (stored.id, "failed", 7)
    assert callers.admin.get(f"/requests/{stored.id}").json()["body"] == "no json"
    done = callers.admin.post("/failures/replay", {"ids": [failed["id"]]})
    assert done.json() == {"count": 1}
    assert fold_replays() == 1
    states = Failure.objects.order_by("id").values_list("state", flat=True)
    assert list(states) == ["replayed", "waiting"]
    nothing = callers.admin.post("/failures/replay", {"ids": [failed["id"]]})
    assert code_of(nothing) == "nothing_to_replay"
    put = callers.admin.post("/failures/dismiss", {"ids": [failed["id"] + 1]})
    assert put.json() == {"count": 1}


def test_a_body_that_is_no_text_comes_in_base64(
    callers: Callers, company: Company
) -> None:
    stored = sent(a_source(), b"\xff\xfe")
    told = callers.admin.get(f"/requests/{stored.id}").json()
    assert (told["encoding"], told["body"]) == ("base64", "//4=")


def test_a_period_read_again_counts_nothing_twice(
    callers: Callers, company: Company
) -> None:
    source = a_source()
    began = clock.now()
    sent(source, [firing(host="a")])
    sent(source, [firing(host="a")])
    (before,) = Alert.objects.values("count", "state", "incident_id", "last_seen_at")
    body = {"source": source.slug, "since": began.isoformat()}
    body["until"] = "2026-03-02T09:00:01Z"
    assert callers.admin.post("/replays", body).json() == {"count": 2}
    assert fold_replays() == 2
    (after,) = Alert.objects.values("count", "state", "incident_id", "last_seen_at")
    assert after == before
    again = callers.admin.post("/replays", body)
    assert again.json() == {"count": 2}, "what was read again is left out"
    told = json.loads(callers.read.get("/requests").content)
    assert len(told["items"]) == 6
