"""The words of the desk for whose an incident is, and what comes first."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tocsin.foundation.accounts.reads import names_of, team_names
from tocsin.response.routing.ordering import Reason
from tocsin.response.routing.reads import Crowding
from tocsin.surfaces.web import words
from tocsin.surfaces.web.durations import precise, span

Words = Mapping[str, Promise]

TO_INFORM: Words = {
    "duty_manager": _("the duty manager"),
    "major_incident_manager": _("who manages major incidents"),
    "line_manager": _("the owner's line manager"),
    "team_lead": _("who leads its team"),
    "executive": _("executives"),
}
_REASONS: Mapping[str, Callable[[Any], str]] = {
    "major": lambda _value: gettext("major"),
    "priority": lambda value: f"P{value}",
    "unrated": lambda _value: gettext("without a priority"),
    "due": lambda left: gettext("due in {time}").format(time=precise(left)),
    "over": lambda over: gettext("over by {time}").format(time=precise(over)),
    "vip": lambda _value: gettext("a VIP reported it"),
    "peak": lambda name: gettext("in the peak period {peak}").format(peak=name),
    "bounced": lambda n: gettext("came back {n} times").format(n=n),
    "age": lambda age: gettext("open for {time}").format(time=span(age)),
    "waiting": lambda cause: words.say(words.WAITING_CAUSES, cause).lower(),
}


def because(reasons: Iterable[Reason]) -> str:
    """Why an incident stands where it stands: `over by 12 min +500, P1 +400`."""
    told = [
        f"{_REASONS[reason.code](reason.value)} {reason.points:+}"
        for reason in reasons
        if reason.points
    ]
    sentence = ", ".join(told).replace(" -", " −")
    return sentence[:1].upper() + sentence[1:]


def crowded(found: Iterable[Crowding]) -> list[str]:
    """What is beyond a limit, each in a sentence."""
    held = list(found)
    teams = team_names(one.team for one in held)
    people = names_of(one.person for one in held)
    sentence = gettext("{who}: {count} in diagnosis, the limit is {limit}.")
    return [
        sentence.format(
            who=people.get(one.person, one.person)
            if one.person
            else teams.get(one.team, one.team),
            count=one.count,
            limit=one.limit,
        )
        for one in held
    ]
