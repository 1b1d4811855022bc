"""One incident's timeline as people read it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tocsin.foundation.accounts.reads import key_names, names_of, team_names
from tocsin.foundation.accounts.rules import Actor
from tocsin.foundation.classification.reads import category_names
from tocsin.foundation.fields.reads import fields_called, title_of
from tocsin.kernel import sql
from tocsin.register.core.entries import IN_SWARM, SENTENCES, Kind
from tocsin.register.core.models import Entry, Incident
from tocsin.register.core.reads.entries import Told, entries_at, entries_of
from tocsin.register.work.swarm_words import swarm_sentence
from tocsin.register.work.telling import text_of
from tocsin.register.work.telling_majors import of_majors
from tocsin.register.work.telling_reviews import of_reviews

_SQL = sql.load("tocsin.register.work")
# Told this much after it happened, an entry says so.
_LATE = timedelta(minutes=2)
# What a requester reads besides what is addressed to them: that there is progress.
_MILESTONES = frozenset(
    {Kind.REGISTERED, Kind.ASSIGNED, Kind.ACCEPTED, Kind.RESTORED, Kind.REOPENED}
)
_TASKS = frozenset({Kind.TASK_ADDED, Kind.TASK_CHANGED})
# What somebody does for themselves is said so.
_WATCHING: Mapping[Kind, Any] = {
    Kind.WATCHED: gettext_lazy("{who} watches it"),
    Kind.UNWATCHED: gettext_lazy("{who} watches it no more"),
}
# Where nobody was there to be told.
_NOBODY = gettext_lazy("{who} found nobody at level {level} and went on at once")
_LEFT = gettext_lazy("{clocks}: {minutes} minutes of its time are left")
_PAST = gettext_lazy("{clocks}: past due for {minutes} minutes of its time")
_TAKES_BACK = frozenset({Kind.RETRACTED, Kind.DETACHED})


@dataclass(frozen=True, slots=True)
class Line:
    """One entry, ready to be read.

    `group` is one of people, system, reporter (what filters choose by); `text` is
    what was written in it; `proof` the entry's hash in hexadecimal.
    """

    seq: int
    kind: str
    group: str
    who: str
    sentence: str
    text: str
    happened_at: datetime
    recorded_at: datetime
    is_late: bool
    audience: str
    is_history: bool
    taken_back: bool
    corrects: int | None
    facts: Mapping[str, Any]
    erased: Sequence[str]
    proof: str


def timeline(incident: Incident, actor: Actor) -> list[Line]:
    """The timeline by `seq`, as far as this actor may read it."""
    entries = [told for told in entries_of([incident.id]) if may_read(actor, told)]
    names = _Names(entries)
    gone = {e.corrects for e in entries if e.kind in _TAKES_BACK}
    lines = [_line(told, names, told.seq in gone) for told in entries]
    return [_without_words(line) for line in lines] if actor.is_requester else lines


Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Seq:
    seq: int


def lines_at(places: Collection[Place], actor: Actor) -> dict[Place, Line]:
    """Single entries (incident, seq) of several incidents that the actor sees, as far
    as they may read them."""
    entries = [told for told in entries_at(places) if may_read(actor, told)]
    names, gone = _Names(entries), _taken_back(places)
    found = {}
    for told in entries:
        place = (told.incident_id, told.seq)
        line = _line(told, names, place in gone)
        found[place] = _without_words(line) if actor.is_requester else line
    return found


def lines_in_swarm(
    incident_id: int, swarm: str, *, after: int = 0, audience: str = "", most: int = 300
) -> list[Line]:
    """What was said in this swarm after a `seq`, the latest so many; with an audience,
    what is shared with it. For whoever is let into the swarm."""
    asked = {"incident": incident_id, "swarm": swarm, "after": after, "most": most}
    kinds = [kind.value for kind in IN_SWARM]
    seqs = sql.fetch(_SQL["in_swarm"], _Seq, kinds=kinds, audience=audience, **asked)
    entries = list(entries_at({(incident_id, row.seq) for row in seqs}))
    names = _Names(entries)
    # That somebody comes is said once more when they have joined.
    told = [each for each in entries if each.body.get("answer") != "accepted"]
    return [_line(each, names, False) for each in told]


def _taken_back(places: Collection[Place]) -> set[Place]:
    back = Entry.objects.filter(
        kind__in=_TAKES_BACK,
        incident_id__in={id for id, _ in places},
        corrects__in={seq for _, seq in places},
    )
    rows: Any = back.values_list("incident_id", "corrects")
    return set(rows)


def _without_words(line: Line) -> Line:
    """A milestone as the reporter reads it: that it happened, and not what colleagues
    wrote to one another about it."""
    if line.audience != "internal" or line.kind == Kind.REGISTERED:
        return replace(line, facts=_open_fields(line.facts))
    return replace(line, text="", facts={})


def _open_fields(facts: Mapping[str, Any]) -> Mapping[str, Any]:
    """Without values of fields that reporters are not shown."""
    own = facts.get("fields") or {}
    known = fields_called(own)
    seen = {n: v for n, v in own.items() if n in known and known[n].shown_to_reporters}
    return {**facts, "fields": seen} if own else facts


def may_read(actor: Actor, told: Told) -> bool:
    return is_for_requesters(told) or not actor.is_requester


def is_for_requesters(told: Told) -> bool:
    """Whether it is addressed to the reporter, or says that there is progress."""
    return told.audience != "internal" or told.kind in _MILESTONES


class _Names:
    """What keys are called, asked once for a whole timeline."""

    def __init__(self, entries: Sequence[Told]) -> None:
        people = {e.actor_id for e in entries if e.actor_kind == "person"}
        bodies = [e.body for e in entries]
        people |= {
            body[n]
            for body in bodies
            for n in ("owner", "reporter", "person", "instead")
            if n in body
        }
        people |= {key for body in bodies for key in body.get("people", ())}
        self.people = names_of(people)
        self.keys = key_names(e.actor_id for e in entries if e.actor_kind == "key")
        self.teams = team_names(body.get("team") for body in bodies)
        self.categories = category_names(body.get("category") for body in bodies)
        self.tasks = {
            (e.incident_id, e.body["task"]): str(e.body["title"])
            for e in entries
            if e.kind in _TASKS and e.body.get("title")
        }
        own = {name for body in bodies for name in body.get("fields") or ()}
        found = fields_called(sorted(own)) if own else {}
        self.fields = {key: title_of(field) for key, field in found.items()}

    def actor(self, told: Told) -> str:
        match told.actor_kind:
            case "person":
                return self.people.get(told.actor_id, told.actor_id)
            case "key":
                return self.keys.get(told.actor_id, told.actor_id)
            case "guest":
                return str(told.body.get("guest") or told.actor_id)
            case "source":
                return told.actor_id
        return "Tocsin"


def _line(told: Told, names: _Names, taken_back: bool) -> Line:
    body = told.body
    who = names.actor(told)
    text = text_of(told.kind, body)
    return Line(
        seq=told.seq,
        kind=told.kind,
        group=_group(told),
        who=who,
        sentence=_sentence(told, who, names),
        text="" if taken_back else text,
        happened_at=told.happened_at,
        recorded_at=told.recorded_at,
        is_late=told.recorded_at - told.happened_at > _LATE,
        audience=told.audience,
        is_history=told.origin == "history",
        taken_back=taken_back,
        corrects=told.corrects,
        facts=body,
        erased=told.erased,
        proof=told.hash.hex(),
    )


def _group(told: Told) -> str:
    if told.audience == "reporter":
        return "reporter"
    return "people" if told.actor_kind in {"person", "key", "guest"} else "system"


def _sentence(told: Told, who: str, names: _Names) -> str:
    body = told.body
    if told.kind not in set(Kind):
        return f"{who}: {told.kind}"
    if told.kind in IN_SWARM:
        return swarm_sentence(
            Kind(told.kind), body, who=who, people=names.people, teams=names.teams
        )
    if told.kind in _WATCHING and body.get("person") == told.actor_id:
        return str(_WATCHING[Kind(told.kind)]).format(who=who)
    duty = _("the duty manager")
    owner = names.people.get(body.get("owner", ""), duty)
    # What is returned to no team is with the duty manager.
    nobody = duty if told.kind == Kind.RETURNED else _("nobody")
    # What follows from another incident is told in the words it had there.
    kind = body["of"] if body.get("of") in set(Kind) else told.kind
    sentence = _template(kind, body).format(
        who=who,
        owner=owner,
        team=names.teams.get(body.get("team") or "", nobody),
        category=names.categories.get(body.get("category", ""), _("no category yet")),
        priority=body.get("priority", "?"),
        cause=said(body.get("cause", "")),
        resolution=said(body.get("resolution", "")) or _("no kind told"),
        answer=said(body.get("answer", "")),
        facts=", ".join(sorted(_fact_words(body, names))),
        corrects=told.corrects,
        ref=body.get("ref") or body.get("into", ""),
        task=_task(told, names),
        minutes=abs(body["minutes"]) if "minutes" in body else "?",
        file_name=body.get("file_name", "?"),
        tags=", ".join(_tags(body)),
        person=names.people.get(body.get("person", ""), _("somebody")),
        people=", ".join(names.people.get(p, p) for p in body.get("people", ())),
        relation=said(body.get("relation", "")),
        count=body.get("count", 0),
        severity=said(body.get("severity", "")),
        level=body.get("level", "?"),
        row=body.get("row", "?"),
        clocks=", ".join(_clocks(body)),
        percent=body.get("percent", "?"),
        effects=", ".join(_effects(body, names)),
        **of_majors(body, names.people),
        **of_reviews(body),
        page=body.get("page_name") or body.get("page", "?"),
        status=said(body.get("status", "")),
    )
    if body.get("follows"):
        return _("{sentence}, in {ref}").format(sentence=sentence, ref=body["follows"])
    return sentence


def _template(kind: str, body: Mapping[str, Any]) -> str:
    """The sentence before it is filled in."""
    if kind == Kind.LEVEL_REACHED and not body.get("people"):
        return str(_NOBODY)
    if kind == Kind.CLOCK_REACHED and "minutes" in body:
        return str(_LEFT if body["minutes"] < 0 else _PAST)
    return str(SENTENCES[Kind(kind)])


def _effects(body: Mapping[str, Any], names: _Names) -> Iterable[str]:
    """What routing rules changed; for whoever wonders why nothing did, that it was so
    already."""
    changed = body.keys() & {"team", "priority", "impact", "urgency", "model", "added"}
    if "team" in body:
        yield names.teams.get(body["team"] or "", _("no team"))
    if "priority" in body:
        yield f"P{body['priority']}"
    for name in ("impact", "urgency"):
        if name in body:
            yield f"{said(name)} {body[name] or '–'}"
    if model := body.get("model"):
        yield _("model {model}").format(model=model)
    yield from (f"+{tag}" for tag in body.get("added", ()))
    if not changed:
        yield _("it was so already")


def _task(told: Told, names: _Names) -> str:
    """A task by its number and, where it is known here, its title."""
    number = told.body.get("task", "?")
    title = names.tasks.get((told.incident_id, number), "")
    return f"{number}: {title}" if title else str(number)


def _fact_words(body: Mapping[str, Any], names: _Names) -> Iterable[str]:
    if own := body.get("fields"):
        return [names.fields.get(name, name) for name in own]
    return [_flag_word(name) for name in _facts(body)]


def _flag_word(name: str) -> str:
    """A flag names a fact, or a field of the organisation's own."""
    kind, dot, key = name.partition(".")
    if kind != "field" or not dot:
        return said(name)
    found = fields_called([key])
    return title_of(found[key]) if key in found else key


