from tocsin.foundation.oncall.actions.materialising import write_what_is_due


def keep_shifts() -> int:
    """Shifts are written ten weeks ahead, and follow what is told of absences,
    deputies and calendars, which are below this room."""
    return write_what_is_due()
