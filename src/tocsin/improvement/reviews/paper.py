"""A review as its readers have it: figures, the timeline, and what people wrote.

What is published is a body: which parts, rows and passages an audience is given, with
names replaced already where it is told roles. A paper is a body with its figures.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.improvement.reviews.models import Action, Choice, Publication, Review
from tocsin.improvement.reviews.rules import redaction
from tocsin.improvement.reviews.rules.finding import Figure
from tocsin.improvement.reviews.rules.findings import Findings, findings_of
from tocsin.improvement.reviews.rules.life import (
    ACTIONS,
    CUSTOMERS,
    DELAYS,
    FACTORS,
    GATHERED,
    INTERNAL,
    PARTS,
    TIMELINE,
    WRITTEN,
    is_public,
)
from tocsin.improvement.reviews.rules.people import without_names
from tocsin.improvement.reviews.rules.redaction import FIGURES, KINDS_FOR, passages
from tocsin.improvement.reviews.timeline import incident_of, roles_by_name, story_of
from tocsin.register.work.spoken import Spoken
from tocsin.register.work.timeline import timeline

Body = dict[str, Any]
Clean = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Row:
    """An entry of the timeline, as this audience reads it."""

    seq: int
    kind: str
    at: datetime
    sentence: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One part: what people wrote in passages, what was counted, rows of its list."""

    name: str
    passages: Sequence[str] = ()
    figures: Sequence[Any] = ()
    gaps: Sequence[Any] = ()
    rows: Sequence[Any] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.passages or self.figures or self.gaps or self.rows)


@dataclass(frozen=True, slots=True)
class Paper:
    """All of it. `published` is there where it is one that was published."""

    review: Review
    incident: Any
    audience: str
    title: str
    parts: Sequence[Part]
    findings: Findings
    published: Publication | None = None
    people: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_public(self) -> bool:
        return is_public(self.audience)


def body_of(review: Review, audience: str) -> Body:
    """What this audience would be given now, by what was chosen for it."""
    incident = incident_of(review.incident_id)
    story = story_of(review.incident_id)
    chosen = choices_of(review, audience)
    texts = latest_texts(review)
    told = " ".join([incident.title, *_all_words(review, texts)])
    clean = _cleaner(audience, story, told)

    def shown(part: str, place: int) -> bool:
        return not redaction.is_hidden(audience, chosen, part, place)

    kept = [part for part in PARTS if shown(part, redaction.WHOLE)]
    return {
        "title": {"text": clean(incident.title), "by": incident.reporter_id or ""},
        "parts": kept,
        "figures": [part for part in kept if shown(part, FIGURES)],
        "texts": {
            part: _passages(text, audience, chosen, clean)
            for part, text in texts.items()
            if part in kept
        },
        "rows": [
            entry.seq
            for entry in story
            if TIMELINE in kept
            and entry.kind in KINDS_FOR[audience]
            and shown(TIMELINE, entry.seq)
        ],
        "factors": [
            {"number": f.number, "kind": f.kind, "text": clean(f.text), "by": f.by}
            for f in review.factors.filter(gone_at=None)
            if FACTORS in kept and shown(FACTORS, f.number)
        ],
        "actions": [
            _action(a, audience, clean)
            for a in review.actions.all()
            if ACTIONS in kept and shown(ACTIONS, a.number)
        ],
    }


def choices_of(review: Review, audience: str) -> list[redaction.Choice]:
    rows = Choice.objects.filter(review=review, audience=audience)
    return [redaction.Choice(r.part, r.place, r.version, r.hides) for r in rows]


def latest_texts(review: Review) -> dict[str, Any]:
    """By part: what it says now."""
    found = {row.part: row for row in review.texts.all()}
    return {part: found[part] for part in WRITTEN if part in found}


def _all_words(review: Review, texts: Mapping[str, Any]) -> Iterable[str]:
    yield from (row.text for row in texts.values())
    yield from (factor.text for factor in review.factors.all())
    for action in review.actions.all():
        yield from (action.title, action.looked_for, action.seen)


