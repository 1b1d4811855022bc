"""Signing in by allauth: our adapter, and the few addresses of it that we open."""

from allauth.account import views
from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.urls import path
from django.views.decorators.http import require_POST


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by administrators, so nobody signs up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def add_message(self, *args: object, **kwargs: object) -> None:
        """Says nothing: the page itself shows who is signed in."""


urlpatterns = [
    path("sign-in", views.login, name="account_login"),
    path("sign-out", require_POST(views.logout), name="account_logout"),
    path("sign-in/inactive", views.account_inactive, name="account_inactive"),
]
