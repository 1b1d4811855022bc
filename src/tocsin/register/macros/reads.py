from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format

from tocsin.foundation.accounts.models import Person
from tocsin.foundation.accounts.reads import names_of, person_named, teams
from tocsin.foundation.accounts.rules import ADMINISTRATOR, AGENT, Actor
from tocsin.foundation.classification.reads import categories, offered_codes
from tocsin.foundation.config.reads import all_published
from tocsin.foundation.fields.reads import fields
from tocsin.foundation.fields.rules import write
from tocsin.kernel import clock
from tocsin.register.core.models import Incident
from tocsin.register.macros.refusals import MacroUnknown, TemplateUnknown
from tocsin.register.macros.rules import OWN, Known, fill
from tocsin.register.work.trying import Outcome, tried

TEMPLATE, MACRO = "template", "macro"

__all__ = ["Outcome", "tried"]


@dataclass(frozen=True, slots=True)
class Template:
    """A published text with variables, for replies, notes or both."""

    name: str
    title: str
    text: str
    use: str = "both"
    language: str = ""
    teams: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Macro:
    """Published verbs with their values, carried out as one act."""

    name: str
    title: str
    steps: Sequence[Mapping[str, Any]] = field(default_factory=list)
    teams: Sequence[str] = ()


def templates(actor: Actor, use: str = "", language: str = "") -> list[Template]:
    """Those that this actor is offered; of the reader's language, those of it and
    those of none first."""
    found = [
        Template(name=name, **document.body)
        for name, document in all_published(TEMPLATE).items()
    ]
    offered = [
        each
        for each in found
        if _offered(actor, each.teams) and each.use in {use or each.use, "both"}
    ]
    return sorted(offered, key=lambda t: (t.language not in ("", language), t.title))


def macros(actor: Actor) -> list[Macro]:
    """The macros that this actor is offered, by title."""
    found = [
        Macro(name=name, **document.body)
        for name, document in all_published(MACRO).items()
    ]
    offered = [each for each in found if _offered(actor, each.teams)]
    return sorted(offered, key=lambda macro: macro.title)


def _offered(actor: Actor, teams: Sequence[str]) -> bool:
    """Of everybody's, or of a team of theirs; agents work for every team."""
    wide = not actor.is_person or actor.has(ADMINISTRATOR) or actor.has(AGENT)
    return not actor.is_requester and (
        not teams or wide or bool(actor.teams & set(teams))
    )


def template_for(actor: Actor, name: str) -> Template:
    for each in templates(actor):
        if each.name == name:
            return each
    raise TemplateUnknown(name=name)


def macro_for(actor: Actor, name: str) -> Macro:
    for each in macros(actor):
        if each.name == name:
            return each
    raise MacroUnknown(name=name)


def filled(text: str, incident: Incident, actor: Actor) -> str:
    """The text with what its variables are for this incident and this author."""
    return fill(text, values_of(incident, actor))


def values_of(incident: Incident, actor: Actor) -> dict[str, str]:
    """Every variable with its value; what is not known is empty."""
    reporter = person_named(incident.reporter_id) if incident.reporter_id else None
    called = str(reporter) if reporter else incident.reporter_name
    author = names_of([actor.id]).get(actor.id, actor.name)
    rated = incident.priority is not None
    return {
        "incident.ref": incident.ref,
        "incident.title": incident.title,
        "incident.state": str(incident.state),
        "incident.priority": f"P{incident.priority}" if rated else "",
        "incident.service": str(incident.service or ""),
        "incident.category": str(incident.category or ""),
        "incident.team": str(incident.team or ""),
        "incident.owner": str(incident.owner or ""),
        "reporter.name": called,
        "reporter.first_name": called.split(" ")[0],
        "me.name": author,
        "me.first_name": author.split(" ")[0],
        "today": date_format(timezone.localtime(clock.now()).date()),
        **{f"{OWN}{key}": _said(value) for key, value in incident.fields.items()},
    }


def _said(value: Any) -> str:
    many = value if isinstance(value, list) else [value]
    return ", ".join(write(each) for each in many)


def known() -> Known:
    """What templates and macros may name today."""
    people = Person.objects.filter(is_active=True).values_list("key", flat=True)
    return Known(
        fields={each.key for each in fields()},
        teams={team.key for team in teams()},
        categories={category.key for category in categories()},
        people=set(people),
        templates=set(all_published(TEMPLATE)),
        codes={kind: set(offered_codes(kind)) for kind in ("resolution", "closure")},
    )
