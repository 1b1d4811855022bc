"""The first steps of an organisation: five questions, then one incident's life.

Each step is done when what it asks for is there, whoever told it and wherever; so it
can be left, come back to, or skipped. The list is shown to administrators until they
put it away.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tocsin.foundation.accounts.options import FIRST_STEPS, ORGANISATION
from tocsin.foundation.accounts.reads import api_keys, duty_managers, people, teams
from tocsin.foundation.accounts.rules import ADMINISTRATOR, Actor
from tocsin.foundation.classification.reads import categories
from tocsin.foundation.config.reads import value
from tocsin.foundation.services.reads import services
from tocsin.register.work.reads import Filters, find

_GIVEN = ("assigned", "diagnosis", "waiting", "restored", "resolved", "closed")
_ENDED = ("resolved", "closed")


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what is asked, three lines that teach it, the page on which it is
    done, and the pages that show it meanwhile."""

    code: str
    title: Any
    page: str
    done: Callable[[Actor], bool]
    teaches: tuple[Any, ...] = ()
    beside: frozenset[str] = frozenset()


def _any(state: tuple[str, ...] = ()) -> Callable[[Actor], bool]:
    return lambda actor: bool(find(actor, Filters(state=state), limit=1).rows)


QUESTIONS = (
    Step("you", _("You: the first administrator"), "begin", lambda _actor: True),
    Step(
        "organisation",
        _("Your organisation: its name, zone and language"),
        "begin-organisation",
        lambda _actor: bool(value(ORGANISATION)),
    ),
    Step(
        "teams",
        _("Who answers: first teams, and the duty manager"),
        "begin-teams",
        lambda _actor: bool(teams() and duty_managers()),
    ),
    Step(
        "services",
        _("What you run: first services"),
        "begin-services",
        lambda actor: bool(services(actor)),
    ),
    Step(
        "categories",
        _("What breaks: categories, each with its team"),
        "begin-categories",
        lambda _actor: bool(categories()),
    ),
)
LIFE = (
    Step(
        "logged",
        _("Record the first incident"),
        "record",
        _any(),
        (
            _("Write in one line what somebody told you. Nothing else must be told."),
            _("Name the service: its team and weight are known then."),
            _("Impact and urgency give the priority; a category gives the team."),
        ),
        frozenset({"desk", "record"}),
    ),
    Step(
        "assigned",
        _("Give it to a team"),
        "desk",
        _any(_GIVEN),
        (
            _("Open it. A category that has a team has given it away already."),
            _("Otherwise use Hand over, and choose the team that answers."),
            _("Whoever in that team accepts it owns it; until then the duty manager."),
        ),
        frozenset({"desk", "incident", "incident-verb"}),
    ),
    Step(
        "resolved",
        _("Resolve it"),
        "desk",
        _any(_ENDED),
        (
            _("Accept it: you own it, and the clock of acknowledging stops."),
            _("Note what you find. What users may read is a reply."),
            _("Resolve it and say how. The reporter confirms; then it is closed."),
        ),
        frozenset({"desk", "incident", "incident-verb"}),
    ),
)
FURTHER = (
    Step("colleagues", _("Invite colleagues"), "invitations", lambda _a: _several()),
    Step(
        "key", _("Make an API key for your monitoring"), "api-keys", lambda _a: _key()
    ),
)
STEPS = (*QUESTIONS, *LIFE, *FURTHER)


def _several() -> bool:
    return len(people("", limit=2)) > 1


def _key() -> bool:
    return bool(api_keys())


@dataclass(frozen=True, slots=True)
class Standing:
    """A step as it stands for a reader: done or not, and where it is done."""

    step: Step
    is_done: bool
    url: str


def first_steps(actor: Actor) -> list[Standing]:
    """Every step with how it stands."""
    return [Standing(step, step.done(actor), address(step)) for step in STEPS]


def address(step: Step) -> str:
    return reverse(step.page)


def is_wanted(actor: Actor) -> bool:
    """Whether this reader is shown the first steps at all."""
    return actor.has(ADMINISTRATOR) and value(FIRST_STEPS) == "shown"


def steps_beside(actor: Actor, page: str) -> dict[str, Any] | None:
    """What a page shows of them: the desk the list, others the step they are about."""
    if not any(page in step.beside for step in LIFE) or not is_wanted(actor):
        return None
    held = first_steps(actor)
    ahead = next((each for each in held if not each.is_done), None)
    now = ahead if ahead and page in ahead.step.beside else None
    if page != "desk" and now is None:
        return None
    done = sum(each.is_done for each in held)
    return {
        "steps": held,
        "next": ahead,
        "now": now,
        "done": done,
        "list": page == "desk",
    }
