"""Windows of maintenance: foreseen for weeks, and reminded of before they end."""

from tocsin.intake.alerts.actions.windows import foresee_windows
from tocsin.intake.alerts.reminding import remind
from tocsin.kernel import clock


def keep_windows() -> int:
    """The occurrences of the weeks ahead are rows."""
    return foresee_windows(clock.now())


def remind_of_windows() -> int:
    """Whoever planned a window, and who watches it, knows that it ends soon."""
    return remind(clock.now())
