"""What leaving does by the clock: whoever a source let go hands their work over."""

import logging

from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.directory.reads import leavers
from tocsin.kernel.refusal import Refusal
from tocsin.register.leaving.actions import TEAM, hand_over

_LOG = logging.getLogger(__name__)


def hand_over_leavers() -> int:
    """Nothing open belongs to people whom a source deactivated: it is the lead's of its
    team, failing one the duty manager's. Says of how many people; whoever cannot be
    handed over stays on the list of the directory's page."""
    done = 0
    for leaver in leavers():
        try:
            hand_over(
                leaver.person.key, by=SYSTEM, to=TEAM, why=f"left {leaver.source}"
            )
        except Refusal as why:
            _LOG.warning("%s: %s", leaver.person.key, why)
        else:
            done += 1
    return done
