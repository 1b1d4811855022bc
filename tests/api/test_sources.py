"""Sources are set up by programs: added, changed, rotated, stopped."""

from tests.api.conftest import Callers, code_of
from tests.company import Company
from tocsin.foundation.audit.reads import changes
from tocsin.intake.events.keys import digest_of
from tocsin.intake.events.models import Source

NEW = {"tool": "alertmanager", "name": "Prometheus, Lyon", "service": "checkout"}


def test_a_source_is_added_and_its_key_told_once(
    callers: Callers, company: Company
) -> None:
    answer = callers.admin.post("/sources", NEW)
    assert answer.status_code == 201
    made = answer.json()
    assert (made["id"], made["tool"]) == ("prometheus-lyon", "alertmanager")
    assert made["url"].endswith(f"/in/{made['key']}")
    assert len(made["key"]) == 32
    assert made["key"].isalnum()
    shown = callers.read.get(f"/sources/{made['id']}").json()
    assert shown["url"] is None
    assert made["key"] not in shown["key"]
    told = str([change.after for change in changes("source:prometheus-lyon")])
    assert made["key"] not in told
    assert code_of(callers.admin.post("/sources", NEW)) == "source_name_taken"


def test_it_is_changed_and_stopped(callers: Callers, company: Company) -> None:
    slug = callers.admin.post("/sources", NEW).json()["id"]
    facts = {"lapse": "no_data", "retention": 365, "rate": 50, "secret": "shh"}
    told = callers.admin.patch(f"/sources/{slug}", facts).json()
    assert {name: told[name] for name in ("lapse", "retention", "rate")} == {
        "lapse": "no_data",
        "retention": 365,
        "rate": 50,
    }
    assert told["has_secret"]
    assert "shh" not in str(told)
    stopped = callers.admin.patch(f"/sources/{slug}", {"is_active": False})
    assert stopped.json()["is_active"] is False
    odd = callers.admin.patch(f"/sources/{slug}", {"retention": 31})
    assert code_of(odd) == "source_unusable"
    none = callers.admin.patch("/sources/none", {"rate": 1})
    assert code_of(none) == "source_unknown"


def test_its_key_is_rotated_and_that_of_before_goes_on(
    callers: Callers, company: Company
) -> None:
    made = callers.admin.post("/sources", NEW).json()
    fresh = callers.admin.post(f"/sources/{made['id']}/rotate").json()
    assert fresh["key"] != made["key"]
    assert fresh["earlier_until"]
    held = Source.objects.get()
    assert bytes(held.earlier_digest or b"") == digest_of(made["key"])
    assert bytes(held.digest) == digest_of(fresh["key"])


def test_a_tool_that_is_not_known_is_refused_with_those_near_it(
    callers: Callers, company: Company
) -> None:
    answer = callers.admin.post("/sources", NEW | {"tool": "alertmanger"})
    assert code_of(answer) == "tool_unknown"
    assert "alertmanager" in answer.json()["remedy"]
    assert "generic" in answer.json()["remedy"]
    anything = callers.admin.post("/sources", NEW | {"tool": "Generic"})
    assert anything.json()["tool"] == "generic"


def test_only_keys_that_administer_set_up_sources(
    callers: Callers, company: Company
) -> None:
    slug = callers.admin.post("/sources", NEW).json()["id"]
    for caller in (callers.read, callers.intake, callers.work):
        assert caller.post("/sources", NEW).status_code == 403
        assert caller.patch(f"/sources/{slug}", {"rate": 1}).status_code == 403
        assert caller.post(f"/sources/{slug}/rotate").status_code == 403
    assert callers.intake.get("/sources").status_code == 403
    assert callers.read.get("/sources").json()["items"][0]["id"] == slug
