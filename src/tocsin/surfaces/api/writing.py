"""How every POST is carried out: as whom, once, and on what the caller has seen."""

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.http import HttpResponse

from tocsin.foundation.accounts.reads import person_named
from tocsin.foundation.accounts.rules import Actor
from tocsin.foundation.idempotency.actions import answer_once
from tocsin.foundation.idempotency.rules import LONGEST_KEY, Answer
from tocsin.kernel.refusal import Refusal
from tocsin.kernel.text import holdable
from tocsin.register.work.reads import incident_for
from tocsin.register.work.refusals import ChangedMeanwhile
from tocsin.register.work.timeline import timeline
from tocsin.surfaces.api.bearer import ApiRequest
from tocsin.surfaces.api.incident_shape import incident_shape
from tocsin.surfaces.api.problems import refused, response_of
from tocsin.surfaces.api.refusals import PersonBehindUnknown, UnknownShape
from tocsin.surfaces.api.renderer import rendered
from tocsin.surfaces.api.shapes import Asked
from tocsin.surfaces.api.timeline_shape import entry_shape

BEHALF, MATCH, ONCE = "Tocsin-On-Behalf-Of", "If-Match", "Idempotency-Key"
SEEN = r'(W/)?"?([0-9]{1,9})"?'


Verb = Callable[..., Any]


def act(
    request: ApiRequest,
    ref: str,
    verb: Verb,
    asked: Asked,
    *,
    seen: bool = True,
    warns: Callable[[Actor, Any], list[str]] | None = None,
) -> HttpResponse:
    """The verb is done to the incident, and how the incident is now is answered.

    `seen`: the verb is refused when the incident has moved on since `If-Match`. `warns`
    says what is to be thought of afterwards.
    """
    by = acting(request)
    told = asked.model_dump(exclude_unset=True)
    seq = seen_in(request)
    if seen and seq is not None:
        told["seq"] = seq

    def deed() -> Answer:
        incident = incident_for(by, holdable(ref))
        after = verb(incident.id, by=by, **told)
        return shown(200, after, by, warns(by, after) if warns else ())

    return once(request, deed)


def shown(
    status: int, incident: Any, by: Actor, warnings: Sequence[str] = ()
) -> Answer:
    """The incident as an answer, with its `seq` as its tag."""
    shape = incident_shape(incident, by)
    shape.warnings = [*warnings]
    body = rendered(shape.model_dump())
    return Answer(status, body, {"ETag": tag_of(incident.seq)})


def tag_of(seq: int) -> str:
    return f'"{seq}"'


def acting(request: ApiRequest) -> Actor:
    """The key, on behalf of the person named in the header, if one is."""
    person = holdable(request.headers.get(BEHALF, ""))
    if not person:
        return request.auth
    if person_named(person) is None:
        raise PersonBehindUnknown(key=person)
    return replace(request.auth, on_behalf_of=person)


def seen_in(request: ApiRequest) -> int | None:
    """The last entry the caller saw, from `If-Match`."""
    told = request.headers.get(MATCH, "*").strip()
    if told == "*":
        return None
    found = re.fullmatch(SEEN, told)
    if found is None:
        raise UnknownShape(details=[{"where": MATCH, "what": 'tell it as "7"'}])
    return int(found[2])


def once(request: ApiRequest, deed: Callable[[], Answer]) -> HttpResponse:
    """What the deed answers; with an idempotency key it is done once for that key.

    A refusal is an answer too, and is repeated alike. What breaks is not: it leaves
    the key free.
    """

    def told() -> Answer:
        try:
            with transaction.atomic():
                return deed()
        except Refusal as refusal:
            if refusal.status >= 500:
                raise
            return _refused(request, refusal)

    key = once_key(request)
    if not key:
        return response_of(told())
    return response_of(answer_once(request.auth.id, key, _digest(request), told))


def once_key(request: ApiRequest) -> str:
    """The idempotency key the caller told, or nothing."""
    key = holdable(request.headers.get(ONCE, ""))
    if len(key) > LONGEST_KEY:
        what = f"at most {LONGEST_KEY} characters"
        raise UnknownShape(details=[{"where": ONCE, "what": what}])
    return key


def _refused(request: ApiRequest, refusal: Refusal) -> Answer:
    if not isinstance(refusal, ChangedMeanwhile):
        return refused(refusal)
    facts = refusal.facts
    lines = timeline(incident_for(request.auth, facts["ref"]), request.auth)
    news = [entry_shape(line) for line in lines if line.seq > facts["seen"]]
    told = [entry.model_dump() for entry in news]
    return refused(refusal, {"seq": facts["seq"], "entries": told})


def _digest(request: ApiRequest) -> bytes:
    headers = [request.headers.get(name, "") for name in (BEHALF, MATCH)]
    asked = "\n".join([request.method or "", request.get_full_path(), *headers, ""])
    letters = asked.encode(errors="surrogateescape") + request.body
    return hashlib.sha256(letters).digest()
