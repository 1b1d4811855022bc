"""Whatever is sent, the API keeps its word: statuses, shapes, methods, no breakage."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, settings
from schemathesis.core.parameters import ParameterLocation

from tests.api.conftest import Callers
from tests.company import Company

schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
# A request of the right shape may still name what nobody knows, or come too late.
schema.config.checks.positive_data_acceptance.expected_statuses += ["412", "422"]
SHAPES = {"unknown_shape", "not_json"}


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


@schema.parametrize()
@settings(
    max_examples=5,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
def test_the_api_keeps_its_word(case: Any, key: str, ref: str) -> None:
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
