"""Whether somebody may read a page that is not for everybody."""

import hashlib
from ipaddress import ip_address, ip_network
from typing import Any

from django.contrib.auth.hashers import check_password
from django.core import signing
from django.http import HttpRequest, HttpResponse

from tocsin.response.statuspage.models import Page
from tocsin.response.statuspage.rules.words import ADDRESSES, PASSWORD, PEOPLE, PUBLIC

_LASTS = 12 * 3600
_SALT = "status page"


def may_read(request: HttpRequest, page: Page) -> bool:
    """Everybody, those who know the password, who signed in, or who ask from a network
    that is named. Pages for drills are for those, too, and never for everybody."""
    if page.access == PUBLIC:
        return True
    if page.access == PEOPLE:
        return bool(request.user.is_authenticated)
    if page.access == ADDRESSES:
        return _is_near(request, page)
    return page.access == PASSWORD and _has_opened(request, page)


def _is_near(request: HttpRequest, page: Page) -> bool:
    try:
        address = ip_address(request.META.get("REMOTE_ADDR", "").partition("%")[0])
    except ValueError:
        return False
    within = [ip_network(each) for each in page.networks]
    return any(address in each for each in within if each.version == address.version)


def _cookie(page: Page) -> str:
    return f"status-{page.slug}"


def _stamp(page: Page) -> str:
    """Another password closes what was opened by the one before."""
    return hashlib.sha256(page.password.encode()).hexdigest()[:16]


def _has_opened(request: HttpRequest, page: Page) -> bool:
    told = request.COOKIES.get(_cookie(page), "")
    try:
        found: Any = signing.loads(told, salt=_SALT, max_age=_LASTS)
    except signing.BadSignature:
        return False
    return bool(found == [page.slug, _stamp(page)])


def opens_with(page: Page, password: str) -> bool:
    return page.access == PASSWORD and check_password(password, page.password)


def let_in(request: HttpRequest, answer: HttpResponse, page: Page) -> None:
    """This browser may read the page for twelve hours."""
    answer.set_cookie(
        _cookie(page),
        signing.dumps([page.slug, _stamp(page)], salt=_SALT),
        max_age=_LASTS,
        path=f"/status/{page.slug}",
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )
