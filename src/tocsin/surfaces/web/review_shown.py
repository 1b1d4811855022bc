"""Figures of a review in words, each with the entries that it was taken from."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from tocsin.foundation.accounts.rules import Actor
from tocsin.improvement.reviews.paper import Paper, Part
from tocsin.improvement.reviews.reads import may_open, review_on
from tocsin.improvement.reviews.rules.delays import Gap
from tocsin.improvement.reviews.rules.finding import MONEY, SECONDS, WORD, Figure
from tocsin.register.work.timeline import said
from tocsin.surfaces.web import words
from tocsin.surfaces.web.durations import precise
from tocsin.surfaces.web.pages import DeskRequest
from tocsin.surfaces.web.words_of_reviews import FIGURES, MILESTONES, REVIEW_PARTS

_OVER = frozenset({"resolved", "closed"})


@dataclass(frozen=True, slots=True)
class ShownFigure:
    """A figure: what it is called, what it is, the entries that say it, its mood."""

    label: str
    value: str
    rows: Sequence[int]
    mood: str = ""


@dataclass(frozen=True, slots=True)
class ShownGap:
    """The time between two milestones, and its share of the whole in percent."""

    since: str
    until: str
    value: str
    share: int
    rows: Sequence[int]
    is_longest: bool


@dataclass(frozen=True, slots=True)
class ShownPart:
    """A part of a review, ready for its template."""

    part: Part
    label: str
    figures: Sequence[ShownFigure]
    gaps: Sequence[ShownGap]

    @property
    def name(self) -> str:
        return self.part.name


def parts_shown(paper: Paper) -> list[ShownPart]:
    return [
        ShownPart(
            part=part,
            label=str(REVIEW_PARTS[part.name]),
            figures=[figure_shown(each) for each in part.figures],
            gaps=gaps_shown(part.gaps),
        )
        for part in paper.parts
    ]


def figure_shown(figure: Figure) -> ShownFigure:
    moods = {True: "good", False: "bad", None: ""}
    about = said(figure.about) if figure.name == "waited" else figure.about
    return ShownFigure(
        label=str(FIGURES[figure.name]).format(about=about),
        value=_value(figure),
        rows=figure.rows,
        mood=moods[figure.is_good],
    )


def _value(figure: Figure) -> str:
    if figure.name == "clock":
        told = lasted(abs(figure.value))
        if figure.is_good:
            return _("met, %(time)s left") % {"time": told}
        return _("missed")
    if figure.unit == SECONDS:
        return lasted(figure.value)
    if figure.unit == MONEY:
        return f"{number_format(figure.value / 100, 2)} {figure.currency}"
    if figure.unit == WORD:
        table = words.DETECTED_BY
        if figure.name == "occurred_basis":
            table = words.OCCURRED_BASES
        return words.say(table, figure.about)
    return number_format(figure.value)


def lasted(seconds: int) -> str:
    """A length to the second while seconds count, and to the minute after an hour."""
    if seconds < 60:
        return _("%(n)s s") % {"n": seconds}
    minutes, rest = divmod(seconds, 60)
    if minutes < 60 and rest:
        return _("%(m)s min %(s)s s") % {"m": minutes, "s": rest}
    return precise(timedelta(seconds=seconds))


def gaps_shown(gaps: Sequence[Gap]) -> list[ShownGap]:
    whole = sum(gap.seconds for gap in gaps)
    longest = max((gap.seconds for gap in gaps), default=0)
    return [
        ShownGap(
            since=str(MILESTONES[gap.since.name]),
            until=str(MILESTONES[gap.until.name]),
            value=lasted(gap.seconds),
            share=round(100 * gap.seconds / whole) if whole else 0,
            rows=(gap.since.row, gap.until.row),
            is_longest=bool(longest) and gap.seconds == longest,
        )
        for gap in gaps
    ]


def as_reviewed(
    request: DeskRequest, incident: Any, *, ever: bool = True
) -> dict[str, Any]:
    """What the piece on the incident's page needs; a requester is not shown it. It is
    not looked for where none was `ever` opened."""
    actor: Actor = request.actor
    over = incident.state in _OVER
    return {
        "its_review": review_on(actor, incident.id) if ever else None,
        "may_review": over and may_open(actor, incident),
    }


def labels(names: Iterable[str]) -> list[tuple[str, str]]:
    return [(name, str(REVIEW_PARTS[name])) for name in names]
