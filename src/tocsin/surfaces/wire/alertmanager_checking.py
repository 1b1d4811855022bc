"""What Alertmanager's API says of a body of alerts, before anything is stored. Pure.

Nearly every request is as it must be, and is seen to be so in one tight loop; only
the others are looked at closely. The words of the errors are those that Alertmanager
0.25.0 was seen to answer. It takes only names of letters, figures and underscores;
later ones take any, and so do we, for a name is no reason to lose an alert.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from operator import methodcaller
from typing import Any
from urllib.parse import urlsplit

import orjson

from tocsin.intake.events.adapters.alertmanager.known import instant
from tocsin.kernel.text import holdable
from tocsin.surfaces.wire.alertmanager_answers import (
    DONE,
    Flaw,
    required,
    said,
    unread,
    wrong_type,
)
from tocsin.surfaces.wire.asked import Answer

_TEXT, _TEXT_OR_NONE = {str}, {str, type(None)}
_YEAR_ONE = "0001-01-01"


@dataclass(frozen=True, slots=True)
class Checked:
    """What is to be stored, if anything, and what is answered once it is."""

    body: bytes
    answer: Answer


def checked(body: bytes) -> Checked:
    """The body as it came where all is well with it; else what is well in it."""
    try:
        alerts = orjson.loads(body)
    except ValueError:
        return _mended(body)
    try:
        if type(alerts) is list and is_plain(alerts):
            return Checked(body if alerts else b"", DONE)
    except (AttributeError, KeyError, TypeError, ValueError):
        pass
    return _looked_at(alerts, body)


def is_plain(alerts: Sequence[Mapping[str, Any]]) -> bool:
    """Whether all is well with these alerts, at a glance: what can be asked of all at
    once is, for then it is asked in C. Raises KeyError, TypeError, AttributeError or
    ValueError where something certainly is not well."""
    labels = [alert["labels"] for alert in alerts]
    notes = [n for a in alerts if (n := a.get("annotations")) is not None]
    values = chain.from_iterable(map(_values, chain(labels, notes)))
    if not {*map(type, values)} <= _TEXT or not all(map(any, map(_values, labels))):
        return False
    if any("" in each for each in labels):
        return False
    addresses = {url for a in alerts if (url := a.get("generatorURL")) is not None}
    if not all(url.startswith("http") and "[" not in url for url in addresses):
        return False
    return all(
        map(
            _is_ordered,
            [alert.get("startsAt") for alert in alerts],
            [alert.get("endsAt") for alert in alerts],
        )
    )


_values = methodcaller("values")


def _is_ordered(starts: Any, ends: Any) -> bool:
    if starts and ends:
        return _seconds(starts) <= _seconds(ends)
    return not (starts or ends) or _seconds(starts or ends) > 0


@lru_cache(maxsize=65_536)
def _seconds(told: str) -> float:
    """The instant as seconds since 1970. Raises ValueError where it is none."""
    at = instant(told)
    if at is None:
        raise ValueError(told)
    return at.timestamp()


def _is_span(starts: Any, ends: Any) -> bool:
    """Whether these are instants in their order; Go's year one is none."""
    begins = instant(starts) if starts else None
    over = instant(ends) if ends else None
    return begins is None or over is None or begins <= over


def _mended(body: bytes) -> Checked:
    """A body that is no JSON to the letter: letters that are no UTF-8, and surrogates
    that stand alone, are told anew as U+FFFD, as Alertmanager reads them."""
    try:
        text = holdable(body.decode("utf-8", "replace")).lstrip()
        alerts, _end = json.JSONDecoder(parse_constant=_no_constant).raw_decode(text)
    except RecursionError:
        why = "invalid character '[' exceeded max depth"
        return Checked(b"", unread("alerts", why))
    except ValueError as wrong:
        return Checked(b"", unread("alerts", _as_go_says(wrong)))
    told = holdable(json.dumps(alerts, ensure_ascii=False)).encode()
    return _looked_at(orjson.loads(told), told)


def _no_constant(name: str) -> None:
    raise json.JSONDecodeError("Expecting value", name, 0)


