"""A mapping proposed for a body that nobody has described.

By the names that tools use for such things and by what the values look like. People
are shown it to mend; until they do, it is what the body is read with.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tocsin.intake.events.adapters.moments import moment
from tocsin.intake.events.adapters.texts import link, text
from tocsin.intake.events.adapters.words import (
    USUAL_SEVERITIES,
    USUAL_STATES,
)

GUESSED = "tocsin_guessed"
_PATHS, _DEPTH = 400, 5
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")

# Where alerts lie, the likeliest first.
_LISTS = "alerts events incidents problems items results records notifications".split()
_LABELS = "labels tags dimensions attributes metadata customfields".split()
_SECRET = re.compile("(key|token|secret|password|passwd|signature|credential|auth)$")
_BEFORE = re.compile(r"(^|_)(old|prev|previous|last|former)(_|$)")


@dataclass(frozen=True, slots=True)
class _Field:
    """Names of a field, the likeliest first and written without separators; how others
    end that may be it; and the few that end so and are not."""

    names: Sequence[str]
    endings: re.Pattern[str]
    but: re.Pattern[str] = re.compile("(?!)")

    def rank(self, name: str) -> int | None:
        """How likely the name is this field's, 0 the likeliest."""
        if name in self.names:
            return self.names.index(name)
        ends = self.endings.search(name) and not self.but.search(name)
        return len(self.names) if ends else None


_NOT_A_TITLE = re.compile(
    "(host|user|server|node|service|app|application|project|account|owner|org|team"
    "|region|cluster|file|nick|first|last|display|sys|field|metric|group|tenant)name$"
)
_TITLE = _Field(
    "title alerttitle alertname alarmname incidenttitle problemtitle subject summary "
    "headline shortdescription rulename monitorname checkname conditionname "
    "triggername policyname eventname searchname trigger alarm problem issue alert "
    "check monitor rule message msg name text displayname "
    "description details body reason".split(),
    re.compile("(title|subject|summary|headline|name)$"),
    _NOT_A_TITLE,
)
_DESCRIPTION = _Field(
    "description details detail longdescription message msg body text output reason "
    "error alertmessage summary content eventmessage".split(),
    re.compile("(description|details|message|reason|output|text)$"),
)
_STATE = _Field(
    "state status alertstate alertstatus currentstate newstate incidentstate "
    "monitorstate newstatevalue eventtype alerttype eventaction notificationtype "
    "action transition condition type event kind result conclusion health".split(),
    re.compile("(state|status|transition|statevalue)$"),
)
_KEY = _Field(
    "dedupkey deduplicationkey incidentkey alertkey fingerprint alias correlationid "
    "alertid incidentid problemid issueid monitorid checkid triggerid ruleid key uuid "
    "uid guid id reference ref number eventid".split(),
    re.compile(
        "(alert|alarm|incident|problem|issue|monitor|check|trigger|rule)(id|key)$"
    ),
)
_SEVERITY = _Field(
    "severity alertseverity priority level alertlevel criticality urgency importance "
    "severitylevel loglevel impact".split(),
    re.compile("(severity|priority|level|urgency|criticality)$"),
)
_STARTS = _Field(
    "startsat startedat starttime startdate start triggeredat openedat firedat "
    "occurredat occurred detectedat timestamp eventtime time date createdat created "
    "at ts datetime lastupdated updatedat".split(),
    re.compile("(time|timestamp|date|at|since)$"),
)
_ENDS = _Field(
    "endsat endedat endtime end resolvedat closedat recoveredat".split(),
    re.compile("(resolved|closed|ended|recovered)(at|time|date)$"),
)
_URL = _Field(
    "url link alerturl incidenturl eventurl htmlurl permalink weburl detailsurl "
    "dashboardurl href externalurl sourceurl".split(),
    re.compile("(url|link|href|permalink)$"),
)
_SERVICE = _Field(
    "service servicename application applicationname app appname component project "
    "projectname".split(),
    re.compile("(service|application)name$"),
)
_HOST = _Field(
    "host hostname node instance device devicename server resource resourcename entity "
    "target source agent".split(),
    re.compile("(host|device|server|node)(name)?$"),
)