def _facts(body: Mapping[str, Any]) -> Iterable[str]:
    told = body.get("flags") or body.get("told") or body
    return [name for name in told if name not in {"private", "priority_reason"}]


def _clocks(body: Mapping[str, Any]) -> Iterable[str]:
    """Each clock once, by what its target is called."""
    told = [*body.get("clocks", ()), body]
    return dict.fromkeys(str(each["name"]) for each in told if each.get("name"))


def _tags(body: Mapping[str, Any]) -> Iterable[str]:
    yield from (f"+{tag}" for tag in body.get("added", ()))
    yield from (f"−{tag}" for tag in body.get("removed", ()))


def said(word: str) -> str:
    """A word of the register's as people read it."""
    return _WORDS[word]() if word in _WORDS else word.replace("_", " ")


_WORDS = {
    "reporter": lambda: _("the reporter"),
    "spent": lambda: _("nobody answered on its last level"),
    "supplier": lambda: _("a supplier"),
    "change": lambda: _("a change"),
    "approval": lambda: _("an approval"),
    "other": lambda: _("something else"),
    "duplicate": lambda: _("a duplicate"),
    "has_duplicate": lambda: _("has this duplicate"),
    "false_alarm": lambda: _("a false alarm"),
    "request": lambda: _("a request, not an incident"),
    "workaround": lambda: _("a workaround"),
    "permanent": lambda: _("permanently"),
    "automation": lambda: _("by automation"),
    "self_help": lambda: _("by self-help"),
    "no_fault": lambda: _("no fault found"),
    "confirmed": lambda: _("it works again"),
    "not_solved": lambda: _("not solved"),
    "no_answer": lambda: _("no answer"),
    "related": lambda: _("related"),
    "child_of": lambda: _("its parent"),
    "parent_of": lambda: _("a child of it"),
    "caused_by_change": lambda: _("the change that caused it"),
    "mended_by_change": lambda: _("the change that is to mend it"),
    "split_from": lambda: _("it was split from there"),
    "split_into": lambda: _("part of it goes on there"),
    "caused_by": lambda: _("caused by it"),
    "causes": lambda: _("causes it"),
    "reopens": lambda: _("goes on from it"),
    "reopened_as": lambda: _("goes on there"),
}
