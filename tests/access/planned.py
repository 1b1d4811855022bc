"""What is planned and what the rights table is tried on."""

from datetime import date, time, timedelta
from typing import Any

from tests.access.notices import COMPONENT, NOTICE
from tests.access.table import SILENCE
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.changes.actions import add_change
from tocsin.foundation.notify.actions.providers import add_provider
from tocsin.foundation.oncall.actions import add_layer, add_schedule
from tocsin.improvement.reviews.actions import open_review
from tocsin.improvement.reviews.models import Review
from tocsin.intake.alerts.actions import add_silence
from tocsin.intake.alerts.actions.windows import plan_window
from tocsin.intake.alerts.models import Silence
from tocsin.intake.alerts.planned import Window
from tocsin.kernel import clock
from tocsin.register.work.actions import open_incident, resolve
from tocsin.response.clocks.actions import publish_target
from tocsin.response.rapid_response.actions import publish_squad, try_reach
from tocsin.response.rapid_response.models import Call, Callout
from tocsin.response.statuspage.actions.noticing import publish_notice
from tocsin.response.statuspage.actions.pages import add_component, add_page
from tocsin.response.statuspage.actions.working import repeat_work
from tocsin.response.statuspage.models import Component, Notice, Series, Update


def plan_what_is_tried() -> None:
    """They have the key and the number that the table names."""
    add_schedule("tried", "Tried", team="infrastructure", by=SYSTEM)
    add_layer(
        "tried",
        "tried",
        by=SYSTEM,
        people=["p-ada"],
        unit="weeks",
        begins_on=date(2026, 3, 2),
        hand_over=time(9),
    )
    add_change(key="CHG-TRIED", title="Tried", by=SYSTEM)
    plan_window(
        name="Tried",
        begins="2020-01-01T00:00",
        minutes=60,
        services=["checkout"],
        by=SYSTEM,
    )
    Window.objects.update(id=7)
    add_silence(
        services=["checkout"],
        matchers=[],
        ends_at=clock.now() + timedelta(days=365),
        by=SYSTEM,
    )
    Silence.objects.update(uuid=SILENCE["id"])
    _told_on_a_page()
    squad = {"name": "Rapid", "members": ["p-ada"], "quorum": 1, "seconds": 60}
    publish_squad("rapid", squad, by=SYSTEM, why="Tried here.")
    try_reach("rapid", by=SYSTEM)
    Call.objects.all().delete()
    Callout.objects.update(id=7)
    gateway = {"url": "https://sms.example/send", "secret": "hush"}
    add_provider("sms", "http", "Gateway", gateway, by=SYSTEM)
    promised: dict[str, Any] = {"name": "Resolve", "kind": "sla", "measure": "resolve"}
    promised |= {"minutes": {"P1": 240}}
    publish_target("resolve", promised, by=SYSTEM, why="Tried here.")
    _reviewed()


def _reviewed() -> None:
    over = open_incident({"title": "Tried", "service": "checkout"}, by=SYSTEM)
    resolve(over.id, resolution="permanent", by=SYSTEM)
    open_review(over.id, by=SYSTEM)
    Review.objects.update(ref="REV-TRIED")


def _told_on_a_page() -> None:
    add_page("tried", "Tried", by=SYSTEM)
    add_component("tried", "Tried", by=SYSTEM)
    Component.objects.update(code=COMPONENT["code"])
    publish_notice("tried", by=SYSTEM, title="Tried", text="We try.")
    Notice.objects.update(code=NOTICE["code"])
    Update.objects.update(code="updatetried1")
    repeat_work(
        "tried",
        by=SYSTEM,
        title="Tried",
        text="",
        begins="2020-01-01T00:00",
        minutes=60,
        zone="UTC",
        rule="FREQ=DAILY;COUNT=1",
    )
    Series.objects.update(id=7)
