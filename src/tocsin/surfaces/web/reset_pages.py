"""A forgotten password: asked for, and set by whoever has the link.

The link's token leaves the address at once, by a redirect, so that it stands in no
history, no log of a proxy and no Referer; until the form is sent it is in the session.
"""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from tocsin.foundation.accounts.actions.resets import ask_for_reset, reset_password
from tocsin.foundation.accounts.reads import has_second_factor
from tocsin.foundation.accounts.refusals import LinkSpent
from tocsin.foundation.accounts.signed_in import link_opens
from tocsin.foundation.mail.reads import sends_mail
from tocsin.kernel.refusal import Refusal
from tocsin.surfaces.web.refusals import FormIncomplete

_TOKEN = "password-reset"


class ForgottenForm(forms.Form):
    login = forms.CharField(
        label=gettext_lazy("Name or e-mail address"),
        max_length=254,
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "username"}),
    )


class NewPasswordForm(forms.Form):
    password = forms.CharField(
        label=gettext_lazy("A new password"),
        help_text=gettext_lazy("Four or five words that nobody would put together."),
        widget=forms.PasswordInput(
            attrs={"class": "input", "autocomplete": "new-password"}
        ),
    )
    code = forms.CharField(
        label=gettext_lazy("A code of your second factor"),
        help_text=gettext_lazy("What your app shows now, or a recovery code."),
        max_length=40,
        widget=forms.TextInput(
            attrs={"class": "input", "autocomplete": "one-time-code"}
        ),
    )

    def __init__(self, *args: Any, wants_code: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not wants_code:
            del self.fields["code"]


def forgotten(request: HttpRequest) -> HttpResponse:
    """GET, POST /sign-in/forgotten: the same is told, whoever is named."""
    form = ForgottenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        ask_for_reset(
            form.cleaned_data["login"],
            address=str(request.META.get("REMOTE_ADDR", "")),
            agent=request.headers.get("User-Agent", ""),
        )
        return render(request, "entering/asked.html")
    context = {"form": form, "sends_mail": sends_mail()}
    return render(request, "entering/forgotten.html", context)


@require_GET
def open_link(request: HttpRequest, token: str) -> HttpResponse:
    """GET /sign-in/new-password/<token>: as the mail has it. Looking spends nothing,
    because programs that look after mail open links too."""
    request.session[_TOKEN] = token
    return unseen(redirect("new-password"))


def new_password(request: HttpRequest) -> HttpResponse:
    """GET, POST /sign-in/new-password: the form, while the link opens it."""
    token = request.session.get(_TOKEN, "")
    person = link_opens(token)
    if person is None:
        raise LinkSpent
    form = NewPasswordForm(request.POST or None, wants_code=has_second_factor(person))

    def page(refusal: Refusal | None = None) -> HttpResponse:
        status = refusal.status if refusal else 200
        context = {"form": form, "refusal": refusal, "username": person.username}
        name = "entering/new_password.html"
        return unseen(render(request, name, context, status=status))

    if request.method != "POST":
        return page()
    request.answer_refusal = page  # type: ignore[attr-defined]
    if not form.is_valid():
        raise FormIncomplete
    reset_password(token, **form.cleaned_data)
    # Nobody is signed in by a link: it may have been read by somebody else.
    request.session.flush()
    messages.success(request, _("Your new password counts from now on. Sign in by it."))
    return unseen(redirect("account_login"))


def unseen(answer: HttpResponse) -> HttpResponse:
    """Told to nobody else: no other site learns the address, no cache keeps it. With
    `no-referrer` browsers would send its own forms as from nowhere, and those are
    refused."""
    answer["Referrer-Policy"] = "same-origin"
    answer["Cache-Control"] = "no-store"
    return answer
