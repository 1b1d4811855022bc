"""What happens on status pages because time passed."""

from tocsin.response.statuspage.actions import (
    delivering,
    nagging,
    settling,
    subscribing,
    watching,
    working,
)


def nag_for_updates() -> int:
    """Whoever promised an update is reminded, and duty managers hear of it after."""
    return nagging.nag()


def advance_planned_work() -> int:
    """Planned work begins and ends by itself."""
    return working.advance_work()


def watch_monitors() -> int:
    """Components are as their monitors say, once that has held."""
    return watching.watch_monitors()


def write_repeated_work() -> int:
    """Work that comes again stands on its page five weeks ahead."""
    return working.write_series()


def sum_recent_days() -> int:
    """The last days of every component are summed. Says nothing was done, for the next
    look is in a minute in any case."""
    settling.sum_days()
    return 0


def tell_subscribers() -> int:
    """Updates leave for those who want them, by any number of processes."""
    return delivering.deliver()


def tidy_subscriptions() -> int:
    """Subscriptions that nobody confirmed, and those of people erased, are gone."""
    return subscribing.tidy_subscribers() + delivering.forget_old_deliveries()
