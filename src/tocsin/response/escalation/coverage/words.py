"""Holes in words: what is the case, from when until when, and what to do about it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tocsin.response.escalation.coverage import holes
from tocsin.response.escalation.coverage.holes import Cell, Hole, Place
from tocsin.response.escalation.coverage.spans import instant

_MOST_NAMED = 3

SENTENCES: Mapping[str, Promise] = {
    holes.NOBODY: gettext_lazy("{row} reaches nobody in {team}{when}."),
    holes.NO_ROW: gettext_lazy("No row holds for {cells}{when}."),
    holes.GAP: gettext_lazy("Nobody is on call on {about}{when}: {places}."),
    holes.NO_SCHEDULE: gettext_lazy(
        "{team} has no schedule of rank {rank}, which {places} asks for."
    ),
    holes.SCHEDULE_GONE: gettext_lazy(
        "There is no schedule {about} in use, which {places} asks for."
    ),
    holes.NO_CHANNEL: gettext_lazy(
        "{about} has no verified channel by which {places} could reach them{when}."
    ),
    holes.PERSON_GONE: gettext_lazy("{about} is not here any more: {places}."),
    holes.PERSON_AWAY: gettext_lazy(
        "{about} is away{when} and nobody stands in: {places}."
    ),
    holes.EMPTY_TEAM: gettext_lazy("There is nobody in {team}: {places}."),
    holes.ROLE_UNHELD: gettext_lazy("Nobody is {about}: {places}."),
    holes.NO_MANAGER: gettext_lazy(
        "No lead of {team} has a line manager: {places} tells the leads themselves."
    ),
    holes.NO_EXECUTIVE: gettext_lazy(
        "No schedule of executives is set, which {places} asks for."
    ),
    holes.SUPPLIER: gettext_lazy("{about} has no valid contract: {places}."),
    holes.LOOP: gettext_lazy(
        "Level {level} of {row} tells the same as level {before}."
    ),
    holes.LEADS_BACK: gettext_lazy(
        "Level {level} of {row} finds only people in {team} whom it has told"
        " already{when}{times}."
    ),
    holes.CLOCK_MISSING: gettext_lazy(
        "No target gives {percent} % of “{measure}” for {cells}, which {places}"
        " waits for."
    ),
    holes.NEVER_REACHED: gettext_lazy(
        "Level {level} of {row} comes before level {before}, which stands above it:"
        " it is never reached in its turn."
    ),
    holes.CALENDAR_UNKNOWN: gettext_lazy(
        "{row} asks for hours, and there is no calendar {about}: it counts as always"
        " open."
    ),
}
# Where the same code says something else, by its facts.
_CIRCLE = gettext_lazy("{about} stands above themselves in the line of managers.")
_NO_CALENDAR = gettext_lazy(
    "{row} asks for hours, and {team} has no calendar: it counts as always open."
)
REMEDIES: Mapping[str, Promise] = {
    holes.NOBODY: gettext_lazy(
        "Put somebody on call then, or give the row a level that always finds"
        " somebody, such as a role."
    ),
    holes.NO_ROW: gettext_lazy("Add a row, or one for every category."),
    holes.GAP: gettext_lazy("Fill the gap on the page of the schedule."),
    holes.NO_SCHEDULE: gettext_lazy("Make one, or let the level tell somebody else."),
    holes.SCHEDULE_GONE: gettext_lazy("Name another schedule."),
    holes.NO_CHANNEL: gettext_lazy(
        "They add a channel on their page of notifications and verify it."
    ),
    holes.PERSON_GONE: gettext_lazy("Name somebody else, or a schedule."),
    holes.PERSON_AWAY: gettext_lazy("Say who stands in, or name a schedule."),
    holes.EMPTY_TEAM: gettext_lazy("Put people into the team, or name another."),
    holes.ROLE_UNHELD: gettext_lazy("Give the role to somebody."),
    holes.NO_MANAGER: gettext_lazy("Say who their line manager is."),
    holes.NO_EXECUTIVE: gettext_lazy("Choose the schedule among the options."),
    holes.SUPPLIER: gettext_lazy("Let the level tell somebody of your own."),
    holes.LOOP: gettext_lazy("Let it repeat, or tell somebody else."),
    holes.LEADS_BACK: gettext_lazy("Put another person on call there."),
    holes.CLOCK_MISSING: gettext_lazy(
        "Add a target, or let the level come after minutes."
    ),
    holes.NEVER_REACHED: gettext_lazy("Put the levels in the order of their times."),
    holes.CALENDAR_UNKNOWN: gettext_lazy("Choose a calendar for the row or the team."),
}
_CIRCLE_REMEDY = gettext_lazy("Say who their line manager is.")
TITLES: Mapping[str, Promise] = {
    holes.NOBODY: gettext_lazy("Nobody is reached"),
    holes.NO_ROW: gettext_lazy("No row"),
    holes.GAP: gettext_lazy("Gap in a schedule"),
    holes.NO_SCHEDULE: gettext_lazy("No schedule"),
    holes.SCHEDULE_GONE: gettext_lazy("Schedule not in use"),
    holes.NO_CHANNEL: gettext_lazy("No verified channel"),
    holes.PERSON_GONE: gettext_lazy("Not here any more"),
    holes.PERSON_AWAY: gettext_lazy("Away"),
    holes.EMPTY_TEAM: gettext_lazy("Empty team"),
    holes.ROLE_UNHELD: gettext_lazy("Role nobody holds"),
    holes.NO_MANAGER: gettext_lazy("No line manager"),
    holes.NO_EXECUTIVE: gettext_lazy("No executive"),
    holes.SUPPLIER: gettext_lazy("No contract"),
    holes.LOOP: gettext_lazy("Loop"),
    holes.LEADS_BACK: gettext_lazy("Leads back"),
    holes.CLOCK_MISSING: gettext_lazy("Clock missing"),
    holes.NEVER_REACHED: gettext_lazy("Never reached"),
    holes.CALENDAR_UNKNOWN: gettext_lazy("No calendar"),
}
_ROLES: Mapping[str, Promise] = {
    "duty_manager": gettext_lazy("duty manager"),
    "major_incident_manager": gettext_lazy("major incident manager"),
}
_MEASURES: Mapping[str, Promise] = {
    "response": gettext_lazy("response"),
    "acknowledge": gettext_lazy("acknowledgement"),
    "restore": gettext_lazy("restoration"),
    "resolve": gettext_lazy("resolution"),
    "update": gettext_lazy("update"),
}


@dataclass(frozen=True, slots=True)
class Names:
    """What keys are called; what has no name goes by its key."""

    rows: Mapping[str, str] = field(default_factory=dict)
    people: Mapping[str, str] = field(default_factory=dict)
    teams: Mapping[str, str] = field(default_factory=dict)
    schedules: Mapping[str, str] = field(default_factory=dict)
    zones: Mapping[str, str] = field(default_factory=dict)

    def row(self, key: str) -> str:
        return self.rows.get(key, key)

    def team(self, key: str) -> str:
        return self.teams.get(key, key)

    def anything(self, key: str) -> str:
        if key in _ROLES:
            return str(_ROLES[key])
        for known in (self.schedules, self.people, self.teams, self.rows):
            if key in known:
                return known[key]
        return key


def sentence(hole: Hole, names: Names) -> str:
    """The hole in one sentence, its times in its team's zone."""
    facts = hole.facts
    text = SENTENCES[hole.code]
    if facts.get("kind") == "line_manager" and hole.code == holes.LOOP:
        text = _CIRCLE
    if facts.get("kind") == "team" and hole.code == holes.CALENDAR_UNKNOWN:
        text = _NO_CALENDAR
    row = next((row for row, _level in sorted(hole.places)), "")
    about = _MEASURES.get(hole.about, "") if hole.code == holes.CLOCK_MISSING else ""
    return str(text).format(
        about=about or names.anything(hole.about),
        team=names.team(hole.team),
        row=names.row(row),
        when=_when(hole, names.zones.get(hole.team, "UTC")),
        places=_places(hole.places, names),
        cells=_cells(hole.cells),
        rank=facts.get("rank", ""),
        level=facts.get("level", ""),
        before=facts.get("before", ""),
        percent=facts.get("percent", ""),
        measure=_MEASURES.get(facts.get("measure", ""), ""),
        times=_times(int(facts.get("times", 1))),
    )


