"""What an organisation may set of the register's life, by environment."""

import os
from datetime import timedelta


def _days(name: str, default: int) -> timedelta:
    return timedelta(days=int(os.environ.get(name, default)))


# Within this an ended incident is reopened; later a new one is linked to it.
REOPEN_WINDOW = _days("TOCSIN_REOPEN_DAYS", 14)
UNDO_CANCEL_WINDOW = timedelta(days=30)
