"""What people said of silences, and what sources told of people, goes when they are
erased."""

from django.db import transaction
from django.db.models import Q

from tocsin.foundation.accounts.models import Person
from tocsin.intake.alerts import queries
from tocsin.intake.alerts.models import Silence, ToldBy
from tocsin.intake.alerts.silence_rules import KNOWN


@transaction.atomic
def forget_comments() -> int:
    """Comments of those who have been erased are empty; says how many were not. Their
    keys stay, which say nothing about them."""
    gone = Person.objects.filter(erased_at__isnull=False).values("key")
    theirs = Q(made_by_kind="person", made_by__in=gone)
    named = [f"{KNOWN}{key}" for key in gone.values_list("key", flat=True)]
    theirs |= Q(author__in=named)
    return Silence.objects.filter(theirs).exclude(comment="").update(comment="")


@transaction.atomic
def forget_told_names() -> int:
    """By which names sources called those who have been erased is gone, from alerts and
    from their history; says of how many people that was."""
    gone = Person.objects.filter(erased_at__isnull=False).values("key")
    told = ToldBy.objects.filter(person__in=gone).values_list("person", flat=True)
    people = sorted(set(told))
    if people:
        queries.forget_names(people)
    return len(people)
