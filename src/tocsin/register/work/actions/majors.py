"""Whether incidents are major is on their rows, for the queue (decision 12)."""

from collections.abc import Mapping

from tocsin.kernel.wake import REGISTER, wake
from tocsin.register.core.queries import publish


def publish_majors(told: Mapping[int, bool]) -> None:
    """The queue puts the major ones first from now on, and pages that are open see it.
    Whoever calls this holds these incidents, locked in the order of their ids."""
    if told:
        publish([{"id": number, "major": told[number]} for number in sorted(told)])
        wake(REGISTER)
