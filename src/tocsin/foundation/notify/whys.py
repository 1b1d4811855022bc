"""Why somebody was told, in words."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tocsin.foundation.accounts.reads import names_of, team_names
from tocsin.foundation.oncall.reads import schedule_called

# What whoever wanted a page may have written down, and what it means.
_REASONS = {
    "schedule": gettext_lazy("you are on call in {schedule}"),
    "role": gettext_lazy("you are {role}"),
    "round_robin": gettext_lazy("it was your turn in {round_robin}"),
    "whole_team": gettext_lazy("all of {whole_team} are told"),
    "line_manager": gettext_lazy("you manage {line_manager}"),
    "level": gettext_lazy("level {level} of the escalation matrix was reached"),
    "by": gettext_lazy("{by} called you"),
    "swarm": gettext_lazy("you are called into swarm {swarm}"),
    "leads": gettext_lazy("you lead swarm {leads}, and something is wrong with it"),
}


def why_of(why: Mapping[str, Any]) -> str:
    """One sentence: as what this person was found, and by which level. Who asked for
    the page may have `said` it in words of their own."""
    if why.get("said"):
        return str(why["said"])
    if why.get("room"):
        return _why_in_room(why)
    if why.get("schedule"):
        why = {**why, "schedule": schedule_called(why["schedule"])}
    found = [
        str(words).format(**{name: why[name]})
        for name, words in _REASONS.items()
        if why.get(name)
    ]
    if not found:
        return ""
    return _("You get this because {reasons}.").format(reasons=_(" and ").join(found))


def _why_in_room(why: Mapping[str, Any]) -> str:
    """Who was paged; a room is told of it, and answers for nobody."""
    team = team_names([why["room"]]).get(why["room"], why["room"])
    names = names_of(why.get("people", ()))
    people = ", ".join(names.get(key, key) for key in why.get("people", ()))
    told = _("Paged: {people}. This room is told of it for {team}.")
    return told.format(people=people or _("nobody"), team=team)
