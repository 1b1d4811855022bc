"""Pages about the reader themselves and other people: first use, theme, keys."""

from django import forms
from django.contrib import messages
from django.contrib.auth import login, update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from tocsin.foundation.accounts.actions.people import (
    make_first_administrator,
    set_password,
)
from tocsin.foundation.accounts.passwords import check_password_rules
from tocsin.foundation.accounts.reads import nobody_yet
from tocsin.foundation.accounts.refusals import AlreadyBegun, PasswordWeak
from tocsin.surfaces.web.pages import DeskRequest, signed_in, staff
from tocsin.surfaces.web.refusals import FormIncomplete


class FirstUseForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Your name"), max_length=150)
    username = forms.CharField(
        label=gettext_lazy("The name you sign in by"), max_length=150
    )
    password = forms.CharField(
        label=gettext_lazy("A password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=gettext_lazy("Four or five words that nobody would put together."),
    )

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        try:
            check_password_rules(password)
        except PasswordWeak as weak:
            raise forms.ValidationError(str(weak)) from weak
        return password


def first_use(request: HttpRequest) -> HttpResponse:
    """Makes the first administrator, once, and signs them in."""
    if not nobody_yet():
        raise AlreadyBegun
    form = FirstUseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        person = make_first_administrator(**form.cleaned_data)
        login(request, person)
        messages.success(request, _("You are the administrator of this Tocsin."))
        return redirect("begin-organisation")
    return render(request, "account/first_use.html", {"form": form})


@require_POST
@signed_in
def theme(request: DeskRequest) -> HttpResponse:
    """Light, dark, or as the system has it."""
    wanted = request.POST.get("theme", "")
    request.user.theme = wanted if wanted in {"light", "dark"} else ""
    request.user.save(update_fields=["theme"])
    return redirect(_safe(request, request.POST.get("next", "")))


def _safe(request: HttpRequest, address: str) -> str:
    """The address, if it is one of ours."""
    ours = url_has_allowed_host_and_scheme(address, allowed_hosts=None)
    return address if ours else "/"


@staff
def keys(request: DeskRequest) -> HttpResponse:
    return render(request, "keys.html")


@staff
def more(request: DeskRequest) -> HttpResponse:
    return render(request, "more.html", {"on_more": True})


class PasswordForm(forms.Form):
    password = forms.CharField(
        label=gettext_lazy("A new password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=gettext_lazy("Your other sessions end with it."),
    )


@require_POST
@signed_in
def password(request: DeskRequest) -> HttpResponse:
    """POST /password: the reader's new password; this session goes on."""
    form = PasswordForm(request.POST)
    if not form.is_valid():
        raise FormIncomplete
    set_password(
        request.user.key,
        form.cleaned_data["password"],
        by=request.actor,
        session=request.session.session_key or "",
    )
    request.user.refresh_from_db()
    update_session_auth_hash(request, request.user)
    messages.success(request, _("Your new password counts from now on."))
    return redirect("person", request.user.key)
