"""The two addresses of a sign-in by a provider: there, and back."""

from allauth.core.internal import ratelimit
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from tocsin.foundation.sso.oidc import Flow

_RATES = {"there": "30/m/ip", "back": "30/m/ip"}


def _too_many(request: HttpRequest, action: str) -> HttpResponse | None:
    """Counted in the database, like attempts to sign in by password."""
    found: HttpResponse | None = ratelimit.consume_or_429(
        request, app="tocsin.sso", action=action, config=_RATES, limit_get=True
    )
    return found


@require_GET
@never_cache
def there(request: HttpRequest, name: str) -> HttpResponse:
    """GET /sign-in/with/…: to the provider."""
    if stop := _too_many(request, "there"):
        return stop
    wanted = request.GET.get("next", "")
    ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    provider = get_adapter().get_provider(request, provider=name)
    answer: HttpResponse = provider.redirect_to(request, wanted if ours else None)
    return answer


@require_GET
@never_cache
def back(request: HttpRequest, name: str) -> HttpResponse:
    """GET /sign-in/with/…/back: from the provider, with a code for its answer."""
    if stop := _too_many(request, "back"):
        return stop
    answer: HttpResponse = OAuth2CallbackView.adapter_view(Flow(request, name))(request)
    return answer


urlpatterns = [
    path("sign-in/with/<slug:name>", there, name="sso-there"),
    path("sign-in/with/<slug:name>/back", back, name="sso-back"),
]
