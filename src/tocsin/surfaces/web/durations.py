"""Lengths of time in a few characters: `5 min`, `2 h 10`, `1 d`. Pure."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

NARROW = 0.25
_HOUR, _DAY = 60, 24 * 60


def span(length: timedelta) -> str:
    """The length, whole minutes, a no-break space before the unit."""
    minutes = max(0, int(length.total_seconds() // 60))
    if minutes < _HOUR:
        return _("%(n)s\u00a0min") % {"n": minutes}
    if minutes < _DAY:
        return _("%(n)s\u00a0h") % {"n": minutes // _HOUR}
    return _("%(n)s\u00a0d") % {"n": minutes // _DAY}


def precise(length: timedelta) -> str:
    minutes = int(length.total_seconds() // 60)
    if minutes < _HOUR:
        return _("%(n)s\u00a0min") % {"n": minutes}
    if minutes < _DAY:
        hours, rest = divmod(minutes, _HOUR)
        return _("%(h)s\u00a0h\u00a0%(m)02d") % {"h": hours, "m": rest}
    days, rest = divmod(minutes, _DAY)
    return _("%(d)s\u00a0d\u00a0%(h)s\u00a0h") % {"d": days, "h": rest // _HOUR}


def promised(minutes: int) -> str:
    """What a target allows: whole hours and days without a rest of nothing."""
    whole = timedelta(minutes=minutes)
    is_round = not minutes % (_DAY if minutes > _DAY else _HOUR)
    return span(whole) if is_round else precise(whole)


def worked_time(minutes: int) -> str:
    """Time that was worked; days of work have no fixed length, so hours are most."""
    if minutes < _HOUR:
        return _("%(n)s\u00a0min") % {"n": minutes}
    hours, rest = divmod(minutes, _HOUR)
    if not rest:
        return _("%(n)s\u00a0h") % {"n": hours}
    return _("%(h)s\u00a0h\u00a0%(m)02d") % {"h": hours, "m": rest}


def split_clock(
    now: datetime, began: datetime | None, due: datetime
) -> tuple[str, float]:
    """What a clock says, and the share of it that is left (0 when it ran out)."""
    left = due - now
    if left <= timedelta(0):
        return _("%(time)s over") % {"time": precise(-left)}, 0.0
    whole = due - began if began and began < due else left
    return precise(left), min(1.0, left / whole)
