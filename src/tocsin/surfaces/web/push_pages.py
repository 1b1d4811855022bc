"""Tocsin on the phone: an app that can be installed, a browser that is pushed to."""

import json
from pathlib import Path

from django.contrib import messages
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_POST

from tocsin.foundation.notify.actions.methods import add_method
from tocsin.foundation.notify.channels.contract import AddressUnfit
from tocsin.foundation.notify.channels.webpush.channel import subscription
from tocsin.foundation.notify.refusals import AddressUnfitting
from tocsin.surfaces.web.pages import DeskRequest, signed_in

# As the worker names it; once collected it has another name.
_ICON = "/static/web/app-192.png"
# The grounds of tokens.css, light; a manifest knows no second one.
_GROUND = "#faf9f6"


@require_GET
@cache_control(no_cache=True)
def worker(request: HttpRequest) -> HttpResponse:
    """GET /worker.js: what runs in the browser when no page of ours is open. It lies at
    the root, since a worker looks after what lies beside and below it."""
    found = finders.find("web/worker.js")
    text = Path(str(found)).read_text("utf-8").replace(_ICON, static("web/app-192.png"))
    return HttpResponse(text, content_type="text/javascript; charset=utf-8")


@require_GET
@cache_control(max_age=3600)
def manifest(request: HttpRequest) -> JsonResponse:
    """GET /app.webmanifest: by which a phone installs it as an app (W3C Web App
    Manifest)."""
    pictures = [
        {"src": static(f"web/app-{size}.png"), "sizes": f"{size}x{size}"}
        | {"type": "image/png", "purpose": purpose}
        for size in (192, 512)
        for purpose in ("any", "maskable")
    ]
    told = {
        "id": "/",
        "name": "Tocsin",
        "short_name": "Tocsin",
        "description": _("Incidents, and who is called for them."),
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": _GROUND,
        "theme_color": _GROUND,
        "icons": pictures,
    }
    return JsonResponse(told, content_type="application/manifest+json")


@require_POST
@signed_in
def subscribe(request: DeskRequest) -> HttpResponse:
    """POST /me/push: this browser may be pushed to, once its code was typed."""
    try:
        told = json.loads(request.POST.get("subscription", ""))
        address, data = subscription(told)
    except (ValueError, RecursionError, AddressUnfit) as flaw:
        address = _("This browser")
        why = _("It told no subscription that can be used.")
        raise AddressUnfitting(address=address, why=why) from flaw
    label = request.POST.get("label", "")
    key = request.user.key
    add_method(key, "webpush", address, data=data, label=label, by=request.actor)
    messages.success(request, _("A code is on its way to this browser. Type it here."))
    return redirect("/me/reached")
