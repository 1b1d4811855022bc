"""POST /incidents: whatever is told, it is registered."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.api.conftest import Callers, code_of
from tests.company import Company, kinds
from tocsin.foundation.accounts.reads import actor_of_key
from tocsin.kernel import clock
from tocsin.register.core.models import Incident
from tocsin.register.work.actions import restrict

TOLD = {"title": "Checkout answers with 502", "service": "checkout", "impact": 1}


def test_a_report_becomes_an_incident_with_team_priority_and_tag(
    callers: Callers,
) -> None:
    told = {"category": "infrastructure/server", "urgency": 1, "source": "probe"}
    answer = callers.intake.post("/incidents", TOLD | told)

    assert answer.status_code == 201
    incident = answer.json()
    row = Incident.objects.get(ref=incident["ref"])
    assert answer.headers["ETag"] == f'"{row.seq}"'
    assert incident["url"] == f"http://localhost:8000/incidents/{row.ref}"
    assert (incident["team"], incident["priority"]) == ("infrastructure", 1)
    assert (incident["channel"], incident["source"]) == ("api", "probe")
    assert incident["can"] == [], "an intake key hands in and does nothing else"
    assert kinds(row) == ["registered", "classified", "assigned"]


def test_nothing_has_to_be_told(callers: Callers) -> None:
    incident = callers.intake.post("/incidents", {}).json()
    assert incident["title"] == incident["ref"]
    assert "title" in incident["flags"]
    assert incident["source"] == "intake", "the key's name, where no source is told"


STRANGE: dict[str, Any] = {
    "service": "no-such-service",
    "impact": 7,
    "urgency": [1],
    "occurred_at": "yesterday",
    "nature": {"is": "odd"},
    "shoe_size": 43.5,
    "source": ["two", "sources"],
    "source_ref": "x" * 121,
    "is_drill": "perhaps",
    "model": "x" * 81,
    "model_config": {"extra": "forbid"},
    "__class__": "Report",
}


@pytest.mark.parametrize("name", STRANGE)
def test_what_is_strange_is_kept_word_for_word_and_flagged(
    callers: Callers, name: str
) -> None:
    answer = callers.intake.post("/incidents", TOLD | {name: STRANGE[name]})
    assert answer.status_code == 201
    incident = answer.json()
    assert incident["told"][name] == str(STRANGE[name])
    assert name in incident["flags"]
    assert incident["is_drill"] is False


def test_text_that_no_database_holds_is_mended(callers: Callers) -> None:
    incident = callers.intake.post("/incidents", {"title": "a\x00b\ud800c"}).json()
    assert incident["title"] == "a�b�c"


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=())),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)
FACTS = """title description service category impact urgency reporter reporter_name
    channel basis nature complexity model symptoms location_physical location_virtual
    affected still_works before_symptoms automatic_fix automatic_fix_text occurred_at
    occurred_basis last_known_good_at detected_at
    detected_by reported_at is_drill source source_ref""".split()


@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.dictionaries(st.sampled_from(FACTS) | st.text(), JSON, max_size=8)
    | st.dictionaries(st.sampled_from(FACTS), st.text(min_size=80, max_size=300))
)
def test_any_json_object_is_registered(
    callers: Callers, report: dict[str, Any]
) -> None:
    assert callers.intake.post("/incidents", report).status_code in {200, 201}


def test_what_a_source_hands_in_twice_is_one_incident(
    callers: Callers, hands: clock.Hands
) -> None:
    told = TOLD | {"source": "probe", "source_ref": "77"}
    first = callers.intake.post("/incidents", told)
    hands.forward(seconds=1)
    again = callers.intake.post("/incidents", told)

    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == {name: first.json()[name] for name in ("ref", "url")}
    assert Incident.objects.count() == 1


def test_a_repeated_report_tells_nothing_of_an_incident_restricted_since(
    callers: Callers, company: Company, hands: clock.Hands
) -> None:
    told = TOLD | {"source": "probe", "source_ref": "77"}
    ref = callers.intake.post("/incidents", told).json()["ref"]
    row = Incident.objects.get(ref=ref)
    restrict(row.id, people=["p-ada"], by=company.actor("marc"))
    hands.forward(seconds=1)

    answer = callers.intake.post("/incidents", told)
    assert answer.status_code == 200
    assert answer.json().keys() == {"ref", "url"}


# What a record holds: IM practice guide 5.1, as far as the reporter can tell it.
TOLD_WHOLE: dict[str, Any] = {
    "title": "Nobody can pay",
    "description": "The card page stays white.",
    "basis": "user_perception",
    "nature": "interruption",
    "channel": "phone",
    "service": "checkout",
    "category": "infrastructure/server",
    "impact": 1,
    "urgency": 1,
    "complexity": "complicated",
    "reporter": "p-tom",
    "symptoms": "502 after ten seconds.",
    "before_symptoms": "A deploy, 22 minutes earlier.",
    "automatic_fix": "failed",
    "automatic_fix_text": "The restart found no primary.",
    "location_physical": "Lyon",
    "location_virtual": "db-primary",
    "affected": "Everybody who pays.",
    "still_works": "Search and carts.",
    "occurred_at": "2026-03-02T08:41:00Z",
    "occurred_basis": "monitor",
    "last_known_good_at": "2026-03-02T08:40:00Z",
    "detected_at": "2026-03-02T08:42:00Z",
    "detected_by": "monitor",
    "reported_at": "2026-03-02T08:45:00Z",
}


def test_a_record_holds_all_that_the_practice_asks_and_completes_it_later(
    callers: Callers,
) -> None:
    whole = callers.intake.post("/incidents", TOLD_WHOLE).json()
    assert {name: whole[name] for name in TOLD_WHOLE} == TOLD_WHOLE
    assert (whole["flags"], whole["told"]) == ([], {})
    bare = callers.intake.post("/incidents", {"title": "Nobody can pay"}).json()
    facts = {name: value for name, value in TOLD_WHOLE.items() if name != "category"}
    told = {"facts": facts}
    done = callers.work.post(f"/incidents/{bare['ref']}/amend", told)
    assert done.status_code == 200, done.content
    assert {name: done.json()[name] for name in facts} == facts
    wrong = {"facts": {"automatic_fix": "perhaps"}}
    refused = callers.work.post(f"/incidents/{bare['ref']}/amend", wrong)
    assert code_of(refused) == "unknown_value"


def test_a_drill_says_so(callers: Callers) -> None:
    assert callers.intake.post("/incidents", TOLD | {"is_drill": True}).json()[
        "is_drill"
    ]


def test_a_person_behind_the_key_is_in_the_envelope(callers: Callers) -> None:
    headers = {"Tocsin_On_Behalf_Of": "p-tom"}
    ref = callers.intake.post("/incidents", TOLD, **headers).json()["ref"]

    key = actor_of_key(callers.intake.key)
    assert key
    entry = Incident.objects.get(ref=ref).entries.earliest("seq")
    assert (entry.actor_kind, entry.actor_id) == ("key", key.id)
    assert (entry.on_behalf_of, entry.via) == ("p-tom", "api")


def test_a_report_on_behalf_of_nobody_known_is_kept_and_flagged(
    callers: Callers,
) -> None:
    headers = {"Tocsin_On_Behalf_Of": "p-nobody"}
    incident = callers.intake.post("/incidents", TOLD, **headers).json()
    assert incident["told"]["on_behalf_of"] == "p-nobody"
    assert "on_behalf_of" in incident["flags"]


def test_a_verb_on_behalf_of_nobody_known_is_refused(
    callers: Callers, company: Company
) -> None:
    incident = company.open()
    answer = callers.work.post(
        f"/incidents/{incident.ref}/acknowledge", Tocsin_On_Behalf_Of="p-nobody"
    )
    assert answer.status_code == 422
    assert code_of(answer) == "person_behind_unknown"
    assert "acknowledged" not in kinds(incident)
