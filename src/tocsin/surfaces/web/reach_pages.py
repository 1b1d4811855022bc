"""How somebody is reached: their ways, steps and quiet hours; and who is not, in a
team."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tocsin.foundation.accounts.models import Person
from tocsin.foundation.accounts.reads import person_for, team_for
from tocsin.foundation.accounts.rules import ADMINISTRATOR, may_tend
from tocsin.foundation.mail.reads import holds_mail
from tocsin.foundation.notify.actions import methods as verbs
from tocsin.foundation.notify.actions.wishes import set_manner, write_steps
from tocsin.foundation.notify.channels.contract import BY_BROWSER, BY_LINK
from tocsin.foundation.notify.channels.registry import channels
from tocsin.foundation.notify.reads.log import Narrowed, pages
from tocsin.foundation.notify.reads.manners import providers_of
from tocsin.foundation.notify.reads.reach import Reach, reach_of
from tocsin.foundation.notify.reads.reach import team_reach as reach_in
from tocsin.kernel.refusal import Refusal
from tocsin.surfaces.web.pages import DeskRequest, signed_in, staff
from tocsin.surfaces.web.reach_forms import MethodForm, QuietForm, StepForm
from tocsin.surfaces.web.refusals import FormIncomplete, NotForYourRole
from tocsin.surfaces.web.words_of_paging import DAYS

_LATEST = 10


@signed_in
def own_reach(request: DeskRequest) -> HttpResponse:
    """GET /me/reached: how the reader is reached. POST: another way, a code, a step."""
    return _reach(request, request.user)


@signed_in
def person_reach(request: DeskRequest, key: str) -> HttpResponse:
    """GET /people/<key>/reached: the same of somebody else, for administrators; leads
    of their teams look."""
    person = person_for(request.actor, key)
    teams = person.memberships.values_list("team__key", flat=True)
    if not (_may_change(request, person) or may_tend(request.actor, key, list(teams))):
        raise NotForYourRole
    return _reach(request, person)


def _may_change(request: DeskRequest, person: Person) -> bool:
    return person.key == request.user.key or request.actor.has(ADMINISTRATOR)


def _reach(request: DeskRequest, person: Person) -> HttpResponse:
    reach = reach_of(person)
    verb = request.POST.get("verb", "")
    sent = {name: request.POST if verb == name else None for name in _FORMS}
    given: dict[str, forms.Form] = {
        "add": MethodForm(sent["add"]),
        "step": StepForm(sent["step"], ways=reach.ways),
        "quiet": QuietForm(sent["quiet"]),
    }

    def page(refusal: Refusal | None = None) -> HttpResponse:
        context = _shown(request, person, reach) | {"forms": given, "refusal": refusal}
        status = refusal.status if refusal else 200
        return render(request, "paging/reach.html", context, status=status)

    if request.method != "POST":
        return page()
    if not _may_change(request, person):
        raise NotForYourRole
    request.answer_refusal = page
    if verb in given and not given[verb].is_valid():
        raise FormIncomplete
    if verb == "enrol":
        return _enrol(request, person)
    if verb not in _VERBS:
        raise FormIncomplete
    told = _VERBS[verb](request, person, reach, given.get(verb))
    messages.success(request, told)
    return redirect(request.path)


_FORMS = ("add", "step", "quiet")


def _shown(request: DeskRequest, person: Person, reach: Reach) -> dict[str, Any]:
    known = channels()
    return {
        "person": person,
        "own": person.key == request.user.key,
        "may_change": _may_change(request, person),
        "reach": reach,
        "own_steps": {
            urgency: bool(steps) and not steps[0].usual
            for urgency, steps in reach.steps.items()
        },
        "quiet": [
            {**each, "words": [DAYS[day] for day in each["days"]], "number": number}
            for number, each in enumerate(reach.manner.quiet)
        ],
        "channels": known,
        "by_browser": [it for it in known.values() if it.enrolment == BY_BROWSER],
        "by_link": [
            it
            for it in known.values()
            if it.enrolment == BY_LINK and providers_of(it.name)
        ],
        "holds": holds_mail(),
        "latest": pages(Narrowed(person=person.key), limit=_LATEST),
    }


def _enrol(request: DeskRequest, person: Person) -> HttpResponse:
    """To the provider, which tells us where they are."""
    channel = verbs.channel_named(request.POST.get("channel", ""))
    code = verbs.ask_to_enrol(person.key, channel.name, by=request.actor)
    return redirect(channel.enrol_link(providers_of(channel.name)[0], code))


def _number(request: DeskRequest) -> int:
    told = request.POST.get("number", "")
    return int(told) if told.isdecimal() and len(told) < 19 else 0


def _add(request: DeskRequest, person: Person, _reach: Reach, form: Any) -> str:
    told = form.cleaned_data
    verbs.add_method(
        person.key,
        told["channel"],
        told["address"],
        data=told["subscription"],
        label=told["label"],
        by=request.actor,
    )
    return _("A code is on its way there. Type it here to use this way.")


def _code(request: DeskRequest, person: Person, *_more: Any) -> str:
    verbs.send_code(person.key, _number(request), by=request.actor)
    return _("Another code is on its way there.")


def _verify(request: DeskRequest, person: Person, *_more: Any) -> str:
    code = request.POST.get("code", "")
    verbs.verify_method(person.key, _number(request), code, by=request.actor)
    return _("Verified: pages may come this way from now on.")


def _remove(request: DeskRequest, person: Person, *_more: Any) -> str:
    verbs.remove_method(person.key, _number(request), by=request.actor)
    return _("Removed, with the steps that used it.")


def _test(request: DeskRequest, person: Person, *_more: Any) -> str:
    verbs.try_method(person.key, _number(request), by=request.actor)
    return _("A test is on its way. What became of it is listed below.")


def _step(request: DeskRequest, person: Person, reach: Reach, form: Any) -> str:
    told = form.cleaned_data
    step = (int(told["method"]), told["minutes"])
    held = [*_held(reach, told["urgency"]), step]
    write_steps(person.key, told["urgency"], held, by=request.actor)
    return _("Saved.")


def _held(reach: Reach, urgency: str) -> list[tuple[int, int]]:
    steps = reach.steps.get(urgency, [])
    return [(step.way.number, step.minutes) for step in steps if not step.usual]


def _unstep(request: DeskRequest, person: Person, reach: Reach, _form: Any) -> str:
    """One step is gone; all of them, without a number: it is as usual again."""
    urgency, told = request.POST.get("urgency", ""), request.POST.get("number", "")
    held = _held(reach, urgency)
    left = [it for at, it in enumerate(held) if str(at) != told] if told else []
    write_steps(person.key, urgency, left, by=request.actor)
    return _("Saved.")


def _quiet(request: DeskRequest, person: Person, reach: Reach, form: Any) -> str:
    held = [*reach.manner.quiet, form.told()]
    set_manner(person.key, quiet=held, by=request.actor)
    return _("Saved.")


def _unquiet(request: DeskRequest, person: Person, reach: Reach, _form: Any) -> str:
    number = _number(request)
    left = [it for at, it in enumerate(reach.manner.quiet) if at != number]
    set_manner(person.key, quiet=left, by=request.actor)
    return _("Saved.")


def _manner(request: DeskRequest, person: Person, *_more: Any) -> str:
    told = request.POST
    set_manner(
        person.key,
        bundles=bool(told.get("bundles")),
        duty_notices=bool(told.get("duty_notices")),
        by=request.actor,
    )
    return _("Saved.")


_VERBS: Mapping[str, Callable[..., str]] = {
    "add": _add,
    "code": _code,
    "verify": _verify,
    "remove": _remove,
    "test": _test,
    "step": _step,
    "unstep": _unstep,
    "quiet": _quiet,
    "unquiet": _unquiet,
    "manner": _manner,
}


@staff
def team_reach(request: DeskRequest, key: str) -> HttpResponse:
    """GET /teams/<key>/reached: for leads, whom of the team nothing loud reaches."""
    team = team_for(request.actor, key)
    if not (request.actor.has(ADMINISTRATOR) or key in request.actor.leads):
        raise NotForYourRole
    context = {"team": team, "rows": reach_in(team), "channels": channels()}
    return render(request, "paging/team.html", context)
