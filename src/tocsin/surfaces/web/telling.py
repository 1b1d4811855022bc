"""A timeline as the desk shows it: signs, moods, facts, gathered by the minute."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from tocsin.foundation.classification.reads import code_titles
from tocsin.register.core.entries import Kind
from tocsin.register.watching.rules import is_over
from tocsin.register.work.timeline import Line
from tocsin.surfaces.web import words
from tocsin.surfaces.web.clock_shown import changes_told
from tocsin.surfaces.web.names import Names
from tocsin.surfaces.web.own_fields import fact_word, rows_of

_ICONS: Mapping[str, str] = {
    Kind.REGISTERED: "inbox",
    Kind.CLASSIFIED: "tag",
    Kind.ASSIGNED: "arrow-left-right",
    Kind.ROUTED: "route",
    Kind.RETURNED: "undo-2",
    Kind.OWNED: "user",
    Kind.ACKNOWLEDGED: "check",
    Kind.ACCEPTED: "check",
    Kind.DIAGNOSIS_BEGAN: "activity",
    Kind.WAITING_BEGAN: "circle-pause",
    Kind.WAITING_ENDED: "circle-play",
    Kind.MITIGATED: "trending-down",
    Kind.RESTORED: "circle-check",
    Kind.IMPACT_RETURNED: "triangle-alert",
    Kind.RESOLVED: "circle-check",
    Kind.CONFIRMED: "message-square",
    Kind.CLOSED: "archive",
    Kind.REOPENED: "rotate-ccw",
    Kind.CANCELLED: "ban",
    Kind.CANCELLATION_UNDONE: "undo-2",
    Kind.AMENDED: "pencil",
    Kind.PRIORITY_OVERRIDDEN: "pencil",
    Kind.FLAGGED: "flag",
    Kind.RESTRICTED: "lock",
    Kind.RESTRICTION_LIFTED: "lock",
    Kind.INFORMED: "megaphone",
    Kind.NOTED: "message-square",
    Kind.REPLIED: "mail",
    Kind.RETRACTED: "undo-2",
    Kind.LINKED: "link",
    Kind.UNLINKED: "unlink",
    Kind.MERGED: "git-merge",
    Kind.MERGE_UNDONE: "undo-2",
    Kind.ABSORBED: "git-merge",
    Kind.PARTED: "undo-2",
    Kind.SPLIT: "split",
    Kind.ATTACHED: "file",
    Kind.DETACHED: "undo-2",
    Kind.FIELDS_SET: "pencil",
    Kind.TAGGED: "tag",
    Kind.TASK_ADDED: "list-checks",
    Kind.TASK_CHANGED: "list-checks",
    Kind.TASK_DONE: "square-check",
    Kind.TASK_REOPENED: "square",
    Kind.TIME_SPENT: "timer",
    Kind.WATCHED: "eye",
    Kind.UNWATCHED: "eye-off",
    Kind.ALERTS_JOINED: "bell-plus",
    Kind.ALERTS_WORSENED: "trending-up",
    Kind.ALERTS_RESOLVED: "bell-off",
    Kind.CLOCKS_CHANGED: "hourglass",
    Kind.CLOCK_REACHED: "alarm-clock",
    Kind.SWARM_OPENED: "users-round",
    Kind.SWARM_INVITED: "bell-ring",
    Kind.INVITE_ANSWERED: "bell-ring",
    Kind.SWARM_JOINED: "log-in",
    Kind.SWARM_LEFT: "log-out",
    Kind.HYPOTHESIS_POSED: "lightbulb",
    Kind.HYPOTHESIS_MOVED: "flask-conical",
    Kind.SWARM_ACT: "message-square",
    Kind.SWARM_ALARMED: "triangle-alert",
    Kind.PRIMARY_TEAM_NAMED: "flag",
    Kind.SWARM_CLOSED: "check",
    Kind.SWARM_MIRRORED: "hash",
    Kind.NOTICE_PUBLISHED: "megaphone",
    Kind.NOTICE_UPDATED: "megaphone",
    Kind.NOTICE_OVERDUE: "alarm-clock",
    Kind.NOTICE_ENDED: "megaphone",
    Kind.NOTICE_TAKEN_OVER: "megaphone",
    Kind.STAKEHOLDER_DRAFT_PROPOSED: "square-pen",
    Kind.STAKEHOLDER_DRAFT_DROPPED: "x",
    Kind.STAKEHOLDERS_TOLD: "megaphone",
    Kind.STAKEHOLDERS_OVERDUE: "alarm-clock",
    Kind.REVIEW_OPENED: "clipboard-list",
    Kind.REVIEW_PUBLISHED: "book-open",
    Kind.REVIEW_ACTION_ADDED: "list-checks",
    Kind.REVIEW_ACTION_DONE: "square-check",
    Kind.TOLD: "book-open",
    Kind.ERASED: "x",
}
_GOOD = frozenset({Kind.RESTORED, Kind.RESOLVED, Kind.CLOSED, Kind.WAITING_ENDED}) | {
    Kind.MITIGATED
}
_MISS = frozenset({Kind.IMPACT_RETURNED, Kind.REOPENED, Kind.FLAGGED}) | {
    Kind.ALERTS_WORSENED,
    Kind.SWARM_ALARMED,
}
_TALK = frozenset({Kind.NOTED, Kind.REPLIED})
FILTERS = ("people", "system", "reporter", "changes")


@dataclass(slots=True)
class Shown:
    """One line of the timeline, with its sign and the facts that it set."""

    line: Line
    sentence: SafeString
    icon: str
    mood: str
    details: list[tuple[str, str]] = field(default_factory=list)

    @property
    def at(self) -> datetime:
        """Where it stands: history by when it happened, life by when it was told."""
        line = self.line
        return line.happened_at if line.is_history else line.recorded_at

    @property
    def is_late(self) -> bool:
        return self.line.is_late and not self.line.is_history

    def fits(self, wanted: str) -> bool:
        if wanted == "changes":
            return self.line.kind not in _TALK
        return wanted not in FILTERS or self.line.group == wanted


@dataclass(slots=True)
class Minute:
    """The entries of one minute, and whether a new day begins with it."""

    at: datetime
    is_new_day: bool
    entries: list[Shown]


def shown(lines: Sequence[Line]) -> list[Shown]:
    """Every line, ready for its template, in the order of the timeline."""
    names = _names(lines)
    return [
        Shown(
            line=line,
            sentence=_sentence(line),
            icon=icon_of(line.kind),
            mood=_mood(line),
            details=_details(line, names),
        )
        for line in lines
    ]


def icon_of(kind: str) -> str:
    """The sign of an entry of this kind."""
    return _ICONS.get(kind, "circle-dot")


def by_minute(entries: Iterable[Shown]) -> list[Minute]:
    minutes: list[Minute] = []
    day = None
    for minute, group in groupby(entries, key=_minute):
        is_new_day = day is not None and day != minute.date()
        minutes.append(Minute(minute, is_new_day, list(group)))
        day = minute.date()
    return minutes


def _minute(entry: Shown) -> datetime:
    return timezone.localtime(entry.at).replace(second=0, microsecond=0)


def _mood(line: Line) -> str:
    if line.kind in _GOOD:
        return "good"
    if line.kind == Kind.INVITE_ANSWERED and line.facts.get("answer") == "timeout":
        return "miss"
    if line.kind == Kind.SWARM_INVITED:
        return "page"
    breached = line.kind == Kind.CLOCK_REACHED and is_over(line.facts)
    if line.kind in _MISS or breached:
        return "miss"
    return "person" if line.group != "system" else "system"


def _sentence(line: Line) -> SafeString:
    """The sentence, with whoever acted in bold where it begins with them."""
    if line.who and line.sentence.startswith(line.who):
        return format_html("<b>{}</b>{}", line.who, line.sentence[len(line.who) :])
    return format_html("{}", line.sentence)


def _names(lines: Sequence[Line]) -> Names:
    bodies = [line.facts for line in lines]
    return Names(
        people=[body.get(name) for body in bodies for name in ("owner", "reporter")],
        teams=[body.get("team") for body in bodies],
        services=[body.get("service") for body in bodies],
        categories=[body.get("category") for body in bodies],
    )


# These are in the sentence or in the page's head already.
_QUIET = frozenset({"title", "description"})
# Which list of codes an entry's code is from.
_CODES: Mapping[str, str] = {Kind.RESOLVED: "resolution", Kind.CLOSED: "closure"}


def _details(line: Line, names: Names) -> list[tuple[str, str]]:
    """The facts that an entry set, for whoever opens it; and what was told in vain."""
    told = line.facts.get("told") or {}
    facts = {n: v for n, v in line.facts.items() if n in words.FACTS}
    facts |= told if isinstance(told, Mapping) else {}
    if line.kind in _CODES and facts.get("code"):
        code = facts["code"]
        facts["code"] = code_titles(_CODES[line.kind]).get(code, code)
    details = [
        (fact_word(name), fact_text(name, value, names))
        for name, value in facts.items()
        if value not in (None, "", [], {}) and name not in _QUIET
    ]
    details += changes_told(line.facts)
    own = line.facts.get("fields") or {}
    return details + rows_of({n: v for n, v in own.items() if v is not None})


def fact_text(name: str, value: Any, names: Names) -> str:
    """A fact's value in words."""
    tables: Mapping[str, words.Words] = {
        "nature": words.NATURES,
        "basis": words.BASES,
        "impact": words.IMPACTS,
        "urgency": words.URGENCIES,
        "occurred_basis": words.OCCURRED_BASES,
        "detected_by": words.DETECTED_BY,
        "channel": words.CHANNELS,
        "complexity": words.COMPLEXITIES,
        "automatic_fix": words.AUTOMATIC_FIXES,
        "resolution": words.RESOLUTION_KINDS,
        "relation": words.RELATIONS,
    }
    if name in tables:
        return words.say(tables[name], value)
    if name in ("owner", "reporter"):
        return names.person(value)
    if name in ("team", "service", "category"):
        return str(getattr(names, name)(value))
    return _plain(value)


def _plain(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    if isinstance(value, str) and len(value) >= 19 and value[4:5] == "-":
        try:
            at = timezone.localtime(datetime.fromisoformat(value))
        except ValueError:
            return value
        return f"{at:%Y-%m-%d %H:%M:%S}"
    return str(value)
