"""Instants as forms send them."""

from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.timezone import get_current_timezone, is_naive, make_aware


def instant_from(written: str) -> Any:
    """An instant as a form sends it, in the reader's zone unless it says its own."""
    try:
        at = parse_datetime(written.strip())
    except ValueError:
        return None
    if at is None:
        return None
    return make_aware(at, get_current_timezone()) if is_naive(at) else at
