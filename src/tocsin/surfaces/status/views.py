"""Pages that are not from memory: those that somebody must be let into, and those on
which something is sent."""

from contextlib import suppress
from typing import Any
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from tocsin.kernel import clock
from tocsin.kernel.holding import one_more, tries
from tocsin.kernel.refusal import Refusal
from tocsin.response.statuspage.actions.subscribing import (
    confirm_mail,
    leave,
    opens,
    want_mail,
)
from tocsin.response.statuspage.models import Page
from tocsin.response.statuspage.reads.desk import main_page, page_at
from tocsin.response.statuspage.reads.shown import tree_of
from tocsin.response.statuspage.refusals import (
    LinkOver,
    PageUnknown,
    SubscriberUnknown,
    TooOften,
)
from tocsin.response.statuspage.rules.words import KINDS, MAIL, PASSWORD, PEOPLE, PUBLIC
from tocsin.surfaces.status.addresses import wanted_at
from tocsin.surfaces.status.drawing import draw, html
from tocsin.surfaces.status.hooks import subscribe_hook
from tocsin.surfaces.status.opening import let_in, may_read, opens_with

# From one address, within some minutes: passwords that open nothing, and subscribing.
_MOST_TRIED, _MOST_ASKED, _WINDOW = 10, 20, 600


@require_GET
def shown(request: HttpRequest, slug: str = "", **_rest: str) -> HttpResponse:
    """GET /status/…: any form of a page, for those who may read it."""
    wanted = wanted_at(request.path)
    page = _page(slug)
    if wanted is None:
        raise Http404
    if not may_read(request, page):
        return _closed(request, page)
    drawn = draw(wanted)
    if drawn is None:
        raise Http404
    answer = HttpResponse(
        drawn.body, content_type=drawn.kind, headers=dict(drawn.headers)
    )
    if page.access != PUBLIC:
        answer["Cache-Control"] = "private, no-store"
        patch_vary_headers(answer, ["Cookie"])
    else:
        answer["Cache-Control"] = "public, max-age=2"
    return answer


def _page(slug: str) -> Page:
    page = page_at(slug) if slug else main_page()
    if page is None:
        raise PageUnknown
    return page


def _closed(request: HttpRequest, page: Page) -> HttpResponse:
    """A page that is not for everybody says how it is opened, and not that it exists
    where nothing would open it."""
    if page.access == PEOPLE:
        return redirect(f"/sign-in?next={request.path}")
    if page.access == PASSWORD:
        return _said(page, "closed", {}, status=401)
    raise PageUnknown


def _said(
    page: Page, template: str, more: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    with translation.override(page.language), timezone.override(ZoneInfo(page.zone)):
        body = html(template, page, more)
    return HttpResponse(body, status=status, headers={"Cache-Control": "no-store"})


@csrf_exempt
@require_http_methods(["GET", "POST"])
def unlock(request: HttpRequest, slug: str) -> HttpResponse:
    """POST …/open: the page's password."""
    page = _page(slug)
    if page.access != PASSWORD:
        return redirect(f"/status/{page.slug}")
    if request.method != "POST":
        return _said(page, "closed", {}, status=401)
    tried = f"status-opens:{page.slug}:{request.META.get('REMOTE_ADDR', '')}"
    if tries(tried) >= _MOST_TRIED:
        more = {"refusal": TooOften()}
        return _said(page, "closed", more, status=TooOften.status)
    if not opens_with(page, request.POST.get("password", "")):
        one_more(tried, _WINDOW)
        return _said(page, "closed", {"wrong": True}, status=401)
    answer = redirect(f"/status/{page.slug}")
    let_in(request, answer, page)
    return answer


# Nothing here is done as anybody: there is no session that another site could use, and
# an address is only subscribed by the link in its own mail.
@csrf_exempt
@require_http_methods(["GET", "POST"])
def subscribe(request: HttpRequest, slug: str) -> HttpResponse:
    """GET …/subscribe: all that one may choose. POST: a mail is on its way, or a
    webhook or chat is told a test and subscribed."""
    page = _page(slug)
    if not may_read(request, page):
        return _closed(request, page)
    told = request.POST
    if request.method != "POST":
        return _said(page, "subscribe", _choices(page))
    components, kinds = told.getlist("component")[:300], told.getlist("kind")
    channel = told.get("channel", MAIL)
    address = told.get("address", "").strip()
    asked = f"status-asks:{request.META.get('REMOTE_ADDR', '')}"
    try:
        if one_more(asked, _WINDOW) > _MOST_ASKED:
            raise TooOften
        if channel == MAIL:
            want_mail(
                page.slug,
                address,
                components=components,
                kinds=kinds,
                rhythms={kind: told.get(f"rhythm-{kind}", "") for kind in KINDS},
            )
            return _said(page, "asked", {"address": address})
        made = subscribe_hook(
            page, channel, address, components=components, kinds=kinds
        )
    except Refusal as refusal:
        more = _choices(page) | {"refusal": refusal, "told": told}
        return _said(page, "subscribe", more, status=refusal.status)
    return _said(page, "subscribed", {"made": made})


def _choices(page: Page) -> dict[str, Any]:
    groups = tree_of(page, clock.now(), ZoneInfo(page.zone))
    leaves = [leaf for each in groups for leaf in each.leaves()]
    return {"leaves": leaves, "kinds": KINDS}


@csrf_exempt
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    """GET: a button, since mail programs open links, too. POST: the address is
    subscribed."""
    page = _page(slug)
    if request.method != "POST":
        told = opens(slug, token)
        return _said(page, "confirm", {"is_open": told}, status=200 if told else 410)
    try:
        row = confirm_mail(slug, token)
    except LinkOver as refusal:
        more = {"is_open": False, "refusal": refusal}
        return _said(page, "confirm", more, status=refusal.status)
    return _said(page, "subscribed", {"row": row})


@csrf_exempt
@require_http_methods(["GET", "POST"])
def leaving(request: HttpRequest, slug: str, code: str, token: str) -> HttpResponse:
    """GET: a button. POST: nothing more is sent there (RFC 8058: a mail program may
    send `List-Unsubscribe=One-Click` here, without a person looking)."""
    page = _page(slug)
    if request.method != "POST":
        return _said(page, "leave", {"is_left": False})
    # Whoever left before has left.
    with suppress(SubscriberUnknown):
        leave(code, token)
    return _said(page, "leave", {"is_left": True})
