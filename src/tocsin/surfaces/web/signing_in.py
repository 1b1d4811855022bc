"""How the reader signs in: their app, passkeys and recovery codes."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth as webauthn
from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tocsin.foundation.accounts.actions import (
    add_passkey,
    add_totp,
    remove_factor,
    renew_recovery_codes,
    reset_factors,
)
from tocsin.foundation.accounts.factors import (
    Adapter,
    drawn,
    forget_pending,
    is_pending,
    pending_secret,
)
from tocsin.foundation.accounts.models import Person
from tocsin.foundation.accounts.reads import (
    codes_left,
    has_second_factor,
    person_for,
    second_factors,
)
from tocsin.foundation.accounts.rules import ADMINISTRATOR
from tocsin.foundation.audit.reads import changes
from tocsin.foundation.sso.actions import unlink
from tocsin.foundation.sso.reads import identities_of
from tocsin.kernel.refusal import Refusal
from tocsin.surfaces.web.forms import line, why
from tocsin.surfaces.web.pages import DeskRequest, P, View, only, signed_in
from tocsin.surfaces.web.refusals import FormIncomplete


def again(view: View[P]) -> Any:
    """Whoever changes how they sign in has shown within minutes that it is they."""
    return reauthentication_required(app="allauth.mfa")(view)


def _held(person: Person) -> dict[str, Any]:
    found = second_factors(person)
    app = Authenticator.Type.TOTP
    return {
        "person": person,
        "apps": [each for each in found if each.type == app],
        "passkeys": [each for each in found if each.type != app],
        "codes_left": codes_left(person) if found else 0,
        "identities": identities_of(person),
    }


@signed_in
def signing_in(request: DeskRequest) -> HttpResponse:
    """GET /signing-in: what is asked of the reader when they sign in."""
    return render(request, "signing_in/show.html", _held(request.user))


class AppForm(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("The code that the app shows"),
        max_length=16,
        widget=forms.TextInput(
            attrs={
                "class": "input",
                "inputmode": "numeric",
                "autocomplete": "one-time-code",
            }
        ),
    )


@signed_in
@again
def app(request: DeskRequest) -> HttpResponse:
    """An app is set up: its secret as a drawing and as text, then a code of it."""
    secret = pending_secret(request.session)
    form = AppForm(request.POST or None)

    def page(refusal: Refusal | None = None) -> HttpResponse:
        groups = [secret[at : at + 4] for at in range(0, len(secret), 4)]
        context = {"form": form, "secret": " ".join(groups), "refusal": refusal}
        return _secret(request, "signing_in/app.html", context)

    if request.method != "POST":
        return page()
    request.answer_refusal = page
    if not form.is_valid():
        raise FormIncomplete
    code = form.cleaned_data["code"]
    found = add_totp(request.user.key, secret, code, by=request.actor)
    forget_pending(request.session)
    messages.success(request, _("Your app is asked for a code from now on."))
    return _codes_once(request, found)


@signed_in
def app_drawing(request: DeskRequest) -> HttpResponse:
    """The secret that is being set up, as a QR code for the app's camera."""
    if not is_pending(request.session):
        raise Http404
    adapter = Adapter()
    secret = pending_secret(request.session)
    address = adapter.build_totp_url(request.user, secret)
    answer = HttpResponse(drawn(address), content_type="image/svg+xml")
    answer["Cache-Control"] = "no-store"
    return answer


class PasskeyForm(forms.Form):
    """A name, and what the browser answered to our challenge."""

    name = line(
        gettext_lazy("What you call it"),
        hint=gettext_lazy("Such as the device it is on."),
    )
    credential = forms.JSONField(widget=forms.HiddenInput)

    def clean_name(self) -> str:
        return self.cleaned_data["name"] or _("Passkey")

    def clean_credential(self) -> dict[str, Any]:
        """The answer, checked against the challenge in this session."""
        told: dict[str, Any] = self.cleaned_data["credential"]
        try:
            webauthn.parse_registration_response(told)
            binding = webauthn.complete_registration(told)
        except (AttributeError, KeyError, TypeError, ValueError) as found:
            raise forms.ValidationError(_UNFIT) from found
        if not binding.is_user_verified():
            raise forms.ValidationError(_UNVERIFIED)
        return told


