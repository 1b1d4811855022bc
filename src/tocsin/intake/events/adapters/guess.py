"""A mapping proposed for a body that nobody has described.

By the names that tools use for such things and by what the values look like. People
are shown it to mend; until they do, it is what the body is read with.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from tocsin.intake.events.adapters.moments import moment
from tocsin.intake.events.adapters.texts import link, text
from tocsin.intake.events.adapters.words import USUAL_SEVERITIES, USUAL_STATES

GUESSED = "tocsin_guessed"
_PATHS, _DEPTH = 400, 5
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")

# Names, the likeliest first.
_LISTS = "alerts events incidents problems items results records notifications".split()
_TITLE = (
    "title alert_title alert_name alertname incident_title problem_title subject "
    "summary headline short_description rule_name monitor_name check_name "
    "condition_name policy_name event_name message msg name text display_name "
    "description details body reason"
).split()
_DESCRIPTION = (
    "description details detail long_description message msg body text output "
    "reason error alert_message summary content event_message"
).split()
_STATE = (
    "state status alert_state alert_status current_state new_state incident_state "
    "monitor_state event_type alert_type event_action notification_type action "
    "transition condition type event kind result conclusion health"
).split()
_KEY = (
    "dedup_key deduplication_key incident_key alert_key fingerprint alias "
    "correlation_id alert_id incident_id problem_id issue_id monitor_id check_id "
    "trigger_id rule_id key uuid uid guid id reference ref number event_id"
).split()
_SEVERITY = (
    "severity alert_severity priority level alert_level criticality urgency "
    "importance severity_level log_level impact"
).split()
_STARTS = (
    "starts_at started_at start_time start_date triggered_at opened_at fired_at "
    "occurred_at detected_at timestamp event_time time date created_at created "
    "at ts datetime last_updated updated_at"
).split()
_ENDS = "ends_at ended_at end_time resolved_at closed_at recovered_at".split()
_URL = (
    "url link alert_url incident_url event_url html_url permalink web_url "
    "details_url dashboard_url href external_url source_url"
).split()
_SERVICE = (
    "service service_name application application_name app app_name component "
    "project project_name"
).split()
_HOST = (
    "host hostname host_name node instance device device_name server resource "
    "resource_name entity target source agent"
).split()
_LABELS = "labels tags dimensions attributes metadata custom_fields".split()


def guess(body: Any) -> dict[str, Any]:
    """The mapping's data; `map` is empty where nothing looks like an alert."""
    each, item = _items(body)
    found = {_inner(path): value for path, value in _paths(item)}
    picked = _Picked(found)
    told: dict[str, str] = {}
    title = picked.take(_TITLE, _is_title)
    state = picked.take(_STATE, _is_word)
    key = picked.take(_KEY, _is_key)
    severity = picked.take(_SEVERITY, _is_word)
    host = picked.take(_HOST, _is_word)
    told["title"] = title or picked.take(_DESCRIPTION, _is_text)
    told["key"] = key or _key(host, told["title"])
    told["state"] = state
    told["severity"] = severity
    told["description"] = picked.take(_DESCRIPTION, _is_text)
    told["starts_at"] = picked.take(_STARTS, _is_instant)
    told["ends_at"] = picked.take(_ENDS, _is_instant)
    told["url"] = picked.take(_URL, _is_link)
    told["service"] = picked.take(_SERVICE, _is_word)
    told["labels"] = _labels(item, host)
    if not (title or key or (state and host)):
        told = {}
    data: dict[str, Any] = {"map": {name: path for name, path in told.items() if path}}
    return ({"each": each} if each else {}) | data


class _Picked:
    """The paths of an item, each used once."""

    def __init__(self, found: Mapping[str, Any]) -> None:
        self._left = dict(found)

    def take(self, names: list[str], fits: Any) -> str:
        """The path with the likeliest name whose value fits, the nearest first."""
        best, rank = "", (len(names), 0)
        for path, value in self._left.items():
            name = _name(path)
            if name not in names or not fits(value):
                continue
            ranked = (names.index(name), path.count("."))
            if ranked < rank or not best:
                best, rank = path, ranked
        self._left.pop(best, None)
        return best


def _items(body: Any) -> tuple[str, Any]:
    """Where the alerts are, and one of them to look at."""
    if isinstance(body, list):
        return "@", next((inner for inner in body if isinstance(inner, dict)), {})
    if isinstance(body, dict):
        for name in sorted(body, key=_likeliest):
            held = body[name] if _snake(name) in _LISTS else None
            inner = held if isinstance(held, list) else []
            if one := next((each for each in inner if isinstance(each, dict)), None):
                return _quoted(name), one
    return "", body


def _likeliest(name: str) -> int:
    return _LISTS.index(_snake(name)) if _snake(name) in _LISTS else len(_LISTS)


def _paths(item: Any) -> Iterator[tuple[str, Any]]:
    """Every place that holds something plain, the outer ones first."""
    waiting: list[tuple[str, Any, int]] = [("", item, 0)]
    told = 0
    while waiting and told < _PATHS:
        path, value, depth = waiting.pop(0)
        if isinstance(value, dict) and depth < _DEPTH:
            for name, inner in list(value.items())[:_PATHS]:
                quoted = _quoted(name)
                waiting.append(
                    (f"{path}.{quoted}" if path else quoted, inner, depth + 1)
                )
        elif isinstance(value, list) and value and isinstance(value[0], dict) and path:
            waiting.append((f"{path}[0]", value[0], depth + 1))
        elif path and not isinstance(value, dict | list):
            told += 1
            yield path, value


def _labels(item: Any, host: str) -> str:
    """What the item calls labels, and its short plain members."""
    if not isinstance(item, dict):
        return ""
    sets = [_inner(_quoted(name)) for name in item if _snake(name) in _LABELS]
    short = [n for n, value in item.items() if n and _is_word(value) and "'" not in n]
    if picked := ", ".join(f"'{name}'" for name in short[:30] if "\\" not in name):
        sets.append(f"pick(item, {picked})")
    return f"labels({', '.join(sets)})"[:1900] if sets and len(picked) < 1500 else ""


def _key(host: str, title: str) -> str:
    return f"joined('/', {host}, {title})" if host and title else title


def _inner(path: str) -> str:
    return f"item.{path}"


def _quoted(name: str) -> str:
    return name if _PLAIN.fullmatch(name) else json.dumps(name, ensure_ascii=True)


def _name(path: str) -> str:
    return _snake(path.rpartition(".")[2].strip('"'))


def _snake(name: str) -> str:
    return re.sub(r"[\s\-.]+", "_", _CAMEL.sub("_", name)).lower().strip("_")


def _is_title(value: Any) -> bool:
    return isinstance(value, str) and 3 <= len(value.strip()) <= 400 and not link(value)


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and len(value.strip()) > 2 and not link(value)


def _is_word(value: Any) -> bool:
    told = text(value, 201)
    return 0 < len(told) <= 120 and "\n" not in told and not link(value)


def _is_key(value: Any) -> bool:
    told = text(value, 501)
    return 0 < len(told) <= 500 and not isinstance(value, bool) and not link(value)


def _is_instant(value: Any) -> bool:
    return moment(value) is not None


def _is_link(value: Any) -> bool:
    return bool(link(value))


def is_known_state(value: Any) -> bool:
    return bool(USUAL_STATES.of(value))


def is_known_severity(value: Any) -> bool:
    return bool(USUAL_SEVERITIES.of(value))
