"""A row and its levels as people read them: whom, by what, until when."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tocsin.foundation.accounts.reads import names_of, team_names
from tocsin.foundation.calendars.reads import calendar_names
from tocsin.foundation.classification.reads import category_names
from tocsin.foundation.services.reads import service_names, site_names
from tocsin.response.escalation.coverage.reads import Shown, worst_of_places
from tocsin.response.escalation.matrix import ANY, EVERYWHERE, OWNING, Level, Row
from tocsin.response.escalation.reads import schedule_names
from tocsin.surfaces.web import words_of_escalation as words

# Whether it waits for a clock, for which, and how far.
Time = tuple[int, str, int]


@dataclass(frozen=True, slots=True)
class Cell:
    """One level in the grid."""

    number: int
    who: str
    when: str
    how: str
    icon: str
    is_role: bool
    hole: str = ""
    hole_word: str = ""
    hole_kind: str = ""


class RowWords:
    """What the keys of some rows are called, asked once for all of them."""

    def __init__(self, rows: Iterable[Row]) -> None:
        told = list(rows)
        targets = [level.target for row in told for level in row.levels]
        self.people = names_of(t.person for t in targets if t.person)
        self.teams = team_names(t.team for t in targets)
        self.schedules = schedule_names({t.schedule for t in targets if t.schedule})
        self.categories = category_names(row.category for row in told)
        whens = [row.when for row in told]
        self.calendars = calendar_names(when.calendar for when in whens)
        self.services = service_names(key for when in whens for key in when.services)
        self.sites = site_names(key for when in whens for key in when.sites)

    def category(self, row: Row) -> str:
        if row.category == EVERYWHERE:
            return _("All categories")
        return self.categories.get(row.category, row.category)

    def conditions(self, row: Row) -> list[str]:
        """What else than category and priority the row asks for."""
        when, told = row.when, []
        if when.hours != ANY:
            told.append(str(words.HOURS[when.hours]))
        if when.peak != ANY:
            told.append(str(words.PEAKS[when.peak]))
        if when.calendar:
            told.append(self.calendars.get(when.calendar, when.calendar))
        told += [self.services.get(key, key) for key in when.services]
        return told + [self.sites.get(key, key) for key in when.sites]

    def who(self, level: Level) -> str:
        target = level.target
        team = self.teams.get(target.team, target.team)
        team = _("Its team") if target.team == OWNING else team
        told = {
            "on_call": _("{team}, on call").format(team=team),
            "schedule": self.schedules.get(target.schedule, target.schedule),
            "person": self.people.get(target.person, target.person),
            "round_robin": _("{team}, by turns").format(team=team),
            "whole_team": _("{team}, everybody").format(team=team),
            "role": str(words.ROLES.get(target.role, target.role)),
            "line_manager": _("Line manager"),
            "executive": _("Executive on duty"),
        }
        if target.kind == "on_call" and target.rank > 1:
            return _("{team}, on call {rank}").format(team=team, rank=target.rank)
        return told.get(target.kind, target.kind)

    def cell(self, level: Level, hole: Shown | None = None) -> Cell:
        hierarchic = level.target.is_hierarchic
        icon = "star" if hierarchic else "users"
        if level.target.kind == "person":
            icon = "user"
        return Cell(
            level.number,
            self.who(level),
            after(level),
            how(level),
            icon,
            hierarchic,
            hole.sentence if hole else "",
            hole.title if hole else "",
            ("gap" if hole.hole.weight < 3 else "loop") if hole else "",
        )


def after(level: Level) -> str:
    if level.percent is not None:
        measure = words.MEASURES.get(level.measure, level.measure)
        return _("{percent} % of {clock}").format(percent=level.percent, clock=measure)
    if not level.after:
        return _("At once")
    return _("+ {n} min").format(n=level.after)


def time_of(level: Level) -> Time:
    """Where a level stands on the axis: what waits for minutes first, then what waits
    for a share of a clock, since nobody knows here how long that is."""
    if level.percent is None:
        return 0, "", level.after
    return 1, level.measure, level.percent


def times_of(rows: Iterable[Row]) -> dict[Time, str]:
    """The axis that rows share, in its order, with what stands above each time."""
    found = {time_of(level): after(level) for row in rows for level in row.levels}
    return {time: found[time] for time in sorted(found)}


def how(level: Level) -> str:
    """Loud or quiet, how long there is to answer, how often again, and what makes it
    needless, if not an acknowledgement."""
    told = [_("page") if level.loud else _("quiet")]
    if level.acknowledge_within:
        told.append(_("{n} min to answer").format(n=level.acknowledge_within))
    if level.times:
        again = ngettext("once more", "{n} times more", level.times)
        told.append(again.format(n=level.times))
    if level.unless != "acknowledged":
        told.append(_("unless {what}").format(what=words.UNLESS[level.unless]))
    return ", ".join(told)


def grid(rows: Iterable[Row]) -> dict[str, Any]:
    """The rows by category along one axis of time, which they share: a cell for each
    level where its time comes, and one for each time at which nobody is told."""
    told = list(rows)
    names, worst = RowWords(told), worst_of_places()
    axis = times_of(told)
    by_category: dict[str, list[dict[str, Any]]] = {}
    for row in told:
        cells: dict[Time, list[Cell]] = {}
        for level in row.levels:
            cell = names.cell(level, worst.get((row.key, level.number)))
            cells.setdefault(time_of(level), []).append(cell)
        hole = worst.get((row.key, 0))
        by_category.setdefault(row.category, []).append(
            {
                "row": row,
                "conditions": names.conditions(row),
                "cells": [cells.get(time, []) for time in axis],
                "hole": hole.sentence if hole else "",
                "hole_word": hole.title if hole else "",
            }
        )
    groups = [
        {"key": key, "name": names.category(held[0]["row"]), "rows": held}
        for key, held in sorted(by_category.items(), key=lambda one: one[0])
    ]
    heads = [axis[time] for time in axis]
    return {"groups": groups, "axis": heads, "count": len(told)}