def _as_go_says(wrong: ValueError) -> str:
    if not isinstance(wrong, json.JSONDecodeError):
        return "invalid number"
    letter = wrong.doc[wrong.pos : wrong.pos + 1]
    is_cut = not letter or wrong.msg.startswith("Unterminated")
    if is_cut:
        return "unexpected EOF"
    return f"invalid character '{letter}' looking for beginning of value"


def _looked_at(alerts: Any, body: bytes) -> Checked:
    """Errors in the order in which Alertmanager finds them: what is of a wrong type
    and what is missing refuse the whole; what else is wrong refuses its alert alone."""
    if alerts is None:
        return Checked(b"", DONE if body else required("alerts"))
    try:
        _need_types(alerts)
        _need_whole(alerts)
    except Flaw as flaw:
        return Checked(b"", flaw.answer)
    flaws = [_complaint(alert) for alert in alerts]
    well = [alert for alert, flaw in zip(alerts, flaws, strict=True) if not flaw]
    wrong = [flaw for flaw in flaws if flaw]
    if not wrong:
        return Checked(body if alerts else b"", DONE)
    kept = orjson.dumps(well) if well else b""
    return Checked(kept, said(400, "; ".join(wrong)))


_STRUCT = (
    'struct { Annotations models.LabelSet "json:\\"annotations,omitempty\\"";'
    ' EndsAt strfmt.DateTime "json:\\"endsAt,omitempty\\"";'
    ' StartsAt strfmt.DateTime "json:\\"startsAt,omitempty\\"" }'
)


def _need_types(alerts: Any) -> None:
    if type(alerts) is not list:
        raise Flaw(wrong_type("alerts", alerts, "value of type models.PostableAlerts"))
    for alert in alerts:
        if alert is None:
            continue
        if type(alert) is not dict:
            raise Flaw(wrong_type("alerts", alert, f"value of type {_STRUCT}"))
        for name, place in (("annotations", ""), ("labels", "Alert")):
            _need_texts(alert.get(name), f"struct field {place}.{name} of type ")
        for name in ("startsAt", "endsAt"):
            _need_instant(alert.get(name), f"struct field .{name} of type string")
        _need_text(alert.get("generatorURL"), "struct field Alert.generatorURL of type")


def _need_texts(told: Any, place: str) -> None:
    if told is None:
        return
    if type(told) is not dict:
        raise Flaw(wrong_type("alerts", told, f"{place}models.LabelSet"))
    for value in told.values():
        if type(value) not in _TEXT_OR_NONE:
            raise Flaw(wrong_type("alerts", value, f"{place}string"))


def _need_text(told: Any, place: str) -> None:
    if type(told) not in _TEXT_OR_NONE:
        raise Flaw(wrong_type("alerts", told, f"{place} string"))


def _need_instant(told: Any, place: str) -> None:
    if type(told) not in _TEXT_OR_NONE:
        raise Flaw(wrong_type("alerts", told, place))
    if told and instant(told) is None and not told.startswith(_YEAR_ONE):
        shown = json.dumps(told[:80])
        raise Flaw(unread("alerts", f"parsing time {shown}: cannot parse it"))


def _need_whole(alerts: Sequence[Mapping[str, Any] | None]) -> None:
    for at, alert in enumerate(alerts):
        if alert is None or alert.get("labels") is None:
            raise Flaw(required(f"{at}.labels"))
        address = alert.get("generatorURL")
        if address and not _is_uri(address):
            what = f'{at}.generatorURL in body must be of type uri: "{address}"'
            raise Flaw(said(422, {"code": 601, "message": what}))


def _is_uri(told: str) -> bool:
    """An address with a scheme, or a path from the root (Go's ParseRequestURI)."""
    try:
        parts = urlsplit(told)
        parts.port  # noqa: B018
    except ValueError:
        return False
    return told.startswith("/") or bool(parts.scheme)


def _complaint(alert: Mapping[str, Any]) -> str:
    return "; ".join(_complaints(alert))


def _complaints(alert: Mapping[str, Any]) -> Iterator[str]:
    """The first thing that is wrong with an alert."""
    labels = {name: value for name, value in alert["labels"].items() if value}
    if not _is_span(alert.get("startsAt"), alert.get("endsAt")):
        yield "start time must be before end time"
    elif not labels:
        yield "at least one label pair required"
    elif "" in labels:
        yield 'invalid label set: invalid name ""'
