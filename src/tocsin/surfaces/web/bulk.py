"""One verb on every row that was ticked: asked, foretold, done, told row by row."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from tocsin.register.work import actions
from tocsin.register.work.trying import Outcome, done, tried
from tocsin.surfaces.web import words
from tocsin.surfaces.web.forms import VerbForm, choice, choices, text
from tocsin.surfaces.web.pages import DeskRequest, staff
from tocsin.surfaces.web.refusals import FormIncomplete, NothingChosen, NothingHere
from tocsin.surfaces.web.verbs import VERBS, Verb

MOST = 200


class NotesForm(VerbForm):
    text = text(gettext_lazy("A note for each of them"), required=True, rows=2)


_NOTE = Verb(
    "note", gettext_lazy("Add a note"), "message-square", NotesForm, actions.note
)
_ORDER = """acknowledge assign own classify tag note wait-for resume restore resolve
close cancel merge""".split()
# Whatever others did meanwhile, these are done.
_NEVER_COLLIDE = frozenset({"acknowledge", "note", "tag"})
_ENDING = frozenset({"resolve", "close", "cancel"})
# By which verb each of them is taken back.
_BACK: Mapping[str, str] = {
    "cancel": "undo-cancel",
    "merge": "undo-merge",
    "wait-for": "resume",
    "resolve": "reopen",
    "close": "reopen",
}


def bulk_verbs() -> list[Verb]:
    """The verbs that several incidents can be given at once."""
    known = {**VERBS, "note": _NOTE}
    return [known[slug] for slug in _ORDER if slug in known]


@dataclass(frozen=True, slots=True)
class Selection:
    """The rows that were ticked, and what of each had been seen when they were."""

    refs: Sequence[str]
    seen: Mapping[str, int]

    @classmethod
    def of(cls, sent: Any) -> "Selection":
        refs = list(dict.fromkeys(sent.getlist("ref")))[:MOST]
        pairs = (told.rpartition(":") for told in sent.getlist("seen"))
        return cls(refs, {r: int(s) for r, _c, s in pairs if s.isdecimal()})


@require_POST
@staff
def bulk(request: DeskRequest) -> HttpResponse:
    """POST /bulk: asks what the verb needs, says what it would do, or does it.

    Each incident is a deed of its own: what is refused stops none of the others.
    """
    slug = request.POST.get("verb", "acknowledge")
    chosen = Selection.of(request.POST)
    if request.POST.get("step") == "take-back":
        return _taken_back(request, chosen)
    verb = next((each for each in _known() if each.slug == slug), None)
    if verb is None:
        raise NothingHere
    if not chosen.refs:
        raise NothingChosen
    form = _form(verb, request.POST if request.POST.get("step") else None)
    if not verb.asks:
        return _carried_out(request, verb, form, chosen)
    return _asked(request, verb, form, chosen)


def _known() -> Iterator[Verb]:
    yield from bulk_verbs()
    yield from (VERBS[slug] for slug in sorted(set(_BACK.values())) if slug in VERBS)


def _form(verb: Verb, sent: Any) -> VerbForm:
    """The verb's form for many: it starts empty, whatever each of them holds."""
    extra: dict[str, Any] = {"is_open": True} if verb.name == "close" else {}
    form = verb.form(sent if verb.asks else {}, **extra)
    if verb.name in _ENDING:
        form.fields["open_tasks"] = choice(
            gettext_lazy("What becomes of open tasks"),
            choices(words.OPEN_TASKS),
            empty=gettext_lazy("Those that have any are refused"),
        )
    return form


def _asked(
    request: DeskRequest, verb: Verb, form: VerbForm, chosen: Selection
) -> HttpResponse:
    step = request.POST.get("step", "")

    def page(refusal: Any = None, outcomes: Sequence[Outcome] = ()) -> HttpResponse:
        context = {
            "verb": verb,
            "form": form,
            "refs": chosen.refs,
            "outcomes": outcomes,
            "able": sum(each.refusal is None for each in outcomes),
            "view": request.POST.get("view", ""),
        }
        status = refusal.status if refusal else 200
        return render(request, "queue/bulk_form.html", context, status=status)

    if not step:
        return page()
    request.answer_refusal = page
    if not form.is_valid():
        raise FormIncomplete
    if step == "do":
        return _carried_out(request, verb, form, chosen)
    deed = _deed(request, verb, form, {})
    return page(None, [tried(request.actor, ref, deed) for ref in chosen.refs])


def _deed(
    request: DeskRequest, verb: Verb, form: VerbForm, seen: Mapping[str, int]
) -> Callable[[Any], Any]:
    form.is_valid()
    facts = {n: v for n, v in form.facts().items() if n != "seq"}

    def deed(incident: Any) -> Any:
        if verb.name in _NEVER_COLLIDE:
            return verb.run(incident.id, by=request.actor, **facts)
        seq = seen.get(incident.ref)
        return verb.run(incident.id, by=request.actor, seq=seq, **facts)

    return deed


def _carried_out(
    request: DeskRequest, verb: Verb, form: VerbForm, chosen: Selection
) -> HttpResponse:
    deed = _deed(request, verb, form, chosen.seen)
    return _told(request, verb, [done(request.actor, r, deed) for r in chosen.refs])


def _told(
    request: DeskRequest, verb: Verb, outcomes: Sequence[Outcome]
) -> HttpResponse:
    """What became of each; the queue again, when all is done and nothing to undo."""
    refused = [each for each in outcomes if each.refusal]
    worked = [each for each in outcomes if not each.refusal]
    back = VERBS.get(_BACK.get(verb.slug, ""))
    if verb is _NOTE:
        back = VERBS.get("retract")
    view = request.POST.get("view", "")
    address = f"{reverse('desk')}?view={view}"
    if worked:
        said = ngettext("%(n)s incident done.", "%(n)s incidents done.", len(worked))
        messages.success(request, said % {"n": len(worked)})
    if not refused and not back:
        return redirect(address)
    context = {
        "verb": verb,
        "refused": refused,
        "worked": worked,
        "back": back,
        "view": view,
        "address": address,
    }
    status = 409 if refused else 200
    return render(request, "queue/bulk.html", context, status=status)


def _taken_back(request: DeskRequest, chosen: Selection) -> HttpResponse:
    """Notes that were told together are taken back together, each by its entry."""
    verb = VERBS["retract"]

    def deed(incident: Any) -> Any:
        entry = chosen.seen.get(incident.ref, 0)
        return actions.retract(incident.id, entry=entry, by=request.actor)

    return _told(request, verb, [done(request.actor, r, deed) for r in chosen.refs])
