"""`/hb/<key>[/start, /fail, /log, /<exit status>]`: a job says that it ran.

As Healthchecks' pinging API has it (its documentation, "Pinging API"): HEAD, GET or
POST, a body that is what the run printed, `?rid=` telling runs apart, and `OK`.
"""

import re
import time
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qs

from tocsin.intake.events.keys import LENGTH, digest_of
from tocsin.intake.heartbeats.reads import PROTOCOL, heartbeat_by_key
from tocsin.intake.heartbeats.rules import BODY_LIMIT, read_said
from tocsin.surfaces.wire.accepting import accept
from tocsin.surfaces.wire.asked import Answer, Asked, Headers
from tocsin.surfaces.wire.limits import Overloaded
from tocsin.surfaces.wire.senders import Sender, sender_of
from tocsin.surfaces.wire.threads import in_thread

_KEY = re.compile(rf"[A-Za-z0-9]{{{LENGTH}}}")
_RUN = re.compile(r"[A-Za-z0-9._-]{1,36}")
_METHODS = ("GET", "HEAD", "POST")
# A key that was rotated away or whose heartbeat is gone is heard no longer than this.
_HELD_FOR, _MOST_HELD = 5.0, 20_000
_AGENT = 120
_ALWAYS: Headers = (
    ("Access-Control-Allow-Origin", "*"),
    ("Ping-Body-Limit", str(BODY_LIMIT)),
)


@dataclass(frozen=True, slots=True)
class Beat:
    """A heartbeat as the wire needs it: its number, and the source it belongs to."""

    number: int
    sender: Sender


@dataclass(slots=True)
class _Held:
    by_digest: dict[bytes, tuple[Beat, float]] = field(default_factory=dict)


_held = _Held()


async def heartbeat(asked: Asked) -> Answer:
    """200 and `OK`, and it is durable."""
    key, _slash, tail = asked.path.partition("/")
    if asked.key or not _KEY.fullmatch(key):
        return _say(404, "not found")
    if read_said(tail) is None:
        return _say(400, "invalid url format")
    if asked.method not in _METHODS:
        return _say(405, "method not allowed", (("Allow", ", ".join(_METHODS)),))
    if not _is_run(asked.query):
        return _say(400, "invalid rid: at most 36 letters, figures and hyphens")
    beat = await _beat(key)
    return _say(404, "not found") if beat is None else await ping(beat, tail, asked)


async def ping(beat: Beat, tail: str, asked: Asked) -> Answer:
    """The ping is on disk. A body that is too long keeps its beginning."""
    agent = asked.headers.get("user-agent", "")[:_AGENT]
    try:
        await accept(
            beat.sender,
            protocol=PROTOCOL,
            path=f"{beat.number}/{tail.strip('/')}",
            query=asked.query[:200],
            headers={"method": asked.method, "user-agent": agent},
            body=asked.body[:BODY_LIMIT],
        )
    except Overloaded as full:
        return _say(503, "come again", (("Retry-After", str(full.retry_after)),))
    return _say(200, "OK")


async def _beat(key: str) -> Beat | None:
    digest, now = digest_of(key), time.monotonic()
    found = _held.by_digest.get(digest)
    if found is not None and now < found[1]:
        return found[0]
    beat = await in_thread(_found, key)
    if len(_held.by_digest) >= _MOST_HELD:
        _held.by_digest.clear()
    if beat is None:
        _held.by_digest.pop(digest, None)
    else:
        _held.by_digest[digest] = (beat, now + _HELD_FOR)
    return beat


def _found(key: str) -> Beat | None:
    beat = heartbeat_by_key(key)
    if beat is None:
        return None
    # A source's own rate is for what it sends itself.
    return Beat(beat.id, replace(sender_of(beat.source), rate=0))


def _is_run(query: str) -> bool:
    told = parse_qs(query).get("rid")
    return told is None or bool(_RUN.fullmatch(told[0]))


def _say(status: int, words: str, headers: Headers = ()) -> Answer:
    plain = "text/plain; charset=utf-8"
    return Answer(status, words.encode(), plain, (*_ALWAYS, *headers))
