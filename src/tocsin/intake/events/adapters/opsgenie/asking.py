"""What Opsgenie's clients ask for that is done by people here: told as notes, so that
nothing that was asked is answered and then forgotten."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from tocsin.intake.events.adapters.moments import moment
from tocsin.intake.events.adapters.opsgenie.words import responder
from tocsin.intake.events.adapters.texts import text

Body = Mapping[str, Any]


def asked_for(method: str, verb: str, body: Body) -> str:
    """The note for it; "" for what is no such verb."""
    name, _slash, what = verb.partition("/")
    if method != "POST":
        return ""
    if name == "actions" and what:
        asked = _("Asked for by Opsgenie's API: the action “{what}”.")
        return _remarked(asked.format(what=text(what, 200)), body)
    told = _ASKED.get(verb)
    return _remarked(told(body), body) if told else ""


def _remarked(asked: str, body: Body) -> str:
    return "\n\n".join(filter(None, (asked, text(body.get("note")))))


def _snooze(body: Body) -> str:
    at = moment(body.get("endTime"))
    until = f"{at:%Y-%m-%d %H:%M} UTC" if at else text(body.get("endTime"), 60)
    return _("Snoozed by Opsgenie's API until {until}.").format(until=until)


def _assign(body: Body) -> str:
    asked = _("Asked for by Opsgenie's API: assign it to {whom}.")
    return asked.format(whom=responder(body.get("owner")) or "?")


def _respond(body: Body) -> str:
    asked = _("Asked for by Opsgenie's API: {whom} should respond.")
    told = body.get("responder") or body.get("team")
    return asked.format(whom=responder(told) or "?")


def _escalate(body: Body) -> str:
    asked = _("Asked for by Opsgenie's API: escalate it to {whom}.")
    return asked.format(whom=responder(body.get("escalation")) or "?")


_ASKED: Mapping[str, Callable[[Body], str]] = {
    "snooze": _snooze,
    "assign": _assign,
    "responders": _respond,
    "teams": _respond,
    "escalate": _escalate,
}
