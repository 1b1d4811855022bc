"""A restricted incident changes nothing for whoever is not named on it."""

import re
from collections.abc import Iterable
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.test import Client

from tests.access.restricted import ASKED, LINKED, NAMED, SURFACES, table
from tests.access.test_every_role import browsers, people
from tests.api.conftest import Caller
from tests.company import Company
from tests.house.source import DOCS
from tests.intake import a_source, an_alert
from tocsin.foundation.accounts.actions import create_key
from tocsin.foundation.accounts.rules import SCOPES, SYSTEM
from tocsin.intake.alerts.models import Alert
from tocsin.register.core.models import Incident
from tocsin.register.links.actions import link
from tocsin.register.search.actions import index_incidents
from tocsin.register.tasks.actions import add_task, spend_time
from tocsin.register.tasks.actions.keeping import keep_tasks
from tocsin.register.work.actions import assign, note, restrict, tag

__all__ = ["browsers", "people"]

TOKENS = re.compile(
    r'value="[A-Za-z0-9]{64}"|X-CSRFToken": "[A-Za-z0-9]+"|nonce="[^"]+"'
)
MARKS = ("embezzled", "fraud-case", "Ask the bank")


def secret(company: Company) -> Incident:
    """An incident with everything that lists, counts and suggestions go by."""
    told: dict[str, Any] = {"title": "A clerk has embezzled money"}
    held = company.open("tom", **told, impact=1, urgency=1)
    assign(held.id, team="infrastructure", by=SYSTEM)
    note(held.id, text="embezzled, by the ledger", by=SYSTEM)
    tag(held.id, add=["fraud-case"], by=SYSTEM)
    add_task(held.id, title="Ask the bank", by=SYSTEM, team="infrastructure")
    add_task(held.id, title="Ask the bank again", by=SYSTEM, owner="p-ada")
    spend_time(held.id, minutes=35, person="p-grace", by=SYSTEM)
    restrict(held.id, people=["p-eva"], by=SYSTEM)
    Alert.objects.update(incident_id=held.id, suppressed=f"inhibited:{held.ref}")
    keep_tasks([held.id])
    index_incidents([held.id])
    return held


def an_alert_of_none(name: str) -> None:
    """An alert that belongs to no incident yet, and that another one explains."""
    an_alert(a_source(name))
    Alert.objects.update(incident_id=None, suppressed="inhibited")


def _told(answer: Any) -> str:
    if not answer.streaming:
        return TOKENS.sub("", answer.content.decode("utf-8", "replace"))
    return async_to_sync(_all_of)(answer)


async def _all_of(answer: Any) -> str:
    return b"".join([part async for part in answer.streaming_content]).decode()


def _answers(
    browsers: dict[str, Client], addresses: Iterable[str], **names: str
) -> dict[tuple[str, str], tuple[int, str]]:
    found = {}
    for role, browser in browsers.items():
        for address in addresses:
            answer = browser.get(address.format(**names))
            found[role, address] = (answer.status_code, _told(answer))
    return found


def test_no_surface_tells_the_unnamed_anything(
    company: Company, browsers: dict[str, Client]
) -> None:
    an_alert_of_none("Lyon")
    other = company.open("tom")
    addresses = [address for each in SURFACES.values() for address in each]
    named = browsers.pop("auditor")
    unnamed = dict(browsers)
    following = f"INC-{int(other.ref.removeprefix('INC-')) + 1:05}"
    names = {"ref": following, "other": other.ref}
    before = _answers(unnamed, addresses, **names)
    seen_before = _answers({NAMED: named}, addresses, **names)
    held = secret(company)
    assert held.ref == following
    after = _answers(unnamed, addresses, **names)
    wrong = [key for key, told in after.items() if told != before[key]]
    assert not wrong, "\n".join(map(str, wrong))
    seen = _answers({NAMED: named}, addresses, **names)
    for surface, asked in SURFACES.items():
        if surface not in ("drafts and saved views", "notifications"):
            keys = [(NAMED, address) for address in asked]
            assert any(seen[k] != seen_before[k] for k in keys), surface
    link(held.id, relation="related", ref=other.ref, by=SYSTEM)
    for role, (_status, told) in _answers(unnamed, [LINKED], **names).items():
        assert not any(mark in told for mark in MARKS), role


@pytest.mark.parametrize("scope", SCOPES)
def test_no_key_is_told_anything(company: Company, scope: str) -> None:
    an_alert_of_none("Lyon")
    other = company.open("tom")
    caller = Caller(create_key(scope, [scope], by=SYSTEM)[1])
    following = f"INC-{int(other.ref.removeprefix('INC-')) + 1:05}"

    def asked() -> list[tuple[int, bytes]]:
        answers = [caller.get(each.format(ref=following)) for each in ASKED]
        return [(each.status_code, each.content) for each in answers]

    before = asked()
    secret(company)
    assert asked() == before


def test_the_access_page_shows_the_surfaces() -> None:
    text = (DOCS / "access.md").read_text("utf-8")
    help = "python -m tests.access.restricted prints what docs/access.md must hold"
    assert "\n".join(table()) in text, help
