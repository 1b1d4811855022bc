"""Single sign-on: providers listed, described, published; and leaving by one."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from tocsin.foundation.accounts.reads import names_of
from tocsin.foundation.accounts.rules import ADMINISTRATOR
from tocsin.foundation.config.reads import history, published
from tocsin.foundation.sso.actions import (
    publish_provider,
    retire_provider,
    set_client_secret,
)
from tocsin.foundation.sso.kinds import PROVIDER_KIND
from tocsin.foundation.sso.oidc import leaving_address
from tocsin.foundation.sso.reads import PROVIDER, providers, secret_set
from tocsin.kernel import home
from tocsin.kernel.refusal import Refusal
from tocsin.surfaces.web import words
from tocsin.surfaces.web.field_pages import NameForm
from tocsin.surfaces.web.forms import choices, line, text, tick, why
from tocsin.surfaces.web.pages import DeskRequest, only
from tocsin.surfaces.web.publishing import drafted
from tocsin.surfaces.web.refusals import FormIncomplete


class ProviderForm(forms.Form):
    """How a provider is reached, and what follows from what it says."""

    title = line(
        gettext_lazy("What people call it"),
        required=True,
        hint=gettext_lazy("It stands on the button: Company account."),
    )
    issuer = line(
        gettext_lazy("Issuer"),
        required=True,
        hint=gettext_lazy("Its https address, letter for letter as it tells it."),
    )
    client_id = line(gettext_lazy("Client ID"), required=True)
    scopes = line(
        gettext_lazy("Scopes"),
        hint=gettext_lazy("With spaces between; openid is always asked."),
    )
    match = forms.ChoiceField(
        label=gettext_lazy("Newcomers are people known here by"),
        choices=choices(words.SSO_MATCHES),
        widget=forms.Select(attrs={"class": "input"}),
    )
    makes_people = tick(gettext_lazy("Newcomers whom nobody knows become people here"))
    groups_claim = line(
        gettext_lazy("Claim that holds the groups"),
        hint=gettext_lazy("Usually groups; with dots between steps."),
    )
    groups = text(
        gettext_lazy("What groups give, one a line"),
        rows=5,
        hint=gettext_lazy(
            "Group, colon, roles and teams: it-staff: agent, team network"
        ),
    )
    why = why(gettext_lazy("Why it changes"))

    def clean_groups(self) -> list[dict[str, Any]]:
        return [_row(each) for each in self.cleaned_data["groups"].splitlines() if each]

    def body(self) -> dict[str, Any]:
        told = {n: v for n, v in self.cleaned_data.items() if n != "why"}
        told["scopes"] = told["scopes"].split()
        return {n: v for n, v in told.items() if v not in (None, "", [])}


def _row(written: str) -> dict[str, Any]:
    """A line of a group, a colon, and what it gives."""
    group, _colon, gives = written.rpartition(":")
    named = [each.strip() for each in gives.split(",") if each.strip()]
    teams = [each.partition(" ")[2].strip() for each in named if _is_team(each)]
    roles = [each.replace(" ", "_") for each in named if not _is_team(each)]
    return {"group": group.strip(), "roles": roles, "teams": teams}


def _is_team(written: str) -> bool:
    return written.startswith("team ")


def _initial(body: Any) -> dict[str, Any]:
    if body is None:
        return {
            "match": "verified",
            "makes_people": True,
            "scopes": "openid profile email",
            "groups_claim": "groups",
        }
    lines = []
    for row in body.get("groups", []):
        gives = [*row.get("roles", []), *(f"team {t}" for t in row.get("teams", []))]
        lines.append(f"{row['group']}: {', '.join(gives)}")
    told = {"match": "verified", "makes_people": True, "groups_claim": "groups", **body}
    scopes = body.get("scopes", ["openid", "profile", "email"])
    return told | {"scopes": " ".join(scopes), "groups": "\n".join(lines)}


class SecretForm(forms.Form):
    secret = forms.CharField(
        label=gettext_lazy("Client secret"),
        widget=forms.PasswordInput(attrs={"class": "input", "autocomplete": "off"}),
        help_text=gettext_lazy("Stored encrypted, and never shown again."),
    )


@only(ADMINISTRATOR)
def provider_list(request: DeskRequest) -> HttpResponse:
    """Whom one may sign in by; an administrator begins another by its name."""
    form = NameForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return redirect("sign-in-provider", form.cleaned_data["name"])
    context = {"providers": providers(), "form": form}
    return render(request, "settings/providers.html", context)


@only(ADMINISTRATOR)
def provider(request: DeskRequest, name: str) -> HttpResponse:
    """One provider, its secret and its history; another version is published."""
    held = published(PROVIDER, name)
    verb = request.POST.get("verb")
    is_secret = verb == "secret"
    sent = None if is_secret else request.POST or None
    form = ProviderForm(sent, initial=_initial(held.body if held else None))
    secret = SecretForm(request.POST if is_secret else None)

    def page(refusal: Refusal | None = None) -> HttpResponse:
        versions = history(PROVIDER, name)
        context = {
            "name": name,
            "provider": held.body if held else None,
            "form": form,
            "secret": secret,
            "secret_set": secret_set(name),
            "back": home.url() + reverse("sso-back", args=[name]),
            "versions": versions,
            "authors": names_of(each.author for each in versions),
            "refusal": refusal,
        }
        status = refusal.status if refusal else 200
        return render(request, "settings/provider.html", context, status=status)

    if request.method != "POST":
        return page()
    request.answer_refusal = page
    return _sent(request, name, secret if is_secret else form)


def _sent(request: DeskRequest, name: str, form: Any) -> HttpResponse:
    """Carries out the verb that was pressed."""
    verb, by = request.POST.get("verb"), request.actor
    if verb == "retire":
        retire_provider(name, by=by, why=request.POST.get("why", ""))
        messages.success(request, _("Retired. Nobody signs in by it any more."))
        return redirect("sign-in-providers")
    if not form.is_valid():
        raise FormIncomplete
    if verb == "secret":
        set_client_secret(name, form.cleaned_data["secret"], by=by)
        messages.success(request, _("The secret is kept. It is not shown again."))
        return redirect("sign-in-provider", name)
    if verb == "draft":
        return drafted(request, PROVIDER_KIND, name, form)
    publish_provider(name, form.body(), by=by, why=form.cleaned_data["why"])
    messages.success(request, _("Published. The page for signing in offers it."))
    return redirect("sign-in-provider", name)


@require_GET
@never_cache
def signed_out(request: HttpRequest) -> HttpResponse:
    """GET /sign-in/left: out of here, and how to be out of the provider as well."""
    by = request.GET.get("by", "")
    known = next((each for each in providers() if each.issuer == by), None)
    address = leaving_address(request, known) if known else ""
    context = {"provider": known, "address": address}
    return render(request, "account/left.html", context)
