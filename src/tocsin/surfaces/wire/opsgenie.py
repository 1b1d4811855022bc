"""Opsgenie's Alert API, `/v2/alerts…`, and the same of Jira Service Management.

Source: docs.opsgenie.com/docs/alert-api and the OpenAPI description beside its SDKs.
What changes an alert is stored raw and answered 202; folding carries it out. What is
asked of alerts is answered from the key's own source alone.
"""

from collections.abc import Callable, Mapping
from urllib.parse import parse_qs

from tocsin.intake.alerts.models import Alert
from tocsin.intake.alerts.reads import alert_of_source, latest_of_key
from tocsin.intake.events.adapters.opsgenie.reading import ALIAS, METHOD
from tocsin.intake.events.adapters.opsgenie.words import parted_path
from tocsin.surfaces.wire.accepting import accept
from tocsin.surfaces.wire.asked import Answer, Asked
from tocsin.surfaces.wire.opsgenie_answers import (
    Flawed,
    Said,
    answered,
    body_of,
    not_allowed,
    processed,
    unprocessable,
    unsupported,
)
from tocsin.surfaces.wire.opsgenie_checks import CHECKS
from tocsin.surfaces.wire.opsgenie_ids import alert_number
from tocsin.surfaces.wire.opsgenie_reads import (
    counted,
    listed_alerts,
    listed_logs,
    listed_notes,
    one_alert,
    request_status,
)
from tocsin.surfaces.wire.opsgenie_snooze import snooze
from tocsin.surfaces.wire.senders import Sender
from tocsin.surfaces.wire.threads import in_thread

PROTOCOL = "opsgenie"
_PATH = 2000
_KINDS = ("id", "alias", "tiny")
_READS: Mapping[str, Callable[[Alert, Asked, Sender], Said]] = {
    "": one_alert,
    "notes": listed_notes,
    "logs": listed_logs,
}


async def alerts(asked: Asked) -> Answer:
    """Everything below `/v2/alerts`."""
    return await answered(asked, _alerts)


async def _alerts(found: Sender, asked: Asked) -> Said:
    path = asked.path.strip("/")
    if not path:
        return await _all(found, asked)
    if path == "count":
        return await _read(asked, counted, found)
    if path.startswith("requests/"):
        return await request_status(found, path.removeprefix("requests/"))
    if path.startswith("saved-searches"):
        raise unsupported("Saved searches")
    return await _one(found, asked, *parted_path(path))


async def _all(found: Sender, asked: Asked) -> Said:
    if asked.method == "GET":
        return await in_thread(listed_alerts, found, asked)
    if asked.method != "POST":
        raise not_allowed()
    body = body_of(asked)
    CHECKS["POST", ""](body)
    number = await accept(found, protocol=PROTOCOL, body=asked.body)
    return processed(number)


async def _read(
    asked: Asked, read: Callable[[Sender, Asked], Said], found: Sender
) -> Said:
    if asked.method != "GET":
        raise not_allowed()
    return await in_thread(read, found, asked)


async def _one(found: Sender, asked: Asked, identifier: str, verb: str) -> Said:
    if verb.startswith(("attachments", "recipients")):
        raise unsupported(verb.split("/")[0].title())
    if asked.method == "GET":
        return await _shown(found, asked, identifier, verb)
    check = CHECKS.get((asked.method, verb.split("/")[0]))
    if check is None:
        raise not_allowed()
    check(body_of(asked))
    return processed(await _acted(found, asked, identifier, verb))


async def _shown(found: Sender, asked: Asked, identifier: str, verb: str) -> Said:
    read = _READS.get(verb)
    if read is None:
        raise not_allowed()
    alert = await in_thread(_named, found.id, identifier, asked.query)
    if alert is None:
        raise Flawed(404, "Alert does not exist")
    return await in_thread(read, alert, asked, found)


async def _acted(found: Sender, asked: Asked, identifier: str, verb: str) -> int:
    """What was asked of an alert is stored, with the alias of the alert that it named
    otherwise. Snoozing holds from here on."""
    headers = {METHOD: asked.method}
    kind = _kind(asked.query)
    if kind != "alias" or verb == "snooze":
        alert = await in_thread(_named, found.id, identifier, asked.query)
        if alert is not None and alert.state != Alert.State.RESOLVED:
            headers[ALIAS] = alert.key
            if verb == "snooze":
                await in_thread(snooze, found, alert, body_of(asked))
    return await accept(
        found,
        protocol=PROTOCOL,
        path=asked.path[:_PATH],
        query=asked.query[:_PATH],
        headers=headers,
        body=asked.body,
    )


def _named(source: int, identifier: str, query: str) -> Alert | None:
    """The alert that an identifier names, among those of the source."""
    kind = _kind(query)
    if kind == "alias":
        return latest_of_key(source, identifier)
    number = alert_number(identifier) if kind == "id" else _tiny(identifier)
    return alert_of_source(source, number) if number else None


def _tiny(told: str) -> int:
    return int(told) if told.isascii() and told.isdecimal() and len(told) < 19 else 0


def _kind(query: str) -> str:
    kind = parse_qs(query).get("identifierType", ["id"])[0].lower()
    if kind not in _KINDS:
        raise unprocessable(identifierType="Should be one of id, alias, tiny.")
    return kind
