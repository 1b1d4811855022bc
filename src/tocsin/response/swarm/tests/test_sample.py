"""The swarms of the sample: one goes on, one is over, and both add up."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db.models import QuerySet

from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.kernel import clock
from tocsin.register.core.reads.visible import visible_to
from tocsin.register.transfer.sample import load_sample
from tocsin.response.swarm.models import Guest, Invite, Swarm
from tocsin.response.swarm.reads.rooms import Room
from tocsin.response.swarm.sample import swarms_told

NOW = datetime(2026, 11, 23, 9, 47, 30, tzinfo=UTC)


def seen() -> QuerySet[Any]:
    return visible_to(SYSTEM)


@pytest.mark.django_db
def test_one_goes_on_and_one_is_over() -> None:
    load_sample(NOW, swarms_told)
    over, goes_on = Swarm.objects.order_by("opened_at")
    assert (over.state, over.primary_team) == ("closed", "database")
    assert (goes_on.state, goes_on.primary_team) == ("open", "")
    assert seen().get(id=goes_on.incident_id).title == "Checkout: no orders"
    assert seen().get(swarm_open=True).id == goes_on.incident_id
    with clock.held_at(NOW):
        room = Room(goes_on)
        assert room.figures().here == 8
        assert [each.state for each in room.hypotheses] == [
            "supported",
            "testing",
            "refuted",
        ]
        likeliest = room.chances()[0]
        assert (likeliest.team, likeliest.supported) == ("database", 1)
    silent = Invite.objects.get(state="timeout")
    assert list(silent.replaced_by.values_list("state", flat=True)) == ["accepted"]
    assert str(Guest.objects.get()) == "Kenji Mori (PayCo)"
    told = Room(over).figures()
    assert (told.to_primary, told.needed, told.release_lag) == (200, 1, 0)
