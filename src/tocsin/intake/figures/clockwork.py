from datetime import timedelta

from tocsin.foundation.config.reads import value
from tocsin.intake.figures.actions import forget_figures, thin_figures
from tocsin.intake.figures.options import EXACT_DAYS, KEPT_DAYS
from tocsin.kernel import clock

# So far back is looked whether anything is left to thin: longer than any outage that
# nobody notices.
_BACK = timedelta(days=3)


def thin_old_figures() -> int:
    """What is old is kept by the minute."""
    before = clock.now() - timedelta(days=value(EXACT_DAYS))
    return thin_figures(before, before - _BACK)


def forget_old_figures() -> int:
    """Figures are kept for as long as was chosen."""
    return forget_figures(clock.now() - timedelta(days=value(KEPT_DAYS)))
