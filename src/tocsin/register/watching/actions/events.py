"""What happens to one incident and follows in several reports is one event."""

from collections.abc import Sequence
from datetime import timedelta

from tocsin.register.core.reads.entries import Told, causes_at
from tocsin.register.watching.models import Notification
from tocsin.register.watching.rules import REPORTED, is_of_one_event
from tocsin.register.work.timeline import Place

_DAY = timedelta(days=1)
# An entry, whom it is to be told to, and why.
_Wanted = tuple[Told, str, str]


def once_an_event(wanted: Sequence[_Wanted]) -> list[_Wanted]:
    """Of what follows one event in several reports of one person, the first: who
    reported it three times is told once that it is over."""
    told, kept = _told_before(wanted), []
    for entry, person, reason in wanted:
        if reason == REPORTED and is_of_one_event(entry.cause):
            place = (entry.incident_id, entry.seq)
            if told.setdefault((person, entry.cause), place) != place:
                continue
        kept.append((entry, person, reason))
    return kept


def _told_before(wanted: Sequence[_Wanted]) -> dict[tuple[str, str | None], Place]:
    """By person and event: the entry that told them of it, a day ago at most."""
    events = [
        (entry, person)
        for entry, person, reason in wanted
        if reason == REPORTED and is_of_one_event(entry.cause)
    ]
    if not events:
        return {}
    rows = Notification.objects.filter(
        person__in={person for _entry, person in events},
        reason=REPORTED,
        made_at__gte=min(entry.recorded_at for entry, _person in events) - _DAY,
    )
    told = list(rows.order_by("-id").values_list("person", "incident_id", "seq"))
    causes = causes_at({(incident, seq) for _person, incident, seq in told})
    return {
        (person, causes.get((incident, seq))): (incident, seq)
        for person, incident, seq in told
    }
