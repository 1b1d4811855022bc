"""Signing in by allauth: our adapter, and the few addresses of it that we open."""

from typing import Any

from allauth.account import views
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.internal import ratelimit
from allauth.mfa.base import views as factors
from allauth.mfa.webauthn import views as passkeys
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from tocsin.foundation.accounts.actions import open_break_glass
from tocsin.foundation.accounts.models import Person
from tocsin.foundation.accounts.reads import (
    BREAK_GLASS,
    by_provider_only,
    is_break_glass,
)


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by administrators, so nobody signs up."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "by_provider": gettext_lazy(
            "Passwords and passkeys open nothing here. Sign in by your organisation's"
            " provider."
        )
    }

    # Whether somebody who is in shows once more that it is they.
    again = False

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Where people come in by a provider alone, no password is even looked at."""
        named = str(credentials.get("username", "")).strip().lower()
        if by_provider_only() and not (self.again or named == BREAK_GLASS):
            raise self.validation_error("by_provider")
        super().pre_authenticate(request, **credentials)

    def reauthenticate(self, user: Person, password: str) -> bool:
        self.again = True
        return bool(super().reauthenticate(user, password))

    def pre_login(
        self, request: HttpRequest, user: Person, **told: Any
    ) -> HttpResponse | None:
        """The same for passkeys; and whoever opens the envelope spends its secret."""
        stop: HttpResponse | None = super().pre_login(request, user, **told)
        if stop is not None:
            return stop
        if is_break_glass(user):
            where = self.get_client_ip(request)
            user.password = open_break_glass(user, where=where).password
        elif by_provider_only() and not (told["signal_kwargs"] or {}).get(
            "sociallogin"
        ):
            messages.error(request, str(self.error_messages["by_provider"]))
            return redirect("account_login")
        return None

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        """Whoever came by a provider is offered to sign out there as well."""
        told = get_authentication_records(request, request.user)
        issuers = [each["provider"] for each in told if each.get("provider")]
        usual: str = super().get_logout_redirect_url(request)
        if not issuers:
            return usual
        return f"{reverse('signed-out')}?{urlencode({'by': issuers[-1]})}"

    def add_message(
        self, request: HttpRequest, level: int, *args: object, **told: object
    ) -> None:
        """Says only what went wrong: the page itself shows who is signed in."""
        if level == messages.ERROR and (message := told.get("message")):
            messages.error(request, str(message))


# allauth counts answers only; each question makes a session, so they count as well.
_asked = {"asked": "60/m/ip"}
_passkey = ratelimit.decorator(
    app="tocsin.passkey", action="asked", config=_asked, limit_get=True
)(passkeys.login_webauthn)

urlpatterns = [
    path("sign-in", views.login, name="account_login"),
    path("sign-out", require_POST(views.logout), name="account_logout"),
    path("sign-in/second-factor", factors.authenticate, name="mfa_authenticate"),
    path("sign-in/passkey", _passkey, name="mfa_login_webauthn"),
    path("sign-in/again", views.reauthenticate, name="account_reauthenticate"),
    path("sign-in/again/code", factors.reauthenticate, name="mfa_reauthenticate"),
    path(
        "sign-in/again/passkey",
        passkeys.reauthenticate_webauthn,
        name="mfa_reauthenticate_webauthn",
    ),
    path("sign-in/inactive", views.account_inactive, name="account_inactive"),
]
