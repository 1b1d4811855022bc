"""What users are told is told to whoever reported it."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from django.db import transaction

from tocsin.foundation.accounts.models import Person
from tocsin.register.core.actions.writer import Draft, append
from tocsin.register.core.entries import Kind
from tocsin.register.core.reads.entries import entries_at
from tocsin.register.core.rules import OPEN
from tocsin.register.links.rules import told_as
from tocsin.register.work.held import families_of, held
from tocsin.response.reports.actions.frame import RULE
from tocsin.response.reports.models import Follower
from tocsin.response.reports.queries import words_of_updates
from tocsin.response.reports.words import more_is_known

SAYS = frozenset({Kind.NOTICE_PUBLISHED, Kind.NOTICE_UPDATED})


@transaction.atomic
def tell_followers(places: Collection[tuple[int, int]]) -> int:
    """What users were told by notices at these entries (incident, `seq`), reporters
    read in their own reports, once. Who came later was told when they came."""
    told = entries_at(places)
    public = [entry for entry in told if entry.audience == "public" and entry.cause]
    codes = {str(entry.cause).removeprefix("notice:"): entry for entry in public}
    words = words_of_updates(codes)
    entries = {code: entry for code, entry in codes.items() if code in words}
    families = families_of({entry.incident_id for entry in entries.values()})
    drafts: list[Draft] = []
    for code, entry in entries.items():
        rows = Follower.objects.filter(
            known__in=families[entry.incident_id],
            left_at=None,
            since__lt=entry.recorded_at,
            incident__state__in=sorted(OPEN),
        )
        reporters: Any = dict(rows.values_list("pk", "incident__reporter"))
        ref = held([entry.incident_id])[entry.incident_id].ref
        drafts += _said_to(reporters, words[code], told_as(ref, entry.seq))
    return append(drafts, by=RULE) if drafts else 0


def _said_to(
    reporters: Mapping[int, str | None], words: Any, cause: str
) -> Iterator[Draft]:
    keys = {key for key in reporters.values() if key}
    people = {each.key: each for each in Person.objects.filter(key__in=keys)}
    for incident_id, reporter in sorted(reporters.items()):
        person = people.get(reporter or "")
        text = more_is_known(words.words or words.title, words.next_update_at, person)
        yield Draft(
            incident_id,
            Kind.REPLIED,
            {"text": text},
            happened_basis="clock",
            cause=cause,
            audience="reporter",
        )
