"""Figures as they are sent to `/in/<key>/figures`: JSON, lines as Prometheus shows
them, or Influx's line protocol. Pure.

Formats: Prometheus, "Text-based format" of its exposition formats; InfluxDB v2, "Line
protocol".
"""

import math
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs

import orjson
from prometheus_client.parser import text_string_to_metric_families

from tocsin.intake.events.event import Figure, Request, Told, Unparsed
from tocsin.kernel.text import holdable

PROTOCOL = "figures"
MOST = 10_000
_LONGEST_NAME, _MOST_LABELS = 120, 32
_EARLIEST, _LATEST = 0, 7_258_118_400  # 1970 to 2200, in seconds
_MILLISECONDS_FROM = 100_000_000_000
_PER_SECOND = {"s": 1, "ms": 1_000, "us": 1_000_000, "ns": 1_000_000_000}
# A measurement with tags, fields, perhaps an instant; a backslash keeps what follows.
_INFLUX = re.compile(
    r"^((?:\\.|[^\s\\])+) +((?:\\.|\"(?:\\.|[^\"\\])*\"|[^\s\\\"])+)(?: +(-?\d+))?$"
)
_FIELD = re.compile(r"((?:\\.|[^,=\\])+)=(\"(?:\\.|[^\"\\])*\"|[^,]*)")
_TAG = re.compile(r"((?:\\.|[^,=\\])+)=((?:\\.|[^,\\])*)")


def read_figures(request: Request) -> Told:
    """What the request says, in its order. A value that is no finite number was not
    measured, and is passed over. Raises Unparsed."""
    found: list[Figure] = []
    for figure in _figures(request):
        if len(found) == MOST:
            raise Unparsed(f"more than {MOST} figures at once")
        if math.isfinite(figure.value):
            found.append(_fitting(figure))
    return Told(figures=found)


def _figures(request: Request) -> Iterator[Figure]:
    try:
        text = request.body.decode("utf-8")
    except UnicodeDecodeError as flaw:
        raise Unparsed(f"not UTF-8: {flaw.reason}") from flaw
    first = next((line for line in text.splitlines() if _says_something(line)), "")
    if not first:
        raise Unparsed("nothing in it")
    if first.lstrip()[0] in "{[":
        return _from_json(request)
    if _INFLUX.match(first.strip()) and "=" in first.split("{")[0]:
        return _from_influx(text, request)
    return _from_prometheus(text, request)


def _says_something(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith("#")


def _from_json(request: Request) -> Iterator[Figure]:
    try:
        told = orjson.loads(request.body)
    except orjson.JSONDecodeError as flaw:
        raise Unparsed(f"not JSON: {flaw}") from flaw
    if isinstance(told, dict) and "figures" in told:
        told = told["figures"]
    rows = told if isinstance(told, list) else [told]
    for number, row in enumerate(rows, start=1):
        if not isinstance(row, dict):
            raise Unparsed(f"figure {number}: a table with name and value is wanted")
        yield _from_row(number, row, request.received_at)


def _from_row(number: int, row: Mapping[str, Any], received: datetime) -> Figure:
    name, value = row.get("name"), row.get("value")
    labels = row.get("labels") or {}
    if not isinstance(name, str) or not name.strip():
        raise Unparsed(f"figure {number}: it has no name")
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Unparsed(f"figure {number} ({name[:80]}): its value is no number")
    if not isinstance(labels, dict):
        raise Unparsed(f"figure {number} ({name[:80]}): labels are a table of texts")
    told = {str(key): _text(worth) for key, worth in labels.items()}
    return Figure(name, _instant(row.get("at"), received), float(value), told)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else orjson.dumps(value).decode()


def _instant(told: Any, received: datetime) -> datetime:
    """As ISO 8601 writes it, or seconds or milliseconds since 1970."""
    if told is None or told == "":
        return received
    if isinstance(told, str):
        try:
            at = datetime.fromisoformat(told)
            return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
        except (ValueError, OverflowError) as flaw:
            raise Unparsed(f"at: {told[:40]} is no instant") from flaw
    if isinstance(told, bool) or not isinstance(told, int | float):
        raise Unparsed("at: an instant is wanted, such as 2026-03-02T09:00:00Z")
    return _since_1970(told / 1000 if told > _MILLISECONDS_FROM else told)


def _since_1970(seconds: float) -> datetime:
    if not _EARLIEST <= seconds <= _LATEST:
        raise Unparsed(f"at: {seconds} is not between 1970 and 2200")
    return datetime.fromtimestamp(seconds, tz=UTC)


def _from_prometheus(text: str, request: Request) -> Iterator[Figure]:
    # The last line may lack its end, which the parser needs.
    lines = "\n".join(line.strip() for line in text.splitlines()) + "\n"
    try:
        families = list(text_string_to_metric_families(lines))
    except (ValueError, KeyError, IndexError) as flaw:
        raise Unparsed(f"neither JSON nor lines with name and value: {flaw}") from flaw
    for sample in (each for family in families for each in family.samples):
        told = sample.timestamp
        at = request.received_at if told is None else _since_1970(float(told))
        yield Figure(sample.name, at, float(sample.value), dict(sample.labels))


def _from_influx(text: str, request: Request) -> Iterator[Figure]:
    precision = parse_qs(request.query).get("precision", ["ns"])[0]
    for number, line in enumerate(text.splitlines(), start=1):
        if _says_something(line):
            yield from _from_line(number, line, precision, request.received_at)


def _from_line(
    number: int, line: str, precision: str, received: datetime
) -> Iterator[Figure]:
    found = _INFLUX.match(line.strip())
    if found is None or precision not in _PER_SECOND:
        raise Unparsed(f"line {number}: measurement, fields and instant are wanted")
    series, fields, told = found.groups()
    measurement, *_rest = re.split(r"(?<!\\),", series, maxsplit=1)
    tags = {_plain(k): _plain(v) for k, v in _TAG.findall(series[len(measurement) :])}
    at = _since_1970(int(told) / _PER_SECOND[precision]) if told else received
    for name, value in _FIELD.findall(fields):
        measured = _measured(value)
        if measured is not None:
            full = _plain(measurement) + ("" if name == "value" else f"_{_plain(name)}")
            yield Figure(full, at, measured, tags)


def _measured(value: str) -> float | None:
    """A field's number; None for a text. True is 1."""
    if value.startswith('"'):
        return None
    if value.lower() in ("t", "true", "f", "false"):
        return float(value[0] in "tT")
    try:
        return float(value.rstrip("iu"))
    except ValueError as flaw:
        raise Unparsed(f"{value[:40]} is no number") from flaw


def _plain(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)


def _fitting(figure: Figure) -> Figure:
    """As it can be stored: names that fit, texts that PostgreSQL holds."""
    name = holdable(figure.name.strip())
    if len(name) > _LONGEST_NAME:
        raise Unparsed(f"{name[:80]}…: a name has at most {_LONGEST_NAME} letters")
    if len(figure.labels) > _MOST_LABELS:
        raise Unparsed(f"{name}: more than {_MOST_LABELS} labels")
    labels = {holdable(k)[:120]: holdable(v)[:500] for k, v in figure.labels.items()}
    return Figure(name, figure.at, figure.value, labels)
