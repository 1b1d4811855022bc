"""Who watches an incident, and is told what happens on it."""

from django.http import HttpResponse
from ninja import Router, Schema
from pydantic import Field

from tocsin.foundation.accounts.reads import names_of
from tocsin.kernel.text import holdable
from tocsin.register.watching import actions
from tocsin.register.watching.reads import watchers
from tocsin.register.work.reads import incident_for
from tocsin.surfaces.api.bearer import WORKERS, ApiRequest
from tocsin.surfaces.api.operations import reading, writing
from tocsin.surfaces.api.shapes import Asked
from tocsin.surfaces.api.writing import act

router = Router(tags=["Watching"])


class Watching(Asked):
    person: str | None = Field(
        None, description="A person's key; else on whose behalf this is asked."
    )


ONESELF = Watching(person=None)


@writing(router, "/{ref}/watch", WORKERS)
def watch(request: ApiRequest, ref: str, body: Watching = ONESELF) -> HttpResponse:
    """The person is told what happens on it. Who may not see it cannot watch it.
    `If-Match` is not looked at."""
    return act(request, ref, actions.watch, body, seen=False)


@writing(router, "/{ref}/unwatch", WORKERS)
def unwatch(request: ApiRequest, ref: str, body: Watching = ONESELF) -> HttpResponse:
    """The person is told of it no more, but what they own, reported or are mentioned
    in. `If-Match` is not looked at."""
    return act(request, ref, actions.unwatch, body, seen=False)


class WatcherShape(Schema):
    person: str
    name: str


class WatcherList(Schema):
    items: list[WatcherShape]


@reading(router, "/{ref}/watchers", WatcherList)
def get_watchers(request: ApiRequest, ref: str) -> WatcherList:
    """Who watches it, the first first."""
    keys = watchers(incident_for(request.auth, holdable(ref)))
    names = names_of(keys)
    return WatcherList(
        items=[WatcherShape(person=key, name=names.get(key, key)) for key in keys]
    )
