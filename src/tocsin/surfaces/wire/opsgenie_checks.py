"""What Opsgenie refuses of a body, before it is stored. Texts that are too long are
not refused: they are cut where they are read."""

from collections.abc import Callable, Mapping
from typing import Any

from tocsin.intake.events.adapters.moments import moment
from tocsin.intake.events.adapters.opsgenie.words import SEVERITY, responder
from tocsin.kernel import clock
from tocsin.surfaces.wire.opsgenie_answers import unprocessable

Body = Mapping[str, Any]
Check = Callable[[Body], None]


def _nothing(body: Body) -> None:
    """Every body will do."""


def _needs(name: str) -> Check:
    def check(body: Body) -> None:
        told = body.get(name)
        if not isinstance(told, str) or not told.strip():
            raise unprocessable(**{name: f"{name.capitalize()} can not be empty."})

    return check


def _needs_whom(*names: str) -> Check:
    def check(body: Body) -> None:
        if not any(responder(body.get(name)) for name in names):
            raise unprocessable(**{names[0]: "Tell an id, a name or a username."})

    return check


def _tags(body: Body) -> None:
    told = body.get("tags")
    if not isinstance(told, list) or not all(isinstance(tag, str) for tag in told):
        raise unprocessable(tags="Should be a list of texts.")
    if not told:
        raise unprocessable(tags="Tags can not be empty.")


def _details(body: Body) -> None:
    if not isinstance(body.get("details"), dict) or not body["details"]:
        raise unprocessable(details="Should be a map of names and texts.")


def _priority(body: Body) -> None:
    if body.get("priority") not in tuple(SEVERITY):
        raise unprocessable(priority="Should be one of [ P1, P2, P3, P4, P5 ].")


def _until(body: Body) -> None:
    at = moment(body.get("endTime"))
    if at is None:
        raise unprocessable(endTime="Should be a date and time of ISO 8601.")
    if at <= clock.now():
        raise unprocessable(endTime="Should be later than now.")


# By method and verb: what each needs. What is not here is not known.
CHECKS: Mapping[tuple[str, str], Check] = {
    ("POST", ""): _needs("message"),
    ("DELETE", ""): _nothing,
    ("POST", "acknowledge"): _nothing,
    ("POST", "unacknowledge"): _nothing,
    ("POST", "close"): _nothing,
    ("POST", "snooze"): _until,
    ("POST", "notes"): _needs("note"),
    ("POST", "tags"): _tags,
    ("DELETE", "tags"): _nothing,
    ("POST", "details"): _details,
    ("DELETE", "details"): _nothing,
    ("POST", "assign"): _needs_whom("owner"),
    ("POST", "responders"): _needs_whom("responder"),
    ("POST", "teams"): _needs_whom("team"),
    ("POST", "escalate"): _needs_whom("escalation"),
    ("POST", "actions"): _nothing,
    ("PUT", "message"): _needs("message"),
    ("POST", "message"): _needs("message"),
    ("PUT", "description"): _needs("description"),
    ("POST", "description"): _needs("description"),
    ("PUT", "priority"): _priority,
    ("POST", "priority"): _priority,
}
