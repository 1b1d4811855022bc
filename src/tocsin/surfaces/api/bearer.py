"""Whoever shows an API key acts as that key; nothing else opens the API."""

from django.http import HttpRequest
from ninja.security import HttpBearer

from tocsin.foundation.accounts.actions import touch_key
from tocsin.foundation.accounts.reads import actor_of_key
from tocsin.foundation.accounts.rules import Actor
from tocsin.kernel.text import holdable
from tocsin.surfaces.api.attempts import count_failure
from tocsin.surfaces.api.problems import LARGEST_BODY
from tocsin.surfaces.api.refusals import ScopeMissing, TooLarge


class ApiRequest(HttpRequest):
    """A request of a key that has the scope for it."""

    auth: Actor


class ApiKey(HttpBearer):
    """Lets in keys that have one of these scopes; scope admin opens everything."""

    def __init__(self, *scopes: str) -> None:
        super().__init__()
        self.scopes = (*scopes, "admin")

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        actor = actor_of_key(holdable(token))
        if actor is None:
            count_failure(request)
            return None
        touch_key(actor.id)
        if not actor.scopes & set(self.scopes):
            raise ScopeMissing(name=actor.name, needed=", ".join(self.scopes))
        _refuse_large(request)
        return actor


def _refuse_large(request: HttpRequest) -> None:
    """A body that did not tell its length beforehand is measured, now that we know
    who sends it; all others the middleware has weighed."""
    if "CONTENT_LENGTH" not in request.META and len(request.body) > LARGEST_BODY:
        raise TooLarge(limit=LARGEST_BODY)


READERS = ApiKey("read", "work")
FOLLOWERS = ApiKey("read", "work", "intake")
WORKERS = ApiKey("work")
REPORTERS = ApiKey("intake", "work")
ADMINISTRATORS = ApiKey()
