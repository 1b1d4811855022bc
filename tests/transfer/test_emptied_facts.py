"""A private fact that is emptied stays empty when the timeline is folded anew."""

import pytest

from tests.company import Company
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.register.core.actions.writer import Draft, append
from tocsin.register.core.canonical import part
from tocsin.register.core.entries import Kind
from tocsin.register.core.reads.entries import drifted_incidents


def test_the_entry_holds_that_it_is_empty_and_nothing_beside_it() -> None:
    assert part({"symptoms": "", "impact": 1}) == ({"symptoms": "", "impact": 1}, {})


@pytest.mark.django_db
def test_row_and_timeline_agree_that_it_is_empty(company: Company) -> None:
    incident = company.open(symptoms="slow")
    append([Draft(incident.id, Kind.AMENDED, {"symptoms": ""})], by=SYSTEM)
    incident.refresh_from_db()
    assert incident.symptoms == ""
    assert list(drifted_incidents()) == []
