"""The words in which a page tells how things are."""

from collections.abc import Mapping, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tocsin.response.statuspage.rules.words import (
    DEGRADED,
    MAINTENANCE,
    MAJOR,
    OPERATIONAL,
    PARTIAL,
)

STATES: Mapping[str, Promise] = {
    OPERATIONAL: gettext_lazy("Working"),
    DEGRADED: gettext_lazy("Slow"),
    PARTIAL: gettext_lazy("Partly working"),
    MAJOR: gettext_lazy("Not working"),
    MAINTENANCE: gettext_lazy("Under maintenance"),
}
_SENTENCES: Mapping[str, Promise] = {
    DEGRADED: gettext_lazy("{name} is slow"),
    PARTIAL: gettext_lazy("{name} works only partly"),
    MAJOR: gettext_lazy("{name} is not working"),
    MAINTENANCE: gettext_lazy("{name} is under maintenance"),
}
STATUSES: Mapping[str, Promise] = {
    "investigating": gettext_lazy("Investigating"),
    "identified": gettext_lazy("Identified"),
    "monitoring": gettext_lazy("Monitoring"),
    "resolved": gettext_lazy("Resolved"),
    "postmortem": gettext_lazy("Looked back on"),
    "scheduled": gettext_lazy("Planned"),
    "in_progress": gettext_lazy("In progress"),
    "verifying": gettext_lazy("Verifying"),
    "completed": gettext_lazy("Done"),
}
# As Statuspage says it in status.json, which programs show.
DESCRIPTIONS: Mapping[str, str] = {
    "none": "All Systems Operational",
    "minor": "Partially Degraded Service",
    "major": "Partial System Outage",
    "critical": "Major Service Outage",
    "maintenance": "Service Under Maintenance",
}
_MOST = 3


def state_word(state: str) -> str:
    return str(STATES.get(state, state))


def status_word(status: str) -> str:
    return str(STATUSES.get(status, status))


def truth(
    titles: Sequence[str],
    faulty: Sequence[tuple[str, str]],
    worked_on: Sequence[str],
) -> str:
    """One true sentence: what open notices say; failing them, which components are not
    well (name and state); failing those, what is worked on; else that all works."""
    told = [title.rstrip(" .") for title in titles]
    if not told:
        told = [str(_SENTENCES[state]).format(name=name) for name, state in faulty]
    if not told:
        told = [str(_SENTENCES[MAINTENANCE]).format(name=name) for name in worked_on]
    return _joined(told) if told else _("Everything works.")


def _joined(told: Sequence[str]) -> str:
    more = len(told) - _MOST
    if more > 0:
        also = ngettext("{n} more", "{n} more", more).format(n=more)
        told = [*told[:_MOST], also]
    first, *rest = told
    rest = [_lowered(each) for each in rest]
    if not rest:
        return f"{first}."
    *between, last = rest
    head = ", ".join([first, *between])
    return _("{some}, and {last}.").format(some=head, last=last)


def _lowered(sentence: str) -> str:
    """As it goes on within a sentence; a short form such as VPN stays as it is."""
    plain = sentence[1:2].islower() or sentence[1:2].isspace()
    return sentence[:1].lower() + sentence[1:] if plain else sentence


def beside(is_well: bool, has_others: bool) -> str:
    """What follows the sentence: how everything else is."""
    if is_well or not has_others:
        return ""
    return _("Everything else works.")
