"""What is planned and what the rights table is tried on: a change and a window."""

from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.changes.actions import add_change
from tocsin.intake.alerts.actions.windows import plan_window
from tocsin.intake.alerts.planned import Window


def plan_what_is_tried() -> None:
    """They have the key and the number that the table names."""
    add_change(key="CHG-TRIED", title="Tried", by=SYSTEM)
    plan_window(
        name="Tried",
        begins="2020-01-01T00:00",
        minutes=60,
        services=["checkout"],
        by=SYSTEM,
    )
    Window.objects.update(id=7)
