"""What reporters are told by themselves, in their own language."""

from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils import translation
from django.utils.translation import gettext as _

from tocsin.foundation.accounts.models import Person


def known_already(
    title: str, words: str, next_update_at: datetime | None, person: Person | None
) -> str:
    """That it is known, what is said of it, and when more is."""
    with translation.override(person.language if person else "en"):
        first = _("This is known: {title}.").format(title=title.rstrip(" ."))
        told = [first, words, _("Your report is attached to it, and ends with it.")]
        return "\n\n".join(filter(None, [*told, _promised(next_update_at, person)]))


def more_is_known(
    words: str, next_update_at: datetime | None, person: Person | None
) -> str:
    """What users are told now, and when more is."""
    with translation.override(person.language if person else "en"):
        return "\n\n".join(filter(None, [words, _promised(next_update_at, person)]))


def something_is_wrong(service: str) -> str:
    """What may be said of a major incident of which no notice tells yet."""
    return _("Something is wrong with {service}").format(service=service)


def we_know() -> str:
    return _("We know, and are working on it.")


def _promised(at: datetime | None, person: Person | None) -> str:
    if at is None:
        return ""
    return _("You hear more by {time}.").format(time=_instant(at, person))


def _instant(at: datetime, person: Person | None) -> str:
    try:
        zone = ZoneInfo(person.zone if person else "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        zone = ZoneInfo("UTC")
    return f"{at.astimezone(zone):%H:%M %Z}"
