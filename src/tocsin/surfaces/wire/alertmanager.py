"""Alertmanager's own API, version 2: Prometheus and amtool speak to Tocsin as they do
to Alertmanager. Source: prometheus/alertmanager, api/v2/openapi.yaml, and what 0.25.0
was seen to answer.

Who asks shows the source's key: as Bearer, as the password of Basic, or in the path.
It sees that source's alerts and silences, and no other's.
"""

import base64
import binascii
from collections.abc import Awaitable, Callable, Mapping

from tocsin.surfaces.wire.accepting import accept
from tocsin.surfaces.wire.alertmanager_alerts import get_alerts, get_groups
from tocsin.surfaces.wire.alertmanager_answers import coded, required
from tocsin.surfaces.wire.alertmanager_checking import checked
from tocsin.surfaces.wire.alertmanager_silences import (
    delete_silence,
    get_silence,
    get_silences,
    post_silences,
)
from tocsin.surfaces.wire.alertmanager_standing import get_receivers, get_status
from tocsin.surfaces.wire.asked import Answer, Asked, Headers
from tocsin.surfaces.wire.limits import Overloaded
from tocsin.surfaces.wire.senders import Sender, sender

PROTOCOL = "alertmanager"
_JSON = "application/json"
_BASIC = (("WWW-Authenticate", 'Basic realm="Tocsin"'),)
Answering = Callable[[Sender, Asked], Awaitable[Answer]]


async def alertmanager(asked: Asked) -> Answer:
    """What Alertmanager would answer, of this source."""
    methods, path = _offered(asked.path)
    if methods is None:
        return coded(404, f"path /api/v2/{path} was not found")
    found = await sender(asked.key or shown_key(asked.headers))
    if found is None:
        return _unknown(asked)
    answering = methods.get(asked.method)
    if answering is None:
        offered = ",".join(methods)
        what = f"method {asked.method} is not allowed, but [{offered}] are"
        return coded(405, what, (("Allow", offered),))
    if asked.method == "POST" and (refusal := _not_for_reading(found, asked)):
        return refusal
    return await answering(found, asked)


async def healthy(asked: Asked) -> Answer:
    """`/-/healthy` and `/-/ready`: that this address answers."""
    if asked.path not in ("healthy", "ready"):
        return Answer(404, b"404 page not found\n", "text/plain; charset=utf-8")
    if asked.key and await sender(asked.key) is None:
        return _unknown(asked)
    return Answer(200, b"OK", "text/plain; charset=utf-8")


def shown_key(headers: Mapping[str, str]) -> str:
    """The key that a request shows: as Bearer, or as the password of Basic."""
    scheme, _space, told = headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return told.strip()
    if scheme.lower() != "basic":
        return ""
    try:
        pair = base64.b64decode(told.strip(), validate=True).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return ""
    return pair.partition(":")[2]


async def post_alerts(found: Sender, asked: Asked) -> Answer:
    """200, and the alerts are durable."""
    told = checked(asked.body)
    if told.body:
        try:
            await accept(found, protocol=PROTOCOL, body=told.body)
        except Overloaded as full:
            # Never 429: Alertmanager and Prometheus drop what is answered so.
            return coded(503, str(full), (("Retry-After", str(full.retry_after)),))
    return told.answer


_ROUTES: Mapping[str, Mapping[str, Answering]] = {
    "alerts": {"GET": get_alerts, "POST": post_alerts},
    "alerts/groups": {"GET": get_groups},
    "silences": {"GET": get_silences, "POST": post_silences},
    "silence/": {"GET": get_silence, "DELETE": delete_silence},
    "receivers": {"GET": get_receivers},
    "status": {"GET": get_status},
}
_BODIES = {"alerts": "alerts", "silences": "silence"}


def _offered(path: str) -> tuple[Mapping[str, Answering] | None, str]:
    is_silence = path.startswith("silence/") and len(path) > len("silence/")
    return _ROUTES.get("silence/" if is_silence else path), path


def _not_for_reading(found: Sender, asked: Asked) -> Answer | None:
    """Why a body is not even read: it is too large, none, or no JSON."""
    if asked.is_too_large or len(asked.body) > found.body_limit:
        return coded(413, f"the body has more than {found.body_limit} bytes")
    if not asked.body:
        return required(_BODIES[asked.path])
    told = asked.headers.get("content-type") or "application/octet-stream"
    kind = told.partition(";")[0].strip()
    if kind.lower() != _JSON:
        what = f'unsupported media type "{kind}", only [{_JSON}] are allowed'
        return coded(415, what)
    return None


def _unknown(asked: Asked) -> Answer:
    if asked.key:
        return coded(404, "no source has this address")
    headers: Headers = _BASIC
    return coded(401, "show a source's key, as Bearer or as password", headers)