_UNFIT = gettext_lazy("The passkey's answer does not fit. Begin again.")
_UNVERIFIED = gettext_lazy("The passkey asked for no PIN or finger. Use one that does.")


@signed_in
@again
def passkey(request: DeskRequest) -> HttpResponse:
    """A passkey is made by the browser, which needs JavaScript for it."""
    form = PasskeyForm(request.POST or None)

    def page(refusal: Refusal | None = None) -> HttpResponse:
        options = webauthn.begin_registration(request.user, passwordless=True)
        context = {"form": form, "options": options, "refusal": refusal}
        return _secret(request, "signing_in/passkey.html", context)

    if request.method != "POST":
        return page()
    request.answer_refusal = page
    if not form.is_valid():
        raise FormIncomplete
    told = form.cleaned_data
    user, by = request.user, request.actor
    found = add_passkey(user.key, told["name"], told["credential"], by=by)
    messages.success(request, _("You can sign in by this passkey from now on."))
    return _codes_once(request, found)


@signed_in
@again
def codes(request: DeskRequest) -> HttpResponse:
    """New recovery codes, after a page that says what happens to those of before."""
    if request.method != "POST":
        return render(request, "signing_in/renew.html", _held(request.user))
    return _codes_once(
        request, renew_recovery_codes(request.user.key, by=request.actor)
    )


@signed_in
@again
def remove(request: DeskRequest, number: int) -> HttpResponse:
    """An app or passkey is removed, after a page that says what it means."""
    if request.method == "POST":
        remove_factor(request.user.key, number, by=request.actor)
        messages.success(request, _("Removed. It opens nothing any more."))
        return redirect("signing-in")
    found = next((f for f in second_factors(request.user) if f.pk == number), None)
    if found is None:
        raise Http404
    last = len(second_factors(request.user)) == 1
    return render(request, "signing_in/remove.html", {"factor": found, "last": last})


class ResetForm(forms.Form):
    why = why(gettext_lazy("Why, and how you know that it is they who ask"))


@only(ADMINISTRATOR)
def of_person(request: DeskRequest, key: str) -> HttpResponse:
    """How somebody signs in; an administrator takes away what they have lost."""
    found = person_for(request.actor, key)
    form = ResetForm(request.POST or None)

    def page(refusal: Refusal | None = None) -> HttpResponse:
        context = _held(found) | {
            "form": form,
            "may_reset": found != request.user and has_second_factor(found),
            "changes": changes(f"person:{found.key}"),
            "refusal": refusal,
        }
        status = refusal.status if refusal else 200
        return render(request, "signing_in/of_person.html", context, status=status)

    if request.method != "POST":
        return page()
    request.answer_refusal = page
    if number := request.POST.get("unlink"):
        return _unlinked(request, found, number)
    if not form.is_valid():
        raise FormIncomplete
    reset_factors(found.key, by=request.actor, why=form.cleaned_data["why"])
    messages.success(request, _("Reset. They sign in by password and set up anew."))
    return redirect("person-signing-in", found.key)


def _unlinked(request: DeskRequest, person: Person, number: str) -> HttpResponse:
    """One account at a provider is nobody's any more."""
    if not number.isdecimal():
        raise FormIncomplete
    reason = request.POST.get("why", "")
    unlink(person.key, int(number), by=request.actor, why=reason)
    messages.success(request, _("Unlinked, and what its groups gave is taken."))
    return redirect("person-signing-in", person.key)


def _codes_once(request: DeskRequest, found: list[str]) -> HttpResponse:
    """The codes, this once; who had some already goes back to the list."""
    if not found:
        return redirect("signing-in")
    return _secret(request, "signing_in/codes.html", {"codes": found})


def _secret(request: DeskRequest, name: str, context: dict[str, Any]) -> HttpResponse:
    """A page that no cache keeps."""
    refusal = context.get("refusal")
    answer = render(request, name, context, status=refusal.status if refusal else 200)
    answer["Cache-Control"] = "no-store"
    return answer
