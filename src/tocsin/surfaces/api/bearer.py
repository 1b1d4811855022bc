"""Whoever shows an API key acts as that key; nothing else opens the API."""

from django.http import HttpRequest
from ninja.security import HttpBearer

from tocsin.foundation.accounts.actions import touch_key
from tocsin.foundation.accounts.reads import actor_of_key
from tocsin.foundation.accounts.rules import Actor
from tocsin.kernel.text import holdable
from tocsin.surfaces.api.refusals import ScopeMissing


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
            return None
        touch_key(actor.id)
        if not actor.scopes & set(self.scopes):
            raise ScopeMissing(name=actor.name, needed=", ".join(self.scopes))
        return actor


READERS = ApiKey("read", "work")
WORKERS = ApiKey("work")
REPORTERS = ApiKey("intake", "work")
ADMINISTRATORS = ApiKey()
