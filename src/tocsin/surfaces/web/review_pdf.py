"""A review as PDF: tagged, with its figures and the entries that say them."""

from collections.abc import Iterator, Sequence
from functools import cache
from importlib import import_module, resources
from typing import Any

import orjson
from django.http import HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tocsin.foundation.accounts.options import ORGANISATION
from tocsin.foundation.config.reads import value
from tocsin.improvement.reviews.paper import Paper, paper_of, paper_published
from tocsin.improvement.reviews.reads import published_for, review_for
from tocsin.improvement.reviews.refusals import NotPublished
from tocsin.improvement.reviews.rules.life import AUDIENCES
from tocsin.surfaces.web import words
from tocsin.surfaces.web.pages import DeskRequest, signed_in, staff
from tocsin.surfaces.web.review_shown import ShownPart, parts_shown
from tocsin.surfaces.web.words_of_reviews import (
    ACTION_KINDS,
    ACTION_STATES,
    FACTORS,
    READERS,
)


@staff
def preview_pdf(request: DeskRequest, key: str, audience: str) -> HttpResponse:
    """GET /reviews/<ref>/for/<audience>.pdf: what they would read now."""
    review = review_for(request.actor, key)
    if audience not in AUDIENCES:
        raise NotPublished(ref=review.ref, audience=audience)
    return _answer(paper_of(review, audience))


@signed_in
def read_pdf(request: DeskRequest, key: str, audience: str) -> HttpResponse:
    """GET /reviews/<ref>/read/<audience>.pdf: what was published for them."""
    return _answer(paper_published(published_for(request.actor, key, audience)))


def _answer(paper: Paper) -> HttpResponse:
    answer = HttpResponse(pdf_of(paper), content_type="application/pdf")
    name = f"{paper.review.ref}-{paper.audience}.pdf"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def pdf_of(paper: Paper) -> bytes:
    """The paper, in the reader's language and zone."""
    inputs = {"told": orjson.dumps(_told(paper)).decode()}
    # Seven megabytes for those who print.
    typst = import_module("typst")
    made = typst.compile(_template(), sys_inputs=inputs, format="pdf")
    return bytes(made)


@cache
def _template() -> bytes:
    folder = resources.files("tocsin.surfaces.web") / "paper"
    return (folder / "review.typ").read_bytes()


def _told(paper: Paper) -> dict[str, Any]:
    published = paper.published
    at = published.published_at if published else None
    facts = [str(paper.incident.service or "")]
    if not paper.is_public:
        facts.append(paper.incident.ref)
    said = _("Published {at}").format(at=_local(at)) if at else _("Not published")
    return {
        "title": paper.title or paper.review.ref,
        "ref": paper.review.ref,
        "readers": words.say(READERS, paper.audience),
        "organisation": value(ORGANISATION) or "Tocsin",
        "language": (get_language() or "en").split("-")[0],
        "mark": _mark(paper),
        "facts": [fact for fact in [*facts, said] if fact],
        "gap_heads": [_("From"), _("Until"), _("Time"), _("Share")],
        "parts": [
            _part(each, paper) for each in parts_shown(paper) if not each.part.is_empty
        ],
    }


def _mark(paper: Paper) -> str:
    if paper.incident.restricted:
        return _("Restricted: for the people named on it, and nobody else.")
    return _("Drill") if paper.incident.is_drill else ""


def _part(shown: ShownPart, paper: Paper) -> dict[str, Any]:
    return {
        "label": shown.label,
        "passages": list(shown.part.passages),
        "figures": [
            {
                "label": each.label,
                "value": each.value,
                "rows": "" if paper.is_public else _places(each.rows),
            }
            for each in shown.figures
        ],
        "gaps": [
            {
                "since": g.since,
                "until": g.until,
                "value": g.value,
                "share": f"{g.share} %",
            }
            for g in shown.gaps
        ],
        "rows": [{"first": a, "second": b} for a, b in _rows(shown)],
    }


_MOST = 6


def _places(rows: Sequence[int]) -> str:
    told = ", ".join(str(row) for row in rows[:_MOST])
    return f"{told} …" if len(rows) > _MOST else told


def _rows(shown: ShownPart) -> Iterator[tuple[str, str]]:
    for row in shown.part.rows:
        if shown.name == "timeline":
            yield _local(row.at), row.sentence
        elif shown.name == "factors":
            yield words.say(FACTORS, row["kind"]), row["text"]
        else:
            due = date_format(timezone.localtime(row["due_at"]), "DATE_FORMAT")
            state = words.say(ACTION_STATES, row["state"])
            said = f"{row['what']['text']} ({state}, {due})"
            yield words.say(ACTION_KINDS, row["kind"]), said


def _local(at: Any) -> str:
    return date_format(timezone.localtime(at), "DATETIME_FORMAT")
