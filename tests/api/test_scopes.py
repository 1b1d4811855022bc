"""Which key may do what: every scope against every operation."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from tests.api.conftest import Caller, Callers, code_of
from tests.company import Company
from tocsin.foundation.accounts.actions import create_key, revoke_key
from tocsin.foundation.accounts.models import ApiKey
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.fields.actions import publish_field
from tocsin.kernel import clock
from tocsin.register.core.models import Incident
from tocsin.register.work import actions
from tocsin.register.work.rules import ABOVE, LEAD, VERBS
from tocsin.surfaces.api.incident_shape import path_of
from tocsin.surfaces.api.root import api

# A body for each verb, and the verb that has to come first.
BODIES: dict[str, Any] = {
    "amend": {"facts": {"title": "Another title"}},
    "assign": {"team": "application"},
    "cancel": {"cause": "false_alarm"},
    "classify": {"urgency": 1},
    "close": {"resolution": "permanent"},
    "detach": {"entry": 4},
    "hand-back": {"reason": "It is not ours."},
    "inform": {"people": ["p-marc"], "reason": "They should know."},
    "link": {"ref": "other", "relation": "related"},
    "merge": {"into": "other"},
    "note": {"text": "Seen."},
    "override-priority": {"priority": 1, "reason": "The board looks."},
    "open-swarm": {"question": "What is it?", "coordinator": "p-marc"},
    "own": {"owner": "p-ada"},
    "reply": {"text": "Soon."},
    "resolve": {"resolution": "permanent"},
    "restrict": {"people": ["p-ada"]},
    "retract": {"entry": 4},
    "set-fields": {"fields": {"store": "North"}},
    "add-task": {"title": "Order a disk"},
    "change-task": {"task": 1, "title": "Order two disks"},
    "finish-task": {"task": 1},
    "reopen-task": {"task": 1},
    "spend-time": {"minutes": 15, "person": "p-ada"},
    "tag": {"add": ["a-word"]},
    "unwatch": {"person": "p-ada"},
    "watch": {"person": "p-ada"},
    "split": {"title": "Another matter"},
    "unlink": {"ref": "other", "relation": "related"},
    "wait": {"cause": "supplier"},
}
BEFORE = {
    "change-task": "add-task",
    "finish-task": "add-task",
    "reopen-task": "add-task",
    "detach": "attach",
    "confirm": "resolve",
    "reopen": "resolve",
    "resume": "wait",
    "return-impact": "restore",
    "retract": "note",
    "undo-cancel": "cancel",
    "unwatch": "watch",
    "undo-merge": "merge",
    "unlink": "link",
}
PATHS = sorted(path_of(verb) for verb in VERBS)
READS = (
    "/incidents /incidents/{ref} /incidents/{ref}/timeline /queue /queue/counts"
    " /services /services/checkout /services/checkout/affected /items /sites"
    " /affected /fields /tags /tasks /incidents/{ref}/tasks"
    " /incidents/{ref}/time /incidents/{ref}/watchers /teams /teams/application"
    " /categories /people /people/p-ada /skills"
    " /changes /incidents/{ref}/links /priority-matrix"
).split()


def offered() -> Iterator[tuple[str, str]]:
    for path, methods in api.get_openapi_schema()["paths"].items():
        for method in methods:
            yield method, path.removeprefix("/api/v1")


OWN_RIGHTS = re.compile(
    r"/incidents/\{ref\}/(emergency-change$|review(/|$)|stakeholders/)"
)


def test_every_verb_of_the_register_is_offered_and_no_other() -> None:
    posts = {
        path
        for method, path in offered()
        if method == "post" and path.startswith("/incidents")
    }
    # What has rights of its own: a change, a review, telling people.
    posts = {path for path in posts if not OWN_RIGHTS.match(path)}
    assert posts == {"/incidents"} | {f"/incidents/{{ref}}/{path}" for path in PATHS}
    here = VERBS - ABOVE
    assert {actions.__dict__[verb].__name__ for verb in here} == here


def do(caller: Caller, incident: Incident, path: str) -> Any:
    if path == "attach":
        return caller.send(f"/incidents/{incident.ref}/attach", b"seen", "seen.txt")
    body = BODIES.get(path)
    if path in ("link", "unlink", "merge"):
        other = Incident.objects.earliest("id").ref
        body = {n: other if v == "other" else v for n, v in BODIES[path].items()}
    return caller.post(f"/incidents/{incident.ref}/{path}", body)


@pytest.fixture
def incident(company: Company) -> Incident:
    store = {"title": "Store", "type": "text"}
    publish_field("store", store, by=SYSTEM, why="Tried here.")
    company.open(title="another one")
    return company.open()


@pytest.mark.parametrize("path", PATHS)
def test_a_verb_is_for_keys_that_work_or_administer(
    callers: Callers, incident: Incident, path: str
) -> None:
    if path in BEFORE:
        assert do(callers.admin, incident, BEFORE[path]).status_code == 200
    leads = {path_of(verb) for verb in LEAD}
    allowed = [callers.admin] if path in leads else [callers.work, callers.admin]
    before = Incident.objects.get(id=incident.id).seq

    for caller in (callers.read, callers.intake, callers.work):
        if caller not in allowed:
            answer = do(caller, incident, path)
            assert (answer.status_code, code_of(answer)) == (403, "scope_missing")
    answer = do(callers.stranger, incident, path)
    assert (answer.status_code, code_of(answer)) == (401, "key_wanted")
    assert Incident.objects.get(id=incident.id).seq == before, "nothing was done"

    answer = do(allowed[0], incident, path)
    assert answer.status_code == 200, answer.content
    assert answer.headers["ETag"] == f'"{answer.json()["seq"]}"'


@pytest.mark.parametrize("path", READS)
def test_reading_is_for_keys_that_read_work_or_administer(
    callers: Callers, incident: Incident, path: str
) -> None:
    path = path.format(ref=incident.ref)
    for caller in (callers.read, callers.work, callers.admin):
        assert caller.get(path).status_code == 200
    follows = path == f"/incidents/{incident.ref}"
    expected = "no_such_incident" if follows else "scope_missing"
    assert code_of(callers.intake.get(path)) == expected
    assert code_of(callers.stranger.get(path)) == "key_wanted"


@pytest.mark.parametrize(
    ("scope", "status"),
    [("read", 403), ("intake", 201), ("work", 201), ("admin", 201), ("stranger", 401)],
)
def test_reporting_is_for_keys_that_hand_in_or_work(
    callers: Callers, scope: str, status: int
) -> None:
    answer = getattr(callers, scope).post("/incidents", {"title": "It smells"})
    assert answer.status_code == status


def test_seals_are_for_administrators(callers: Callers) -> None:
    assert callers.admin.get("/verify/seals").json() == {"latest": None}
    assert code_of(callers.work.get("/verify/seals")) == "scope_missing"


def test_a_refused_stranger_is_told_how_to_come_in(callers: Callers) -> None:
    answer = callers.stranger.get("/queue")
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert "Authorization: Bearer" in answer.json()["remedy"]


@pytest.mark.parametrize(
    "shown", ["", "tk_", "tk_abcdefgh_ijkl", "\x00", "tk_é_ü", "Bearer x", "a" * 9000]
)
def test_what_is_no_key_opens_nothing(company: Company, shown: str) -> None:
    assert code_of(Caller(shown or " ").get("/queue")) == "key_wanted"


def test_a_revoked_and_an_expired_key_open_nothing(
    callers: Callers, hands: clock.Hands
) -> None:
    end = clock.now() + timedelta(hours=1)
    short = Caller(create_key("short", ["read"], by=SYSTEM, expires_at=end)[1])
    assert short.get("/queue").status_code == 200
    hands.forward(hours=1)
    assert short.get("/queue").status_code == 401

    revoke_key("read", by=SYSTEM)
    assert callers.read.get("/queue").status_code == 401


def test_the_last_use_of_a_key_is_known(callers: Callers, hands: clock.Hands) -> None:
    callers.read.get("/queue")
    assert ApiKey.objects.get(name="read").last_used_at == clock.now()


def test_an_intake_key_follows_what_it_handed_in(callers: Callers) -> None:
    told = callers.intake.post("/incidents", {"title": "The probe fell over"}).json()
    found = callers.intake.get(f"/incidents/{told['ref']}")
    assert (found.status_code, found.json()["title"]) == (200, "The probe fell over")
    timeline = callers.intake.get(f"/incidents/{told['ref']}/timeline")
    assert code_of(timeline) == "scope_missing"


def test_a_session_of_the_desk_opens_nothing_here(company: Company) -> None:
    desk = company.client("root")
    assert desk.get("/api/v1/queue").status_code == 401
    assert desk.post("/api/v1/incidents").status_code == 401
