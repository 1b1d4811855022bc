"""The contract with whoever tells people something: wanted, withdrawn, what became."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from msgspec import Struct, field

from tocsin.foundation.notify import queries
from tocsin.foundation.notify.models import Outcome as Row
from tocsin.foundation.notify.rules import PAGE
from tocsin.kernel import clock
from tocsin.kernel.wake import PAGED, REGISTER, wake

ACKNOWLEDGED, RESTORED = "acknowledged", "restored"
RESOLVED, NEVER = "resolved", "never"


class Wanted(Struct, frozen=True):
    """One person is to be told of one thing.

    `cause` is unique: told twice, it is one page. Of an incident it holds the number
    and the reference, and no words. `unless` is what makes it worthless when it happens
    after the page was made: acknowledged (or restored, or over), restored (or over),
    resolved or never (over). `why` answers "why did I get this"; where a page is of no
    incident, its `subject` and `text` are what it says.
    """

    person: str
    cause: str
    kind: str = PAGE
    incident_id: int | None = None
    ref: str = ""
    loud: bool = True
    why: Mapping[str, Any] = field(default_factory=dict)
    is_drill: bool = False
    unless: str = ACKNOWLEDGED


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a page: delivered, failed, answered or withdrawn. One that was
    delivered may still be answered, or turn out to have failed."""

    page_id: int
    cause: str
    incident_id: int | None
    person: str
    result: str
    channel: str
    told: str
    at: datetime


@transaction.atomic
def send_pages(wanted: Sequence[Wanted], *, now: datetime) -> int:
    """Each is told once this transaction has committed, and none if it does not; says
    how many are new. How each person is reached is asked when the page is taken."""
    if not wanted:
        return 0
    made = queries.insert_pages(wanted, now=now)
    wake(REGISTER, PAGED)
    return made


@transaction.atomic
def withdraw_pages(
    incident_ids: Collection[int], *, why: str, people: Collection[str] | None = None
) -> int:
    """What was not handed over for these incidents (to these people) is not sent any
    more; says how many pages nobody will hear of. What was delivered stays so, without
    its later steps."""
    if not incident_ids:
        return 0
    now = clock.now()
    told = {"ids": sorted(set(incident_ids)), "now": now, "why": why[:300]}
    told["people"] = None if people is None else sorted(set(people))
    queries.withdraw_messages(**told)
    return queries.withdraw_pages(**told)


@transaction.atomic
def unheard_outcomes(limit: int) -> Sequence[Outcome]:
    """What became of pages since it was last asked, the oldest first; told once, in the
    caller's transaction, which others asking meanwhile pass over."""
    rows = Row.objects.select_for_update(skip_locked=True, of=("self",), no_key=True)
    found = list(
        rows.filter(heard_at=None).order_by("id").select_related("page")[:limit]
    )
    Row.objects.filter(id__in=[row.id for row in found]).update(heard_at=clock.now())
    return [
        Outcome(
            page_id=row.page.id,
            cause=row.page.cause,
            incident_id=row.page.incident_id,
            person=row.page.person,
            result=row.result,
            channel=row.channel,
            told=row.told,
            at=row.at,
        )
        for row in found
    ]
