from tocsin.response.clocks import actions

_BATCHES = 40


def tell_clocks_due() -> int:
    """What clocks have reached is told, by any number of processes, each once."""
    return actions.tell_due()


def plan_clocks_anew() -> int:
    """Open incidents follow the targets and calendars in force; so many batches in one
    turn, each in a transaction of its own."""
    done = 0
    for _batch in range(_BATCHES):
        planned = actions.plan_on()
        done += planned
        if not planned:
            break
    return done
