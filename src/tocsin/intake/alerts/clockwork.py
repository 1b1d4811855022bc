"""Windows of maintenance: foreseen for weeks; people are reminded before they end, and
before silences do."""

from tocsin.intake.alerts.actions.erasing import (
    forget_comments,
    forget_told_names,
)
from tocsin.intake.alerts.actions.windows import foresee_windows
from tocsin.intake.alerts.listening import keep_rhythms
from tocsin.intake.alerts.reminding import remind
from tocsin.intake.alerts.reminding_silences import remind_makers
from tocsin.kernel import clock


def keep_windows() -> int:
    """The occurrences of the weeks ahead are rows."""
    return foresee_windows(clock.now())


def remind_of_windows() -> int:
    """Whoever planned a window, and who watches it, knows that it ends soon."""
    return remind(clock.now())


def remind_of_silences() -> int:
    """Whoever made a silence knows that it ends soon."""
    return remind_makers(clock.now())


def forget_erased_makers() -> int:
    """What people who have been erased said of silences is gone, and so is what sources
    told of them."""
    return forget_comments() + forget_told_names()


def listen_to_sources() -> int:
    """How regularly each source sends is known."""
    return keep_rhythms()
