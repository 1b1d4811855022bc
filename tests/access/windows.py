"""The window of maintenance that the rights table is tried on."""

from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.intake.alerts.actions.windows import plan_window
from tocsin.intake.alerts.planned import Window


def plan_the_window() -> None:
    """It has the number that the table names."""
    plan_window(
        name="Tried",
        begins="2020-01-01T00:00",
        minutes=60,
        services=["checkout"],
        by=SYSTEM,
    )
    Window.objects.update(id=7)
