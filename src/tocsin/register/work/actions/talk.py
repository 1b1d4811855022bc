"""What people say: notes among colleagues, replies to and from the reporter."""

from datetime import datetime

from django.db import transaction

from tocsin.foundation.accounts.rules import Actor
from tocsin.register.core.entries import Kind
from tocsin.register.core.models import Incident
from tocsin.register.work.actions.frame import begin, say
from tocsin.register.work.refusals import NothingToDo


@transaction.atomic
def note(
    incident_id: int,
    *,
    text: str,
    by: Actor,
    happened_at: datetime | None = None,
    cause: str | None = None,
) -> Incident:
    """What was seen, done or decided. A note never collides with anybody's."""
    incident = begin(incident_id, "note", by, None)
    return say(incident, Kind.NOTED, _text(text), by, happened_at, cause=cause)


@transaction.atomic
def reply(
    incident_id: int, *, text: str, by: Actor, cause: str | None = None
) -> Incident:
    """Said to the reporter, or by the reporter to us; both read it."""
    incident = begin(incident_id, "reply", by, None)
    return say(
        incident, Kind.REPLIED, _text(text), by, audience="reporter", cause=cause
    )


def _text(text: str) -> dict[str, str]:
    if not text.strip():
        raise NothingToDo
    return {"text": text.strip()}
