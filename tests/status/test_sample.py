"""The sample shows a component that a monitor tells of, and a team's room in a chat, in
which nothing is said."""

import pytest

from tests.company import Company
from tests.intake import a_source, firing, sent
from tocsin.foundation.notify.models import Message, Method, Room
from tocsin.foundation.notify.sample import load_sample_providers, load_sample_rooms
from tocsin.response.statuspage.actions.watching import watch_monitors
from tocsin.response.statuspage.models import Component
from tocsin.response.statuspage.sample import load_sample_pages

pytestmark = pytest.mark.django_db


def test_a_component_is_tied_to_a_monitor(company: Company) -> None:
    source = a_source("Prometheus")
    load_sample_pages()
    checkout = Component.objects.get(name="Checkout", page__slug="halden")
    assert checkout.services == ["checkout"]
    assert checkout.monitors == ["prometheus alertname=OrdersStopped"]
    sent(source, [firing("OrdersStopped")])
    watch_monitors()
    checkout.refresh_from_db()
    assert checkout.watched_since is not None


def test_a_team_has_a_room_in_which_nothing_is_said(company: Company) -> None:
    load_sample_providers()
    load_sample_rooms((("application", "C0APPLICATION1", "#shop"),))
    room = Room.objects.get()
    assert (room.team, room.label, room.channel) == ("application", "#shop", "slack")
    assert Method.objects.get(person=room.key).verified_at is not None
    assert not Message.objects.exists()
    page = company.client("root").get("/teams/application/chat").content.decode()
    assert "#shop" in page
