"""Whoever was invited comes: a name, a password, and they can sign in."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from tocsin.foundation.accounts.actions.invitations import accept_invitation
from tocsin.foundation.accounts.invited import invitation_opened_by
from tocsin.foundation.accounts.refusals import LinkSpent
from tocsin.kernel.refusal import Refusal
from tocsin.surfaces.web.refusals import FormIncomplete
from tocsin.surfaces.web.reset_pages import unseen

_TOKEN = "invitation"


class WelcomeForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Your name"),
        max_length=150,
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "name"}),
    )
    username = forms.CharField(
        label=gettext_lazy("The name you sign in by"),
        max_length=150,
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "username"}),
    )
    password = forms.CharField(
        label=gettext_lazy("A password"),
        help_text=gettext_lazy("Four or five words that nobody would put together."),
        widget=forms.PasswordInput(
            attrs={"class": "input", "autocomplete": "new-password"}
        ),
    )


@require_GET
def open_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """GET /welcome/<token>: as the mail has it. Looking spends nothing."""
    request.session[_TOKEN] = token
    return unseen(redirect("welcome"))


def welcome(request: HttpRequest) -> HttpResponse:
    """GET, POST /welcome: the form, while the link opens it."""
    token = request.session.get(_TOKEN, "")
    invitation = invitation_opened_by(token)
    if invitation is None:
        raise LinkSpent
    offered = {
        "name": invitation.name,
        "username": invitation.email.partition("@")[0],
    }
    form = WelcomeForm(request.POST or None, initial=offered)
    translation.activate(invitation.language)
    return _answered(request, form, token, invitation.email)


def _answered(
    request: HttpRequest, form: WelcomeForm, token: str, email: str
) -> HttpResponse:
    def page(refusal: Refusal | None = None) -> HttpResponse:
        status = refusal.status if refusal else 200
        context = {"form": form, "refusal": refusal, "email": email}
        name = "entering/welcome.html"
        return unseen(render(request, name, context, status=status))

    if request.method != "POST":
        return page()
    request.answer_refusal = page  # type: ignore[attr-defined]
    if not form.is_valid():
        raise FormIncomplete
    accept_invitation(token, **form.cleaned_data)
    request.session.flush()
    messages.success(request, _("Welcome. Sign in by the name and password you chose."))
    return unseen(redirect("account_login"))
