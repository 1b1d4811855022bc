"""A target as it is written: what is wrong with it, and what it asks. Pure.

{"name": "Resolve", "kind": "sla", "measure": "resolve", "calendar": "office",
 "minutes": {"P1": 240, "P2": 480}, "peak_minutes": {"P1": 120},
 "pauses": ["reporter", "supplier"], "thresholds": [50, 80, 100, 150],
 "minutes_before": [30, 10], "minutes_after": [60],
 "applies": {"categories": ["application"], "services": [], "models": [], "teams": []}}
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, NamedTuple

SLA, OLA, SUPPLIER = "sla", "ola", "supplier"
KINDS = (SLA, OLA, SUPPLIER)
RESPONSE, ACKNOWLEDGE, RESTORE = "response", "acknowledge", "restore"
RESOLVE, UPDATE = "resolve", "update"
MEASURES = (RESPONSE, ACKNOWLEDGE, RESTORE, RESOLVE, UPDATE)
CAUSES = ("reporter", "supplier", "change", "approval", "other")
PRIORITIES = (1, 2, 3, 4, 5)
# Beside a calendar's key: whose calendar it is.
ALWAYS, OF_TEAM, OF_SERVICE = "always", "@team", "@service"
APPLIES = ("categories", "services", "models", "teams")
USUAL_THRESHOLDS = (50, 80, 100)
MOST_MINUTES, MOST_PERCENT, MOST_THRESHOLDS = 525_600, 1000, 20
_LONGEST = 80
_PARTS = frozenset(
    "name kind measure minutes peak_minutes calendar pauses thresholds "
    "minutes_before minutes_after applies".split()
)


class Facts(NamedTuple):
    """What targets ask of an incident."""

    priority: int | None = None
    category: str = ""
    service: str = ""
    model: str = ""
    team: str = ""


class Threshold(NamedTuple):
    """When people are told: at a share of the time that is allowed, or so many minutes
    of it before (negative) or after it is over."""

    percent: int = 0
    minutes: int = 0

    def elapsed(self, allowed: int) -> timedelta:
        """What has elapsed then of a clock that allows so many minutes."""
        if self.percent:
            return timedelta(minutes=allowed) * self.percent / 100
        return timedelta(minutes=allowed + self.minutes)


@dataclass(frozen=True, slots=True)
class Complaint:
    """One thing that is wrong, in which part of the target, and about what."""

    code: str
    part: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What targets may name: keys of what there is."""

    calendars: Collection[str] = ()
    categories: Collection[str] = ()
    services: Collection[str] = ()
    models: Collection[str] = ()
    teams: Collection[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What is promised, within how long, and whose time counts."""

    key: str
    name: str = ""
    kind: str = SLA
    measure: str = RESOLVE
    version: int = 0
    minutes: Mapping[int, int] = field(default_factory=dict)
    peak_minutes: Mapping[int, int] = field(default_factory=dict)
    calendar: str = ALWAYS
    pauses: frozenset[str] = frozenset()
    thresholds: tuple[int, ...] = USUAL_THRESHOLDS
    minutes_before: tuple[int, ...] = ()
    minutes_after: tuple[int, ...] = ()
    applies: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def applies_to(self, facts: Facts) -> bool:
        """Whether an incident with these facts has a clock of this target."""
        named = {name: self.applies.get(name) for name in APPLIES}
        below = named["categories"]
        return (
            facts.priority in self.minutes
            and (not below or any(_within(facts.category, key) for key in below))
            and all(
                not named[name] or told in (named[name] or ())
                for name, told in (
                    ("services", facts.service),
                    ("models", facts.model),
                    ("teams", facts.team),
                )
            )
        )

    def is_for_team(self, team: str) -> bool:
        teams = self.applies.get("teams")
        return bool(team) and (not teams or team in teams)

    def minutes_for(self, facts: Facts, *, peak: bool) -> int:
        """How long it may take; in a peak perhaps less."""
        assert facts.priority is not None, "it was asked whether the target applies"
        usual = self.minutes[facts.priority]
        return self.peak_minutes.get(facts.priority, usual) if peak else usual


def _within(category: str, key: str) -> bool:
    return category == key or category.startswith(f"{key}/")


def target_of(key: str, version: int, body: Mapping[str, Any]) -> Target:
    """The target that a body without complaints describes."""
    applies = {
        name: tuple(told)
        for name, told in (body.get("applies") or {}).items()
        if name in APPLIES and told
    }
    return Target(
        key=key,
        name=str(body["name"]).strip(),
        kind=body["kind"],
        measure=body["measure"],
        version=version,
        minutes=_by_priority(body["minutes"]),
        peak_minutes=_by_priority(body.get("peak_minutes") or {}),
        calendar=body.get("calendar") or ALWAYS,
        pauses=frozenset(body.get("pauses") or ()),
        thresholds=tuple(sorted(set(body.get("thresholds") or ()))),
        minutes_before=tuple(sorted(set(body.get("minutes_before") or ()))),
        minutes_after=tuple(sorted(set(body.get("minutes_after") or ()))),
        applies=applies,
    )


def _by_priority(told: Mapping[str, int]) -> dict[int, int]:
    return {int(name[1:]): minutes for name, minutes in sorted(told.items())}


def check_target(body: Any, known: Known) -> Iterator[Complaint]:
    """What is wrong with a body; nothing, when it may be published."""
    if not isinstance(body, Mapping):
        yield Complaint("target_is_a_table")
        return
    for part in sorted(map(str, body.keys() - _PARTS)):
        yield Complaint("part_unknown", part[:60], part[:60])
    name = body.get("name")
    if not isinstance(name, str) or not 0 < len(name.strip()) <= _LONGEST:
        yield Complaint("name_wanted", "name")
    if body.get("kind") not in KINDS:
        yield Complaint("kind_unknown", "kind", ", ".join(KINDS))
    if body.get("measure") not in MEASURES:
        yield Complaint("measure_unknown", "measure", ", ".join(MEASURES))
    yield from _check_minutes(body)
    yield from _check_calendar(body.get("calendar") or ALWAYS, known)
    yield from _check_pauses(body)
    yield from _check_thresholds(body.get("thresholds"))
    for part in ("minutes_before", "minutes_after"):
        yield from _check_distances(body.get(part), part)
    yield from _check_applies(body.get("applies") or {}, known)


def _check_minutes(body: Mapping[str, Any]) -> Iterator[Complaint]:
    usual, peak = body.get("minutes"), body.get("peak_minutes") or {}
    if not isinstance(usual, Mapping) or not usual:
        yield Complaint("minutes_wanted", "minutes")
        return
    yield from _check_table(usual, "minutes")
    if not isinstance(peak, Mapping):
        yield Complaint("minutes_wanted", "peak_minutes")
        return
    yield from _check_table(peak, "peak_minutes")
    for name in sorted(map(str, peak.keys() - usual.keys())):
        yield Complaint("peak_without_usual", "peak_minutes", name[:20])


def _check_table(told: Mapping[Any, Any], part: str) -> Iterator[Complaint]:
    names = {f"P{number}" for number in PRIORITIES}
    for name, minutes in told.items():
        if name not in names:
            yield Complaint("priority_unknown", part, str(name)[:20])
        elif type(minutes) is not int or not 1 <= minutes <= MOST_MINUTES:
            yield Complaint("minutes_unfit", part, str(MOST_MINUTES))


def _check_calendar(told: Any, known: Known) -> Iterator[Complaint]:
    if told not in {ALWAYS, OF_TEAM, OF_SERVICE} and told not in known.calendars:
        yield Complaint("calendar_unknown", "calendar", str(told)[:80])


def _check_pauses(body: Mapping[str, Any]) -> Iterator[Complaint]:
    told = body.get("pauses") or []
    if not isinstance(told, list) or any(each not in CAUSES for each in told):
        yield Complaint("cause_unknown", "pauses", ", ".join(CAUSES))
    elif told and body.get("kind") == SUPPLIER:
        yield Complaint("supplier_never_pauses", "pauses")


def _check_thresholds(told: Any) -> Iterator[Complaint]:
    told = [] if told is None else told
    fits = isinstance(told, list) and len(told) <= MOST_THRESHOLDS
    if not fits or any(
        type(each) is not int or not 1 <= each <= MOST_PERCENT for each in told
    ):
        yield Complaint("thresholds_are_percents", "thresholds", str(MOST_PERCENT))


def _check_distances(told: Any, part: str) -> Iterator[Complaint]:
    told = [] if told is None else told
    fits = isinstance(told, list) and len(told) <= MOST_THRESHOLDS
    if not fits or any(
        type(each) is not int or not 1 <= each <= MOST_MINUTES for each in told
    ):
        yield Complaint("distances_are_minutes", part, str(MOST_MINUTES))


def _check_applies(told: Any, known: Known) -> Iterator[Complaint]:
    if not isinstance(told, Mapping):
        yield Complaint("applies_is_a_table", "applies")
        return
    for name, keys in told.items():
        if name not in APPLIES:
            yield Complaint("part_unknown", "applies", str(name)[:60])
        elif not isinstance(keys, list):
            yield Complaint("applies_is_a_table", str(name))
        else:
            there = getattr(known, name)
            for key in keys:
                if not isinstance(key, str) or key not in there:
                    yield Complaint("not_known", str(name), str(key)[:80])