def _cleaner(audience: str, story: Sequence[Spoken], told: str) -> Clean:
    if not is_public(audience):
        return lambda text: text
    roles = roles_by_name(story, told)
    return lambda text: without_names(text, roles)


def _passages(
    row: Any, audience: str, chosen: Sequence[redaction.Choice], clean: Clean
) -> Body:
    kept = redaction.shown_of(audience, chosen, row.part, passages(row.text))
    return {"passages": [clean(p) for p in kept], "by": row.by, "version": row.version}


def _action(action: Action, audience: str, clean: Clean) -> Body:
    by = action.written_by
    return {
        "number": action.number,
        "kind": action.kind,
        "what": {"text": clean(action.title), "by": by},
        "looked_for": {"text": clean(action.looked_for), "by": by},
        "seen": {"text": clean(action.seen), "by": action.seen_by},
        "owner": "" if is_public(audience) else action.owner,
        "due_at": action.due_at.isoformat(),
    }


def paper_of(review: Review, audience: str = INTERNAL) -> Paper:
    """As this audience would read it now."""
    return _paper(review, audience, body_of(review, audience), None, None)


def paper_published(publication: Publication) -> Paper:
    """As it was published: later entries and words are not in it. What became of its
    actions since is told."""
    review, body = publication.review, publication.body
    until = publication.until
    return _paper(review, publication.audience, body, until, publication)


def _paper(
    review: Review,
    audience: str,
    body: Body,
    until: int | None,
    published: Publication | None,
) -> Paper:
    incident = incident_of(review.incident_id)
    story = story_of(review.incident_id, until)
    found = findings_of(story)
    rows = rows_of(incident, story, audience, body["rows"])
    actions = {action.number: action for action in review.actions.all()}
    parts = [
        Part(
            name=name,
            passages=body["texts"].get(name, {}).get("passages", ()),
            figures=_figures(name, body["figures"], found),
            gaps=found.gaps if name == DELAYS and name in body["figures"] else (),
            rows=_list(name, body, rows, actions),
        )
        for name in body["parts"]
    ]
    title = body["title"]["text"] if incident.title else ""
    if audience == CUSTOMERS:
        title = str(incident.service or "")
    return Paper(review, incident, audience, title, parts, found, published)


def _figures(name: str, shown: Sequence[str], found: Findings) -> Sequence[Figure]:
    """What was counted of a part, if its figures are shown. Parts that gather what was
    good or bad elsewhere gather it from parts that are shown alone."""
    if name not in shown:
        return ()
    told = found.figures.get(name, ())
    if name not in GATHERED:
        return told
    seen = {
        f for part in shown if part not in GATHERED for f in found.figures.get(part, ())
    }
    return [figure for figure in told if figure in seen]


def _list(
    name: str, body: Body, rows: Sequence[Row], actions: Mapping[int, Action]
) -> Sequence[Any]:
    """The rows of a part that is a list."""
    if name == TIMELINE:
        return rows
    if name == FACTORS:
        return list(body["factors"])
    if name != ACTIONS:
        return ()
    return [
        {
            **told,
            "due_at": datetime.fromisoformat(told["due_at"]),
            "state": actions[told["number"]].state,
            "verdict": actions[told["number"]].verdict,
        }
        for told in body["actions"]
    ]


def rows_of(
    incident: Any, story: Sequence[Spoken], audience: str, wanted: Iterable[int]
) -> list[Row]:
    """These entries in sentences. Who is told roles is told no free text either."""
    seqs, public = set(wanted), is_public(audience)
    lines = [line for line in timeline(incident, SYSTEM) if line.seq in seqs]
    roles = roles_by_name(story) if public else {}
    return [
        Row(
            line.seq,
            line.kind,
            line.happened_at,
            without_names(line.sentence, roles) if public else line.sentence,
            "" if public else line.text,
        )
        for line in sorted(lines, key=lambda line: (line.happened_at, line.seq))
    ]
