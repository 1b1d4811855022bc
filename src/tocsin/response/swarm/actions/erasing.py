"""When a person is erased, what they wrote in swarms is gone; that they were in one
stays, by their key."""

from django.db import transaction

from tocsin.foundation.accounts.models import Person
from tocsin.response.swarm.models import Hypothesis, Stay, Swarm

# What tells nothing, and is written in the place of what they wrote.
GONE = "–"


@transaction.atomic
def forget_erased_in_swarms() -> int:
    """Of whoever was erased no word is left; says how many rows that were."""
    erased = Person.objects.filter(erased_at__isnull=False)
    gone = set(erased.values_list("key", flat=True))
    if not gone:
        return 0
    asked = Swarm.objects.filter(opened_by__in=gone).exclude(question=GONE)
    told = asked.update(question=GONE)
    named = Swarm.objects.filter(named_by__in=gone).exclude(named_why__in=["", GONE])
    told += named.update(named_why=GONE)
    ended = Swarm.objects.filter(closed_by__in=gone)
    told += ended.exclude(outcome_note="", knowledge="").update(
        outcome_note="", knowledge=""
    )
    told += Stay.objects.filter(person__in=gone).exclude(doing="").update(doing="")
    return told + sum(_forgotten(row, gone) for row in _hypotheses(gone))


def _hypotheses(gone: set[str]) -> list[Hypothesis]:
    rows = Hypothesis.objects.exclude(text=GONE, evidence=[])
    return [row for row in rows.iterator() if row.owner in gone or _by(row, gone)]


def _by(row: Hypothesis, gone: set[str]) -> bool:
    return any(each["by"] in gone and each["text"] != GONE for each in row.evidence)


def _forgotten(row: Hypothesis, gone: set[str]) -> bool:
    """Whether anything was left to forget."""
    before = (row.text, row.test, row.evidence)
    if row.owner in gone:
        row.text, row.test = GONE, ""
    row.evidence = [
        {**each, "text": GONE} if each["by"] in gone else each for each in row.evidence
    ]
    if before == (row.text, row.test, row.evidence):
        return False
    row.save(update_fields=["text", "test", "evidence"])
    return True
