"""What executives and the people of a major incident are told, in their language."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tocsin.foundation.accounts.models import Person
from tocsin.foundation.notify.pages import NEVER, Wanted
from tocsin.foundation.notify.rules import zone_named
from tocsin.register.work.answering import Answerable
from tocsin.response.major.loss import Loss


def brief(
    person: Person,
    incident: Answerable,
    *,
    cause: str,
    facts: "Facts",
    is_over: bool = False,
) -> Wanted:
    """A quiet message to an executive: what is down, since when, what it costs, when
    they hear next. It holds no words that people wrote, and of a restricted incident
    nothing but its reference."""
    with translation.override(person.language):
        subject = _("Major incident {ref}").format(ref=incident.ref)
        if is_over:
            subject = _("Major incident {ref} is resolved").format(ref=incident.ref)
        lines = [] if incident.restricted else facts.lines(person)
        return Wanted(
            person=person.key,
            cause=cause,
            loud=False,
            why={
                "subject": subject,
                "text": "\n".join([subject, *lines]),
                "path": f"/major/{incident.ref}",
                "said": _("You get this because you are told of major incidents."),
            },
            is_drill=incident.is_drill,
            unless=NEVER,
        )


class Facts:
    """What a brief may say, told in each reader's language and zone."""

    def __init__(
        self,
        incident: Answerable,
        service: str,
        users: int,
        loss: Loss | None,
        next_at: datetime | None,
    ) -> None:
        self._incident, self._service, self._users = incident, service, users
        self._loss, self._next = loss, next_at

    def lines(self, person: Person) -> list[str]:
        zone, incident = zone_named(person.zone), self._incident
        told = [
            (_("Service: {told}"), self._service),
            (_("Priority: P{told}"), incident.priority),
            (_("Since: {told}"), _local(incident.registered_at, zone)),
            (_("Users: {told}"), self._users),
            (_("Lost so far: {told}"), self._money),
            (_("Restored: {told}"), _local(incident.restored_at, zone)),
            (_("You hear again: {told}"), _local(self._next, zone)),
        ]
        return [words.format(told=value) for words, value in told if value]

    @property
    def _money(self) -> str:
        if not self._loss or not self._loss.price:
            return ""
        return f"{self._loss.money:,.0f} {self._loss.currency}"


def _local(at: datetime | None, zone: ZoneInfo) -> str:
    return date_format(at.astimezone(zone), "DATETIME_FORMAT") if at else ""


def wake(
    person: Person,
    incident: Answerable,
    *,
    cause: str,
    said: str,
    loud: bool = True,
    path: str = "",
    why: Mapping[str, Any] | None = None,
) -> Wanted:
    """A page that leads to the incident's page as a major one, unless told where else;
    by `why` a message knows what can be answered to it."""
    return Wanted(
        person=person.key,
        cause=cause,
        incident_id=incident.id,
        ref=incident.ref,
        loud=loud,
        why={"said": said, "path": path or f"/major/{incident.ref}", **(why or {})},
        is_drill=incident.is_drill,
        unless=NEVER,
    )
