"""What calendars do by the clock: the holidays of coming years are pinned."""

from tocsin.foundation.calendars.pinning import pin_coming_years


def keep_holidays() -> int:
    return pin_coming_years()
