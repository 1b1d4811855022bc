"""The sample's reports of what is known: two people say that it is this one."""

from tocsin.foundation.accounts.models import Person
from tocsin.foundation.accounts.reads import actor_of
from tocsin.response.reports.actions import join_followers, report_trouble
from tocsin.response.reports.reads import known_now

_SAID = {
    "tom": "I cannot order anything: the last step stays white.",
    "ingrid": "The shop takes no payment.",
}


def load_sample_reports() -> None:
    """Whoever could not pay told us, and was answered."""
    known = next((each for each in known_now() if each.ref), None)
    if known is None:
        return
    for person in Person.objects.filter(username__in=_SAID).order_by("id"):
        told = {"description": _SAID[person.username], "urgency": 2}
        report_trouble(told, by=actor_of(person, via="sample"), known=known.ref)
    join_followers()
