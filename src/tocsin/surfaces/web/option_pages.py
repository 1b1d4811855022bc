"""Single values: every option by room, what it is and why, and one page to set it."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tocsin.foundation.accounts.reads import names_of
from tocsin.foundation.accounts.rules import ADMINISTRATOR
from tocsin.foundation.audit.reads import changes
from tocsin.foundation.config.actions import reset_option, set_option
from tocsin.foundation.config.option import Option
from tocsin.foundation.config.reads import (
    OPTION,
    by_environment,
    is_unfit,
    published,
    value,
)
from tocsin.foundation.config.refusals import OptionUnknown
from tocsin.kernel.refusal import Refusal
from tocsin.surfaces.web.forms import line, why
from tocsin.surfaces.web.pages import DeskRequest, staff
from tocsin.surfaces.web.refusals import FormIncomplete, NotForYourRole
from tocsin.surfaces.web.widgets import Select
from tocsin.wiring import OPTIONS

ROOMS: dict[str, Promise] = {
    "accounts": gettext_lazy("People and keys"),
    "files": gettext_lazy("Files"),
    "mail": gettext_lazy("Mail"),
    "work": gettext_lazy("Work on incidents"),
    "config": gettext_lazy("Configuration"),
}
_ON = [("on", gettext_lazy("on")), ("off", gettext_lazy("off"))]


@dataclass(frozen=True, slots=True)
class Shown:
    """An option as its page tells it; of a secret only whether there is one."""

    option: Option[Any]
    value: str
    usual: str
    source: str

    @property
    def name(self) -> str:
        return self.option.name

    @property
    def is_fixed(self) -> bool:
        return self.source == "environment"


@staff
def option_list(request: DeskRequest) -> HttpResponse:
    """Every option by room, with what it is and who says so."""
    return render(request, "settings/options.html", {"rooms": list(_rooms())})


def _rooms() -> Iterator[dict[str, Any]]:
    by_room = sorted(OPTIONS, key=lambda option: option.room)
    for room, options in groupby(by_room, key=lambda option: option.room):
        shown = [_shown(option) for option in options]
        yield {"title": ROOMS.get(room, room), "options": shown}


def _shown(option: Option[Any]) -> Shown:
    if by_environment(option) is not None:
        source = "environment"
    elif is_unfit(option):
        source = "unfit"
    else:
        source = "set" if published(OPTION, option.name) else "usual"
    return Shown(option, _said(option, value(option)), _said_usual(option), source)


def _said_usual(option: Option[Any]) -> str:
    return _said(option, option.default)


def _said(option: Option[Any], held: Any) -> str:
    if held in ("", ()):
        return _("nothing")
    if option.secret:
        return _("kept, not shown")
    if isinstance(held, bool):
        return _("on") if held else _("off")
    several = held if isinstance(held, tuple) else (held,)
    named = option.choices or {}
    return ", ".join(str(named.get(each, each)) for each in several)


class OptionForm(forms.Form):
    """The value, drawn as what it may be, and why it changes."""

    why = why(gettext_lazy("Why it changes"))

    def __init__(self, *args: Any, option: Option[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.option = option
        self.fields["value"] = _field(option)
        if not option.secret:
            self.initial["value"] = _initial(option)
        self.order_fields(["value", "why"])

    def told(self) -> Any:
        told = self.cleaned_data["value"]
        return tuple(told) if isinstance(told, list) else told


def _initial(option: Option[Any]) -> Any:
    held = value(option)
    if isinstance(held, tuple) and option.choices:
        return list(held)
    return option.write(held)


def _field(option: Option[Any]) -> forms.Field:
    choices = [*(option.choices or {}).items()]
    if isinstance(option.default, tuple) and choices:
        return forms.MultipleChoiceField(
            label=option.label,
            required=False,
            choices=choices,
            help_text=option.help,
            widget=forms.SelectMultiple(attrs={"class": "input"}),
        )
    if isinstance(option.default, bool) or choices:
        return forms.ChoiceField(
            label=option.label,
            choices=choices or _ON,
            help_text=option.help,
            widget=Select(attrs={"class": "input"}),
        )
    field = line(option.label, hint=option.help)
    if option.secret:
        field.widget = forms.PasswordInput(
            attrs={"class": "input", "autocomplete": "off"}
        )
    return field


@staff
def option(request: DeskRequest, name: str) -> HttpResponse:
    """One option: what it is, its history; an administrator sets or resets it."""
    found = _option(name)
    form = OptionForm(request.POST or None, option=found)
    may_edit = request.actor.has(ADMINISTRATOR)

    def page(refusal: Refusal | None = None) -> HttpResponse:
        told = changes(f"option:{name}")
        context = {
            "shown": _shown(found),
            "form": form,
            "changes": [_line(each) for each in told],
            "names": names_of(each.actor_id for each in told),
            "may_edit": may_edit,
            "refusal": refusal,
        }
        status = refusal.status if refusal else 200
        return render(request, "settings/option.html", context, status=status)

    if request.method != "POST":
        return page()
    if not may_edit:
        raise NotForYourRole
    request.answer_refusal = page
    _carry_out(request, found, form)
    return redirect("options")


def _line(change: Any) -> dict[str, Any]:
    was, became = (_plain(each) for each in (change.before, change.after))
    return {"change": change, "was": was, "became": became}


def _plain(told: Any) -> str:
    if isinstance(told, bool):
        return _("on") if told else _("off")
    return ", ".join(map(str, told)) if isinstance(told, list) else str(told or "")


def _carry_out(request: DeskRequest, found: Option[Any], form: OptionForm) -> None:
    if request.POST.get("verb") == "reset":
        reset_option(found, by=request.actor, why=request.POST.get("why", ""))
        messages.success(request, _("It is what Tocsin comes with again."))
        return
    if not form.is_valid():
        raise FormIncomplete
    set_option(found, form.told(), by=request.actor, why=form.cleaned_data["why"])
    messages.success(request, _("Set. It holds from now on."))


def _option(name: str) -> Option[Any]:
    for each in OPTIONS:
        if each.name == name:
            return each
    raise OptionUnknown(name=name)
