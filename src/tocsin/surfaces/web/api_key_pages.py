"""API keys: made, rotated and revoked by administrators; a secret is shown once."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from tocsin.foundation.accounts.actions import create_key, revoke_key, rotate_key
from tocsin.foundation.accounts.options import KEY_DAYS, KEY_MOST_DAYS
from tocsin.foundation.accounts.reads import (
    end_of_key,
    key_for,
    key_standing,
    keys_for,
    names_of,
)
from tocsin.foundation.accounts.rules import ADMINISTRATOR
from tocsin.foundation.audit.reads import changes
from tocsin.foundation.config.reads import value
from tocsin.kernel.refusal import Refusal
from tocsin.surfaces.web import words
from tocsin.surfaces.web.forms import Choices, choices, why
from tocsin.surfaces.web.pages import DeskRequest, only
from tocsin.surfaces.web.refusals import FormIncomplete

_LIVES = (30, 90, 365)
_DAYS = ngettext_lazy("%(n)d day", "%(n)d days", "n")


def _lives() -> Choices:
    """How long a key may live: the usual spans, as far as the longest allows."""
    most = value(KEY_MOST_DAYS)
    spans = sorted({*_LIVES, *(n for n in (value(KEY_DAYS), most) if n)})
    found: Choices = [
        (str(n), _DAYS % {"n": n}) for n in spans if not most or n <= most
    ]
    return found if most else [*found, ("0", gettext_lazy("until it is revoked"))]


def _days(label: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, widget=forms.Select(attrs={"class": "input"}))


class KeyForm(forms.Form):
    """A new key: what it is for, what it may, how long it lives."""

    name = forms.CharField(
        label=gettext_lazy("What it is for"),
        max_length=80,
        help_text=gettext_lazy("The timeline names it so. It never changes."),
        widget=forms.TextInput(attrs={"class": "input"}),
    )
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("What it may do"),
        choices=choices(words.SCOPES),
        widget=forms.CheckboxSelectMultiple,
    )
    days = _days(gettext_lazy("It lives for"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        days: Any = self.fields["days"]
        days.choices = _lives()
        self.initial["days"] = str(value(KEY_DAYS))


class RotateForm(forms.Form):
    """A new secret: how long the old one goes on, and the key itself."""

    hours = forms.IntegerField(
        label=gettext_lazy("Hours that the secret of now goes on"),
        min_value=0,
        max_value=720,
        initial=24,
        widget=forms.NumberInput(attrs={"class": "input"}),
    )
    days = _days(gettext_lazy("The key lives for"))
    why = why(gettext_lazy("Why"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        days: Any = self.fields["days"]
        spans = [span for span in _lives() if span[0] != "0"]
        days.choices = [("", gettext_lazy("as long as it would have")), *spans]
        days.required = False


class RevokeForm(forms.Form):
    why = why(gettext_lazy("Why it is revoked"))


@only(ADMINISTRATOR)
def key_list(request: DeskRequest) -> HttpResponse:
    """GET /settings/keys: every key and how it stands; POST makes another."""
    form = KeyForm(request.POST or None)

    def page(refusal: Refusal | None = None, secret: str = "") -> HttpResponse:
        held = keys_for(request.actor)
        context = {
            "keys": held,
            "makers": names_of(each.key.created_by for each in held),
            "form": KeyForm() if secret else form,
            "secret": secret,
            "refusal": refusal,
        }
        return _shown(request, "settings/api_keys.html", context)

    if request.method != "POST":
        return page()
    request.answer_refusal = page
    if not form.is_valid():
        raise FormIncomplete
    told = form.cleaned_data
    end = end_of_key(int(told["days"]))
    made = create_key(told["name"], told["scopes"], by=request.actor, expires_at=end)
    return page(secret=made[1])


@only(ADMINISTRATOR)
def key(request: DeskRequest, prefix: str) -> HttpResponse:
    """One key: how it stands, its history; rotated or revoked."""
    found = key_for(request.actor, prefix)
    verb = request.POST.get("verb")
    rotating = RotateForm(request.POST if verb == "rotate" else None)
    revoking = RevokeForm(request.POST if verb == "revoke" else None)

    def page(refusal: Refusal | None = None, secret: str = "") -> HttpResponse:
        held = key_standing(key_for(request.actor, prefix))
        told = changes(f"key:{found.name}")
        names = names_of([found.created_by, *(each.actor_id for each in told)])
        context = {
            "held": held,
            "changes": told,
            "names": names,
            "rotating": RotateForm() if secret else rotating,
            "revoking": revoking,
            "secret": secret,
            "refusal": refusal,
        }
        return _shown(request, "settings/api_key.html", context)

    if request.method != "POST":
        return page()
    request.answer_refusal = page
    if verb == "rotate":
        return page(secret=_rotated(request, found.name, rotating))
    if not revoking.is_valid():
        raise FormIncomplete
    revoke_key(found.name, by=request.actor, why=revoking.cleaned_data["why"])
    messages.success(request, _("Revoked. It opens nothing any more."))
    return redirect("api-keys")


def _rotated(request: DeskRequest, name: str, form: RotateForm) -> str:
    """The key's new secret."""
    if not form.is_valid():
        raise FormIncomplete
    told = form.cleaned_data
    _key, secret = rotate_key(
        name,
        by=request.actor,
        grace=timedelta(hours=told["hours"]),
        expires_at=end_of_key(int(told["days"])) if told["days"] else None,
        why=told["why"],
    )
    return secret


def _shown(request: DeskRequest, name: str, context: dict[str, Any]) -> HttpResponse:
    refusal = context["refusal"]
    status = refusal.status if refusal else 200
    answer = render(request, name, context, status=status)
    if context["secret"]:
        # Shown this once: no cache between us and the reader keeps it.
        answer["Cache-Control"] = "no-store"
    return answer
