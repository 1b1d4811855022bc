"""Who has an incident before them; gone half a minute after their last sign."""

from tocsin.foundation.config.reads import value
from tocsin.foundation.workspace import queries
from tocsin.foundation.workspace.models import Presence
from tocsin.foundation.workspace.options import PRESENCE
from tocsin.foundation.workspace.rules import GONE_AFTER
from tocsin.kernel import clock
from tocsin.kernel.wake import PRESENT, wake


def sign_of_presence(person: str, ref: str, doing: str) -> None:
    """The person looks at the incident, or writes. Open pages are woken only when
    that is news. The caller has made sure that the person may see the incident."""
    if not value(PRESENCE):
        return
    known = doing if doing in Presence.Doing.values else "looking"
    now = clock.now()
    if queries.sign(person, ref, known, now=now, alive=now - GONE_AFTER):
        wake(PRESENT)


def leave(person: str, ref: str) -> None:
    """The person closed the page."""
    if Presence.objects.filter(person=person, ref=ref).delete()[0]:
        wake(PRESENT)


def forget_signs() -> int:
    """Signs of those who are gone are gone as well."""
    return queries.forget_presence(before=clock.now() - GONE_AFTER)
