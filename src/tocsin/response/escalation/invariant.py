"""What must hold at any moment: an open incident that nobody answered has something
due, or a reason why not."""

from datetime import datetime, timedelta

from tocsin.response.escalation import queries
from tocsin.response.escalation.queries import Breach
from tocsin.response.escalation.standing import REASONS

# What has just changed may not have been heard of yet.
GRACE = timedelta(seconds=10)


def breaches(now: datetime, grace: timedelta = GRACE) -> list[Breach]:
    """The incidents for which it does not hold, at most a hundred of them."""
    return queries.breaches(now - grace, REASONS)