def guess(body: Any) -> dict[str, Any]:
    """The mapping's data; `map` is empty where nothing looks like an alert."""
    each, item = _items(body)
    found = {_inner(path): value for path, value in _paths(item)}
    picked = _Picked(found)
    told: dict[str, str] = {}
    title = picked.take(_TITLE, _is_title)
    state = picked.take(_STATE, _is_word, USUAL_STATES)
    key = picked.take(_KEY, _is_key)
    severity = picked.take(_SEVERITY, _is_word, USUAL_SEVERITIES)
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
        self._left = {p: v for p, v in found.items() if not _BEFORE.search(_snake(p))}

    def take(
        self, field: _Field, fits: Callable[[Any], bool], usual: Any = None
    ) -> str:
        """The path with the likeliest name whose value fits: first those whose value
        is a usual word, then by name, the nearest first."""
        ranked = [
            (usual is not None and not usual.of(value), rank, path.count("."), path)
            for path, value in self._left.items()
            if (rank := field.rank(_plain(path))) is not None and fits(value)
        ]
        best = min(ranked)[-1] if ranked else ""
        self._left.pop(best, None)
        return best


def _items(body: Any) -> tuple[str, Any]:
    """Where the alerts are, and one of them to look at."""
    if isinstance(body, list):
        return "@", next((inner for inner in body if isinstance(inner, dict)), {})
    if isinstance(body, dict):
        for name in sorted(body, key=_likeliest):
            held = body[name] if _plain(name) in _LISTS else None
            inner = held if isinstance(held, list) else []
            if one := next((each for each in inner if isinstance(each, dict)), None):
                return _quoted(name), one
    return "", body


def _likeliest(name: str) -> int:
    return _LISTS.index(_plain(name)) if _plain(name) in _LISTS else len(_LISTS)


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
    sets = [_inner(_quoted(name)) for name in item if _plain(name) in _LABELS]
    plain = {n: v for n, v in item.items() if not isinstance(v, dict | list)}
    short = [n for n, value in plain.items() if _is_label(n, value)]
    if picked := ", ".join(f"'{name}'" for name in short[:30] if "\\" not in name):
        sets.append(f"pick(item, {picked})")
    return f"labels({', '.join(sets)})"[:1900] if sets and len(picked) < 1500 else ""


def _is_label(name: str, value: Any) -> bool:
    """Whether it may be shown with an alert: short, named, and nobody's secret."""
    secret = _SECRET.search(_snake(name))
    return bool(name) and "'" not in name and not secret and _is_word(value)


def _key(host: str, title: str) -> str:
    return f"joined('/', {host}, {title})" if host and title else title or host


def _inner(path: str) -> str:
    return f"item.{path}"


def _quoted(name: str) -> str:
    return name if _PLAIN.fullmatch(name) else json.dumps(name, ensure_ascii=True)


def _plain(path: str) -> str:
    """The last name of a path, in small letters and digits alone."""
    return re.sub("[^a-z0-9]", "", path.rpartition(".")[2].lower())


def _snake(path: str) -> str:
    return re.sub(r"[^a-zA-Z0-9]+", "_", _CAMEL.sub("_", path)).lower()


def _is_title(value: Any) -> bool:
    if not isinstance(value, str) or not 3 <= len(value.strip()) <= 400:
        return False
    return not (link(value) or USUAL_STATES.of(value) or moment(value))


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and len(value.strip()) > 2 and not link(value)


def _is_word(value: Any) -> bool:
    told = text(value, 201)
    return 0 < len(told) <= 120 and "\n" not in told and not link(value)


def _is_key(value: Any) -> bool:
    told = text(value, 501)
    return 0 < len(told) <= 500 and not isinstance(value, bool) and not link(value)


def _is_instant(value: Any) -> bool:
    """Whether it tells an hour too: a day alone says little about an alert."""
    told = text(value)
    return moment(value) is not None and (len(told) != 10 or told.isdigit())


def _is_link(value: Any) -> bool:
    return bool(link(value))
