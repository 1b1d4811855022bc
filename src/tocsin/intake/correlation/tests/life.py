"""What the tests of the life of alerts stand on: a source that tells of keys."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any

from django.db import transaction

from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.intake.alerts.applying import follow
from tocsin.intake.alerts.changes import Received
from tocsin.intake.alerts.models import Alert
from tocsin.intake.correlation.acting import act_on
from tocsin.intake.events.actions.sources import add_source
from tocsin.intake.events.event import Act, Event, Request
from tocsin.intake.events.models import Source
from tocsin.kernel import clock

_numbers = count(1)


@dataclass
class Teller:
    """Tells events as if they had been received, read and folded just now."""

    source: Source = field(default_factory=lambda: made_source())

    def tell(self, key: str, act: Act = Act.OPEN, **told: Any) -> None:
        self.tell_all([Event(key, act, **({"title": key} | told))])

    @transaction.atomic
    def tell_all(self, events: Sequence[Event], at: datetime | None = None) -> None:
        now = at or clock.now()
        request = Request(next(_numbers), self.source.slug, self.source.tool, now, "in")
        received = [Received(self.source.id, request, event) for event in events]
        act_on(follow(received, now), now)

    def resolve(self, key: str, **told: Any) -> None:
        self.tell(key, Act.RESOLVE, **told)

    def alert(self, key: str) -> Alert:
        """The last alert of this key."""
        rows = Alert.objects.filter(source=self.source, key=key).order_by("-id")
        return rows[0]

    def mark(self, key: str) -> str:
        return self.alert(key).suppressed

    def incident(self, key: str) -> int | None:
        return self.alert(key).incident_id


def made_source(name: str = "Watcher", **facts: Any) -> Source:
    source, _key = add_source(name, "alertmanager", by=SYSTEM, **facts)
    return source
