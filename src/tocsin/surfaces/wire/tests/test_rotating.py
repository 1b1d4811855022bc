"""A source's key is changed without a gap: two open it for a while, then one."""

import json

import pytest

from tests.asked import ask
from tests.company import Company
from tests.intake import firing
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.intake.events.actions.sources import (
    add_source,
    rotate_source_key,
    stop_source,
)
from tocsin.kernel.clock import Hands

pytestmark = pytest.mark.django_db(transaction=True)
ALERTS = json.dumps([firing()]).encode()
OPSGENIE = json.dumps({"message": "Disk full"}).encode()


def statuses(key: str) -> list[int]:
    """What the key opens: the webhook's address, Alertmanager's and Opsgenie's."""
    asked = {"content-type": "application/json", "authorization": f"Bearer {key}"}
    genie = {"content-type": "application/json", "authorization": f"GenieKey {key}"}
    return [
        ask(f"/in/{key}", ALERTS).status,
        ask("/api/v2/alerts", ALERTS, headers=asked).status,
        ask("/v2/alerts", OPSGENIE, headers=genie).status,
    ]


def test_the_key_of_before_opens_until_its_time_is_over(
    company: Company, hands: Hands
) -> None:
    source, before = add_source("Shop", "generic", by=SYSTEM)
    _source, after = rotate_source_key(source.slug, by=SYSTEM)
    opens, refused = [202, 200, 202], [404, 401, 401]
    assert statuses(before) == opens
    assert statuses(after) == opens
    source.refresh_from_db()
    assert source.earlier_until is not None
    hands.forward(seconds=(source.earlier_until - hands.moment).total_seconds() - 1)
    assert statuses(before) == opens
    hands.forward(seconds=1)
    assert statuses(before) == refused
    assert statuses(after) == opens
    stop_source(source.slug, by=SYSTEM)
    assert statuses(after) == refused
