"""Whatever is sent, the API keeps its word: statuses, shapes, methods, no breakage."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, settings
from schemathesis.core.parameters import ParameterLocation

from tests.api.conftest import Callers
from tests.company import Company

SHAPES = {"unknown_shape", "not_json"}


@pytest.fixture
def described() -> Any:
    """What the API says of itself. Read when the test begins, not when it is found:
    it takes longer than finding all other tests."""
    address = "/api/v1/openapi.json"
    schema = schemathesis.openapi.from_wsgi(address, get_wsgi_application())
    # Of the right shape, it may still name what nobody knows, or come too late.
    schema.config.checks.positive_data_acceptance.expected_statuses += ["412", "422"]
    return schema


schema = schemathesis.pytest.from_fixture("described")


@pytest.fixture(autouse=True)
def _one_connection() -> Iterator[None]:
    """Requests end, the test's transaction goes on: as Django's test client has it."""
    ends = (request_started, request_finished)
    for signal in ends:
        signal.disconnect(close_old_connections)
    yield
    for signal in ends:
        signal.connect(close_old_connections)


@pytest.fixture
def key(company: Company, callers: Callers, monkeypatch: pytest.MonkeyPatch) -> str:
    """A key to everything, in a register that is not empty. Wrong keys are tried too,
    more than an address may show in a minute, and the clock stands still."""
    monkeypatch.setenv("TOCSIN_KEY_FAILURES", "0")
    return callers.admin.key


@pytest.fixture
def ref(company: Company) -> str:
    return company.open().ref


class Tried:
    """What was tried of the operation at hand, each of which begins with the company
    as it was: whatever those before it did is taken back."""

    def __init__(self) -> None:
        self.label, self.mark = "", transaction.savepoint()
        self.seen: set[Any] = set()

    def begin(self, label: str) -> None:
        if label != self.label:
            transaction.savepoint_rollback(self.mark)
            transaction.set_rollback(False)
            self.label, self.mark = label, transaction.savepoint()
            self.seen = set()

    def again(self, case: Any) -> bool:
        """Whether a request with the same fault at the same place, or the same
        parts, was tried: a word where a number belongs is not tried in six ways."""
        if case.meta.phase.name.value != "coverage":
            return False
        told, meant = case.meta.phase.data, case.meta.generation.mode
        place = (told.scenario, told.parameter_location, told.parameter, told.location)
        part = told.description if meant.is_positive and _is_body(told) else ""
        kind = (*place, meant, part.replace("Near-boundary", "Maximum"))
        known = kind in self.seen
        self.seen.add(kind)
        return known


def _is_body(told: Any) -> bool:
    return bool(told.parameter_location == ParameterLocation.BODY)


@pytest.fixture
def tried(key: str, ref: str, request: pytest.FixtureRequest) -> Tried:
    # Schemathesis names each operation here, where pytest no longer has its own name.
    request.node._nodeid = request.node.nodeid
    return Tried()


@pytest.mark.usefixtures("tried")
@settings(
    max_examples=3,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
@schema.parametrize()
def test_the_api_keeps_its_word(case: Any, key: str, ref: str, tried: Tried) -> None:
    tried.begin(case.operation.label)
    if tried.again(case):
        return
    name_what_is_there(case, ref)
    response = case.call_and_validate(headers={"Authorization": f"Bearer {key}"})
    if case.meta.generation.mode.is_positive and response.status_code == 422:
        assert response.json()["code"] not in SHAPES, response.json()


def name_what_is_there(case: Any, ref: str) -> None:
    """Where a name of the right shape was invented, a known one stands instead, so
    that more than “no such incident” is seen."""
    known = {"ref": ref}
    known["key"] = "checkout" if "/services/" in case.path else "application"
    wrong = case.meta.components
    if case.path_parameters and not _negative(wrong, ParameterLocation.PATH):
        names = case.path_parameters.keys() & known.keys()
        case.path_parameters |= {name: known[name] for name in names}
    behalf = "Tocsin-On-Behalf-Of"
    if behalf in case.headers and not _negative(wrong, ParameterLocation.HEADER):
        case.headers[behalf] = "p-ada"


def _negative(components: Any, location: ParameterLocation) -> bool:
    return location in components and components[location].mode.is_negative
