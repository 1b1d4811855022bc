"""OpenID Connect by allauth, with what it leaves to us: every provider is a published
document, an identity is (issuer, subject), and each answer is checked in full."""

import logging
import secrets
from typing import Any

import requests
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, get_adapter
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin
from allauth.socialaccount.providers.base.constants import AuthError, AuthProcess
from allauth.socialaccount.providers.openid_connect.provider import (
    OpenIDConnectProvider,
)
from allauth.socialaccount.providers.openid_connect.views import (
    OpenIDConnectOAuth2Adapter,
)
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode

from tocsin.foundation.sso import rules
from tocsin.foundation.sso.actions import admit
from tocsin.foundation.sso.reads import client_secret, provider_called
from tocsin.foundation.sso.refusals import (
    ProviderIsAnother,
    ProviderSilent,
    SignInCancelled,
    SignInStale,
    TokenUnfit,
)
from tocsin.foundation.sso.rules import claims_complaint, discovery_address
from tocsin.foundation.sso.tokens import Unproved, proved
from tocsin.kernel import home
from tocsin.kernel.refusal import Refusal

logger = logging.getLogger("tocsin.sso")


class Flow(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """One provider's addresses, and what we make of its answer."""

    @property
    def openid_config(self) -> dict[str, Any]:
        """How the provider describes itself; refused when it says it is another
        (OpenID Connect Discovery, section 4.3)."""
        if not hasattr(self, "_told"):
            app = self.get_provider().app
            issuer = app.settings["server_url"]
            self._told = self._asked(discovery_address(issuer))
            if self._told.get("issuer") != issuer:
                told = str(self._told.get("issuer"))[:200]
                raise ProviderIsAnother(title=app.name, told=told)
        return self._told

    def _asked(self, address: str, **headers: str) -> dict[str, Any]:
        """What the provider answers, as JSON."""
        title = self.get_provider().app.name
        try:
            with get_adapter().get_requests_session() as session:
                answer = session.get(address, headers=headers)
            answer.raise_for_status()
            told = answer.json()
        except (requests.RequestException, ValueError) as found:
            logger.warning("%s at %s: %s", title, address, found)
            raise ProviderSilent(title=title) from found
        if not isinstance(told, dict):
            raise ProviderSilent(title=title)
        return told

    def complete_login(
        self, request: HttpRequest, app: SocialApp, token: Any, **kwargs: Any
    ) -> SocialLogin:
        """The claims of the ID token, and of userinfo where it is about the same
        subject (OpenID Connect Core, section 5.3.2)."""
        try:
            keys = self._asked(self.openid_config["jwks_uri"])
            claims = proved(str(kwargs["response"].get("id_token", "")), keys)
        except (Unproved, KeyError) as found:
            logger.warning("%s: %s", app.name, found)
            raise TokenUnfit(title=app.name, part="signature") from found
        if address := self.openid_config.get("userinfo_endpoint"):
            more = self._asked(address, Authorization=f"Bearer {token.token}")
            if more.get("sub") != claims["sub"]:
                raise TokenUnfit(title=app.name, part="subject")
            claims = more | claims
        login: SocialLogin = self.get_provider().sociallogin_from_response(
            request, claims
        )
        login.claims = claims
        return login

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        """By TOCSIN_URL, whatever a request says about its host."""
        return home.url() + reverse("sso-back", args=[app.provider_id])


class Provider(OpenIDConnectProvider):  # type: ignore[misc]
    """A provider with PKCE and a nonce for each sign-in."""

    oauth2_adapter_class = Flow
    pkce_enabled_default = True

    @property
    def sub_id(self) -> str:
        """What identities are kept under."""
        return str(self.app.settings["server_url"])

    def extract_extra_data(self, data: Any) -> dict[str, Any]:
        """Nothing of what the provider tells about a person is kept."""
        return {}

    def redirect_to(self, request: HttpRequest, next_url: str | None) -> HttpResponse:
        """To the provider. Nothing that an address says changes what is asked."""
        nonce = secrets.token_urlsafe(32)
        answer: HttpResponse = self.redirect(
            request,
            AuthProcess.LOGIN,
            next_url=next_url,
            auth_params={"nonce": nonce},
            nonce=nonce,
        )
        return answer


class Adapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Says whom we know, and turns whatever went wrong into a refusal."""

    def get_provider(
        self, request: HttpRequest, provider: str, client_id: str | None = None
    ) -> Provider:
        found = provider_called(provider)
        app = SocialApp(
            provider="openid_connect",
            provider_id=found.name,
            name=found.title,
            client_id=found.client_id,
            secret=client_secret(found.name),
            settings={"server_url": found.issuer, "scope": list(found.scopes)},
        )
        return Provider(request, app=app)

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Whoever the claims are about, if they are for us and for this sign-in."""
        provider = provider_called(sociallogin.account.provider)
        part = claims_complaint(
            sociallogin.claims,
            issuer=provider.issuer,
            client_id=provider.client_id,
            nonce=sociallogin.state.get("nonce"),
        )
        if part:
            raise TokenUnfit(title=provider.title, part=part)
        sociallogin.user = admit(provider, sociallogin.claims)
        held = SocialAccount.objects.filter(
            provider=provider.issuer, uid=sociallogin.claims["sub"]
        )
        sociallogin.account = held.first() or sociallogin.account

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Provider,
        error: Any = None,
        exception: Exception | None = None,
        extra_context: Any = None,
    ) -> None:
        if "state_id" in (extra_context or {}) and exception is None:
            raise SignInStale
        title = provider.app.name
        logger.warning("%s: %s %s", title, request.GET.get("error"), exception)
        if error == AuthError.CANCELLED or request.GET.get("error"):
            raise SignInCancelled(title=title)
        raise ProviderSilent(title=title) from exception


def leaving_address(request: HttpRequest, provider: rules.Provider) -> str:
    """Where one signs out of the provider itself (OpenID Connect RP-Initiated Logout,
    section 2); empty, when it has no such place or does not answer."""
    try:
        told = Flow(request, provider.name).openid_config.get("end_session_endpoint")
    except Refusal:
        return ""
    if not isinstance(told, str) or not told.startswith(("https://", "http://")):
        return ""
    back = home.url() + reverse("account_login")
    asked = {"client_id": provider.client_id, "post_logout_redirect_uri": back}
    return f"{told}{'&' if '?' in told else '?'}{urlencode(asked)}"
