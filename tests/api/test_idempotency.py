"""A request that is repeated with its key is carried out once."""

import json
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection

from tests.api.conftest import Caller, Callers, code_of
from tests.company import Company, kinds
from tocsin.foundation.accounts.actions import create_key
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.idempotency.models import Remembered
from tocsin.kernel import clock
from tocsin.register.core.models import Incident
from tocsin.register.work.actions import erase_person_everywhere
from tocsin.surfaces.api import writing

ONCE = {"Idempotency_Key": "order-4711"}
TOLD = {"title": "It smells"}


def test_a_repeated_report_is_one_incident_and_one_answer(callers: Callers) -> None:
    first = callers.intake.post("/incidents", TOLD, **ONCE)
    again = callers.intake.post("/incidents", TOLD, **ONCE)

    assert first.status_code == again.status_code == 201
    assert first.content == again.content
    assert first.headers["ETag"] == again.headers["ETag"]
    assert Incident.objects.count() == 1


def test_an_answer_about_an_erased_person_is_gone_and_nothing_is_done_twice(
    callers: Callers, company: Company
) -> None:
    told = TOLD | {"reporter": company.tom.key, "description": "My own words"}
    first = callers.intake.post("/incidents", told, **ONCE)
    other = callers.intake.post("/incidents", TOLD, Idempotency_Key="another")

    erase_person_everywhere(company.tom.key, by=SYSTEM)
    again = callers.intake.post("/incidents", told, **ONCE)
    assert (first.status_code, again.status_code) == (201, 410)
    assert code_of(again) == "answer_erased"
    assert not Remembered.objects.filter(body__contains="My own words").exists()
    repeated = callers.intake.post("/incidents", TOLD, Idempotency_Key="another")
    assert repeated.content == other.content
    assert Incident.objects.count() == 2


def test_a_repeated_note_is_said_once(callers: Callers, company: Company) -> None:
    incident = company.open()
    path = f"/incidents/{incident.ref}/note"
    answers = [callers.work.post(path, {"text": "Seen."}, **ONCE) for _ in range(3)]

    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    assert kinds(incident).count("noted") == 1


@pytest.mark.parametrize(
    ("path", "body", "headers"),
    [
        ("/note", {"text": "Other."}, {}),
        ("/reply", {"text": "Seen."}, {}),
        ("/note", {"text": "Seen."}, {"Tocsin_On_Behalf_Of": "p-ada"}),
        ("/note", {"text": "Seen."}, {"If_Match": '"1"'}),
    ],
)
def test_a_key_is_not_for_another_request(
    callers: Callers, company: Company, path: str, body: Any, headers: Any
) -> None:
    incident = company.open()
    callers.work.post(f"/incidents/{incident.ref}/note", {"text": "Seen."}, **ONCE)

    answer = callers.work.post(
        f"/incidents/{incident.ref}{path}", body, **ONCE | headers
    )
    assert (answer.status_code, code_of(answer)) == (422, "key_reused")
    assert kinds(incident).count("noted") == 1


def test_a_refusal_is_repeated_alike(callers: Callers, company: Company) -> None:
    incident = company.open()
    path = f"/incidents/{incident.ref}/resume"
    first = callers.work.post(path, **ONCE)
    assert (first.status_code, code_of(first)) == (409, "not_possible_now")

    callers.work.post(f"/incidents/{incident.ref}/wait", {"cause": "change"})
    assert callers.work.post(path, **ONCE).content == first.content
    assert callers.work.post(path).status_code == 200


def test_keys_of_two_callers_are_two(callers: Callers) -> None:
    callers.intake.post("/incidents", TOLD, **ONCE)
    callers.work.post("/incidents", TOLD, **ONCE)
    assert Incident.objects.count() == 2


def test_after_a_day_the_key_is_free(callers: Callers, hands: clock.Hands) -> None:
    callers.intake.post("/incidents", TOLD, **ONCE)
    hands.forward(hours=24, seconds=1)
    callers.intake.post("/incidents", TOLD, **ONCE)
    assert Incident.objects.count() == 2


def test_a_key_has_a_length(callers: Callers) -> None:
    answer = callers.intake.post("/incidents", TOLD, Idempotency_Key="x" * 201)
    assert code_of(answer) == "unknown_shape"
    assert callers.intake.post(
        "/incidents", TOLD, Idempotency_Key="x" * 200
    ).status_code == (201)


def test_what_breaks_midway_leaves_neither_deed_nor_answer(
    callers: Callers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The incident is there already when the answer to it cannot be written."""

    def broken(*_: Any) -> None:
        raise RuntimeError("the power is gone")

    with monkeypatch.context() as patch:
        patch.setattr(writing, "incident_shape", broken)
        answer = callers.intake.post("/incidents", TOLD, **ONCE)
    assert (answer.status_code, code_of(answer)) == (500, "our_fault")
    assert "power" not in answer.content.decode()
    assert not Incident.objects.exists()
    assert not Remembered.objects.exists()

    assert callers.intake.post("/incidents", TOLD, **ONCE).status_code == 201


@pytest.mark.django_db(transaction=True)
def test_two_at_once_are_carried_out_once() -> None:
    answers = at_once(TOLD, ONCE)

    done = [json.loads(a.content)["ref"] for a in answers if a.status_code == 201]
    rest = [a for a in answers if a.status_code != 201]
    assert done
    assert {code_of(answer) for answer in rest} <= {"in_progress"}
    assert all(answer.headers["Retry-After"] == "1" for answer in rest)
    assert set(done) == {Incident.objects.get().ref}


@pytest.mark.django_db(transaction=True)
def test_what_a_source_hands_in_twice_at_once_is_one_incident() -> None:
    answers = at_once(TOLD | {"source": "probe", "source_ref": "77"}, {})

    assert {answer.status_code for answer in answers} <= {200, 201}
    refs = {json.loads(answer.content)["ref"] for answer in answers}
    assert refs == {Incident.objects.get().ref}


def at_once(told: Any, headers: dict[str, str], count: int = 4) -> list[Any]:
    """The answers to the same report, handed in by several threads together."""
    caller = Caller(create_key("twice", ["intake"], by=SYSTEM)[1])
    start, answers = Barrier(count), []

    def ask() -> None:
        start.wait(10)
        try:
            answers.append(caller.post("/incidents", told, **headers))
        finally:
            connection.close()

    threads = [Thread(target=ask) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(answers) == count
    return answers
