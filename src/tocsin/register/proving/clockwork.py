from datetime import timedelta

from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.config.reads import value
from tocsin.kernel import clock
from tocsin.register.proving.actions import ask_for_proof
from tocsin.register.proving.options import PROVED_EVERY
from tocsin.register.proving.reads import latest_proof


def ask_for_due_proof() -> int:
    """A proof goes if the newest is older than it may be."""
    every = timedelta(hours=value(PROVED_EVERY))
    latest = latest_proof()
    is_fresh = latest and latest.asked_at + every > clock.now()
    if not every or is_fresh:
        return 0
    ask_for_proof(by=SYSTEM)
    return 1