def remedy(hole: Hole) -> str:
    """What to do about it."""
    if hole.facts.get("kind") == "line_manager" and hole.code == holes.LOOP:
        return str(_CIRCLE_REMEDY)
    return str(REMEDIES[hole.code])


def _when(hole: Hole, zone: str) -> str:
    begun = _instant(hole.begun, zone)
    ended = _instant(hole.ended, zone)
    if begun and ended:
        told = _(" from {begun} until {ended} ({zone})")
    elif begun:
        told = _(" from {begun} on ({zone})")
    elif ended:
        told = _(" until {ended} ({zone})")
    else:
        return ""
    return told.format(begun=begun, ended=ended, zone=zone)


def _instant(at: int | None, zone: str) -> str:
    if at is None:
        return ""
    local = instant(at).astimezone(ZoneInfo(zone))
    return formats.date_format(local, "D j M, H:i")


def _times(count: int) -> str:
    if count < 2:
        return ""
    return ngettext(", {n} time", ", {n} times", count).format(n=count)


def _places(places: Collection[Place], names: Names) -> str:
    """The levels in words: "level 2 of Server failure"."""
    told = [
        _("level {level} of {row}").format(level=level, row=names.row(row))
        if level
        else names.row(row)
        for row, level in sorted(places)
    ]
    return _listed(told)


def _cells(cells: Collection[Cell]) -> str:
    """Categories with their priorities: "application (P3, P4)"."""
    found: dict[str, list[int]] = {}
    for category, priority in sorted(cells):
        found.setdefault(category, []).append(priority)
    alike: dict[tuple[int, ...], list[str]] = {}
    for category, priorities in found.items():
        alike.setdefault(tuple(priorities), []).append(category)
    told = [
        f"{_listed(categories)} ({_priorities(priorities)})"
        for priorities, categories in alike.items()
    ]
    return _listed(told)


def _priorities(priorities: Collection[int]) -> str:
    if len(priorities) == 5:
        return _("every priority")
    return ", ".join(f"P{priority}" for priority in priorities)


def _listed(told: Iterable[str]) -> str:
    """The first few of them, and how many more there are."""
    first = list(told)
    more = len(first) - _MOST_NAMED
    if more > 1:
        first = first[:_MOST_NAMED]
        first.append(_("{count} more").format(count=more))
    return ", ".join(first)
