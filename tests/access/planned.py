"""What is planned and what the rights table is tried on."""

from datetime import date, time, timedelta
from typing import Any

from tests.access.table import SILENCE
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.changes.actions import add_change
from tocsin.foundation.notify.actions.providers import add_provider
from tocsin.foundation.oncall.actions import add_layer, add_schedule
from tocsin.intake.alerts.actions import add_silence
from tocsin.intake.alerts.actions.windows import plan_window
from tocsin.intake.alerts.models import Silence
from tocsin.intake.alerts.planned import Window
from tocsin.kernel import clock
from tocsin.response.clocks.actions import publish_target


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
    gateway = {"url": "https://sms.example/send", "secret": "hush"}
    add_provider("sms", "http", "Gateway", gateway, by=SYSTEM)
    promised: dict[str, Any] = {"name": "Resolve", "kind": "sla", "measure": "resolve"}
    promised |= {"minutes": {"P1": 240}}
    publish_target("resolve", promised, by=SYSTEM, why="Tried here.")
