"""Snoozing an alert: a silence for it alone, until the instant that was told."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from tocsin.foundation.accounts.rules import Actor
from tocsin.intake.alerts.actions.silences import add_silence
from tocsin.intake.alerts.matching import Matcher
from tocsin.intake.alerts.models import Alert
from tocsin.intake.alerts.reading_silences import silences
from tocsin.intake.alerts.silence_rules import ACTIVE
from tocsin.intake.events.adapters.moments import moment
from tocsin.intake.events.adapters.texts import line, text
from tocsin.kernel.refusal import Refusal
from tocsin.surfaces.wire.opsgenie_answers import unprocessable
from tocsin.surfaces.wire.senders import Sender

_NAMED, _MOST = "key", 1000


def snooze(found: Sender, alert: Alert, body: Mapping[str, Any]) -> None:
    """The alert is silenced; at the end, what still fires is raised again. What is
    snoozed until then already stays so."""
    ends_at = moment(body.get("endTime"))
    assert ends_at is not None
    if snoozed_until(found, [alert]).get(alert.id) == ends_at:
        return
    try:
        add_silence(
            by=_actor(found),
            matchers=_for_it_alone(alert),
            ends_at=ends_at,
            source=found.slug,
            comment=text(body.get("note"), 2000) or _("Snoozed by Opsgenie's API."),
            author=line(body.get("user"), 100),
        )
    except Refusal as refusal:
        raise unprocessable(endTime=str(refusal)) from None


def snoozed_until(found: Sender, alerts: Sequence[Alert]) -> dict[int, datetime]:
    """By the number of an alert: until when it is snoozed, if it is."""
    rows = silences(_actor(found), state=ACTIVE, limit=_MOST).rows
    if not rows:
        return {}
    # Those that end last come first, and hold.
    until = {row.asks: row.ends_at for row in reversed(rows)}
    wanted = ((alert.id, tuple(_for_it_alone(alert))) for alert in alerts)
    return {number: until[asks] for number, asks in wanted if asks in until}


def _for_it_alone(alert: Alert) -> list[Matcher]:
    """A label that is called so hides the alert's key: then all labels are asked."""
    asked = {_NAMED: alert.key}
    if _NAMED in alert.labels:
        asked = dict(sorted(alert.labels.items())[:50])
    return [Matcher(name, told) for name, told in asked.items()]


def _actor(found: Sender) -> Actor:
    return Actor(kind="source", id=found.slug, name=found.name, via="wire")
