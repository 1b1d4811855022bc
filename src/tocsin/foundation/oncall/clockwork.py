from tocsin.foundation.directory.clockwork import carry_on
from tocsin.foundation.oncall.actions.erasing import forget_erased
from tocsin.foundation.oncall.actions.materialising import write_what_is_due
from tocsin.foundation.oncall.actions.outside import due_calendars, fetch_calendar


def keep_shifts() -> int:
    """Shifts are written ten weeks ahead, and follow what is told of absences,
    deputies and calendars, which are below this room."""
    return write_what_is_due()


def carry_on_with_shifts() -> int:
    """The directory's runs go on, and who is on call follows at once whom they brought,
    changed or took away."""
    done = carry_on()
    if done:
        write_what_is_due()
    return done


def fetch_calendars() -> int:
    """Outside calendars are fetched as often as was chosen."""
    return sum(map(fetch_calendar, due_calendars()))


def forget_erased_on_call() -> int:
    """Of whoever was erased nothing is left that they wrote here."""
    return forget_erased()
