from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Q
from django.utils.translation import gettext as _

from tocsin.foundation.accounts.models import Membership
from tocsin.foundation.accounts.reads import team_names
from tocsin.foundation.accounts.refusals import NotAllowed
from tocsin.foundation.accounts.rules import Actor, may_look
from tocsin.foundation.classification.models import Category, Responsibility
from tocsin.foundation.classification.refusals import CategoryUnknown
from tocsin.foundation.classification.rules import (
    DEFAULT_CODES,
    DEFAULT_MATRIX,
    Basis,
    Body,
    Change,
    Period,
    Verdict,
    answers,
    changes,
    is_offered,
    path_of,
)
from tocsin.foundation.config import reads as config
from tocsin.kernel import once
from tocsin.kernel.text import holdable

MATRIX = "priority_matrix"
MODEL = "incident_model"
CODES = "codes"


class Answering(NamedTuple):
    """The team that answers, and why it is that one."""

    team: str
    why: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """One category, who answers for it, and whether anybody is there to."""

    category: Category
    team: str
    why: str
    basis: Basis
    members: int

    @property
    def is_gap(self) -> bool:
        return self.members == 0


def category_for(actor: Actor, key: str) -> Category:
    """The category of this key; looking is enough."""
    if not may_look(actor):
        raise NotAllowed
    rows = Category.objects.select_related("fallback")
    found = rows.filter(key=holdable(key)).first()
    if found is None:
        raise CategoryUnknown(key=holdable(key))
    return found


def categories() -> list[Category]:
    """The active tree, each category after its parent."""
    found = list(Category.objects.filter(is_active=True))
    return sorted(found, key=lambda category: category.key.split("/"))


def category_choices() -> list[tuple[str, str]]:
    """Key and name of every active category, each after its parent."""
    found = Category.objects.filter(is_active=True).values_list("key", "name")
    return sorted(found, key=lambda known: known[0].split("/"))


def category_names(keys: Iterable[str | None]) -> dict[str, str]:
    return once.each("categories", (holdable(key) for key in keys if key), _called)


def _called(keys: set[str]) -> dict[str, str]:
    return dict(Category.objects.filter(key__in=keys).values_list("key", "name"))


def responsibilities(category: Category) -> list[Responsibility]:
    """Who answered, answers and will answer, the earliest first."""
    return list(Responsibility.objects.filter(category=category).select_related("team"))


def changes_of_answer(category: Category) -> list[Change]:
    """When another team began, or will begin, to answer for it; the latest first."""
    rows = Responsibility.objects.filter(category__key__in=path_of(category.key))
    columns = ("category__key", "team_id", "starts_at", "ends_at")
    periods = [Period(*row) for row in rows.values_list(*columns)]
    return changes(category.key, category.fallback_id, periods)[::-1]


def team_for_category(key: str, at: datetime) -> Answering:
    """Who answers for a category at an instant, and why."""
    rows = Category.objects.filter(key=holdable(key))
    found = rows.only("key", "name", "fallback_id").first()
    if found is None:
        raise CategoryUnknown(key=holdable(key))
    verdict = answers(key, found.fallback_id, _periods(at, path_of(key)), at)
    return Answering(verdict.team, why(verdict))


def coverage(at: datetime) -> list[Coverage]:
    """Every active category with its answer; a gap is a team of nobody."""
    periods = _periods(at)
    tree = categories()
    verdicts = [answers(each.key, each.fallback_id, periods, at) for each in tree]
    present = _members({verdict.team for verdict in verdicts})
    names = team_names(verdict.team for verdict in verdicts)
    return [
        Coverage(
            each,
            verdict.team,
            why(verdict, names),
            verdict.basis,
            present.get(verdict.team, 0),
        )
        for each, verdict in zip(tree, verdicts, strict=True)
    ]


def why(verdict: Verdict, names: Mapping[str, str] | None = None) -> str:
    """The verdict as a sentence."""
    known = team_names([verdict.team]) if names is None else names
    facts = {
        "team": known.get(verdict.team, verdict.team),
        "category": verdict.category,
        "since": f"{verdict.since:%Y-%m-%d %H:%M}" if verdict.since else "",
    }
    if verdict.basis is Basis.FALLBACK:
        return _("%(team)s is the fallback of %(category)s.") % facts
    return _("%(team)s answers for %(category)s since %(since)s UTC.") % facts


def matrix() -> Body:
    """The published priority matrix, or the one Tocsin comes with."""
    document = config.published(MATRIX)
    return document.body if document else DEFAULT_MATRIX


def models() -> dict[str, Body]:
    """The published incident models by name."""
    found = config.all_published(MODEL)
    return {name: document.body for name, document in found.items()}


def codes() -> Body:
    """Resolution and closure codes: the published ones, or those Tocsin comes with."""
    document = config.published(CODES)
    return document.body if document else DEFAULT_CODES


def offered_codes(kind: str) -> dict[str, str]:
    """The codes that may be chosen now, in their order, with their titles."""
    return {row["code"]: row["title"] for row in codes()[kind] if is_offered(row)}


def code_titles(kind: str) -> dict[str, str]:
    """The title of every code there ever was, as it is or was last called."""
    found: dict[str, str] = {}
    used = [each for each in config.history(CODES) if each.published_at]
    for body in [DEFAULT_CODES, *(each.body for each in reversed(used)), codes()]:
        found |= {row["code"]: row["title"] for row in body[kind]}
    return found


def _periods(at: datetime, keys: list[str] | None = None) -> list[Period]:
    """The periods that hold at an instant, of these categories or of all."""
    holding = Q(ends_at=None) | Q(ends_at__gt=at)
    rows: Any = Responsibility.objects.filter(holding, starts_at__lte=at)
    if keys is not None:
        rows = rows.filter(category__key__in=keys)
    columns = ("category__key", "team_id", "starts_at", "ends_at")
    return [Period(*row) for row in rows.values_list(*columns)]


def _members(teams: set[str]) -> dict[str, int]:
    held = Membership.objects.filter(
        team__key__in=teams, team__is_active=True, person__is_active=True
    )
    found: dict[str, int] = {}
    for team in held.values_list("team__key", flat=True):
        found[team] = found.get(team, 0) + 1
    return found
