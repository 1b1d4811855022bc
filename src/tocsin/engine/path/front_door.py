"""What a trip asks of Tocsin by HTTP, as any sender and any reader does."""

import re
from datetime import datetime
from typing import Any

import orjson

from tocsin.engine.path.looking import TRIP
from tocsin.engine.path.models import Trip
from tocsin.engine.path.options import ADDRESS
from tocsin.foundation.config.reads import value
from tocsin.foundation.notify.links import ACKNOWLEDGE, token_of
from tocsin.intake.events.keys import opened
from tocsin.intake.events.models import Source
from tocsin.kernel import home
from tocsin.kernel.outward.addresses import NotAllowed, networks
from tocsin.kernel.outward.asking import Asking, Heard, NotReached, ask
from tocsin.register.work.own_path import OWN_PATH

# It is our own house that is asked, wherever it stands.
_ANYWHERE = networks(["0.0.0.0/0", "::/0"])
_FIELD = re.compile(r'name="csrfmiddlewaretoken" value="([A-Za-z0-9]+)"')
_OPEN = frozenset({"0.0.0.0", "::"})
_FORM = "application/x-www-form-urlencoded"


class NotThere(Exception):
    """The front door did not do what was asked; `str()` says why."""


def address() -> str:
    """Where this Tocsin is reached."""
    if named := value(ADDRESS).strip().rstrip("/"):
        return named
    url = home.url()
    if url != f"http://localhost:{home.port()}":
        return url
    host = "127.0.0.1" if home.host() in _OPEN else home.host()
    return f"http://{host}:{home.port()}"


def send(trip: Trip, *, now: datetime, ended: bool = False) -> None:
    """The trip's alert fires, or has ended, as Alertmanager says it."""
    source = Source.objects.get(slug=OWN_PATH)
    labels = {"alertname": "TocsinPath", "severity": "critical", TRIP: str(trip.pk)}
    told: dict[str, Any] = {
        "labels": labels,
        "annotations": {"summary": f"Tocsin's own drill {trip.pk}"},
        "startsAt": trip.begun_at.isoformat(),
    }
    if ended:
        told["endsAt"] = now.isoformat()
    url = f"{address()}/in/{opened(bytes(source.sealed_key))}"
    kind = {"Content-Type": "application/json"}
    _asked(Asking(url, headers=kind, body=orjson.dumps([told])))


def answer(message_id: int) -> None:
    """The message is answered by its link: its page is opened, the button pressed."""
    url = f"{address()}/answer/{token_of(message_id, ACKNOWLEDGE)}"
    page = _asked(Asking(url, method="GET"))
    found = _FIELD.search(page.text)
    cookies = [v for k, v in page.headers.items() if k.lower() == "set-cookie"]
    if found is None or not cookies:
        raise NotThere("the page of the link has no button")
    headers = {
        "Content-Type": _FORM,
        "Cookie": cookies[0].partition(";")[0],
        "Referer": url,
    }
    body = f"csrfmiddlewaretoken={found[1]}".encode()
    _asked(Asking(url, headers=headers, body=body))


def tell_outside(url: str) -> None:
    """An eye elsewhere is told that all is well."""
    _asked(Asking(url, method="GET"))


def _asked(what: Asking) -> Heard:
    try:
        heard = ask(what, allowed=_ANYWHERE)
    except (NotReached, NotAllowed) as flaw:
        raise NotThere(str(flaw)) from flaw
    if heard.status >= 300:
        raise NotThere(f"answered with {heard.status}")
    return heard
