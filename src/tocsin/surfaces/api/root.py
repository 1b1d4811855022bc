"""The API itself: its resources, its reader and writer, its one way to say no."""

import json
from functools import cache
from typing import Any, cast

import orjson
from csp.decorators import csp_update
from django.http import Http404
from django.utils.translation import get_language
from ninja import NinjaAPI, Swagger
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema, get_schema
from ninja.operation import Operation
from ninja.responses import NinjaJSONEncoder

from tocsin.surfaces.api import (
    alerts,
    audit,
    calendars,
    categories,
    changes,
    channels,
    clocks,
    configuration,
    correlation,
    coverage,
    emergencies,
    escalation,
    fields,
    figures,
    files,
    heartbeats,
    help,
    incidents,
    invitations,
    items,
    keys,
    knowledge,
    leaving,
    life,
    links,
    macros,
    majors,
    matrix,
    needs,
    notices,
    own_path,
    people,
    queue,
    reach,
    requests,
    reviews,
    rooms,
    routing,
    schedules,
    seals,
    services,
    silences,
    sites,
    skills,
    sources,
    squads,
    stakeholders,
    statements,
    status_pages,
    swarms,
    tags,
    tasks,
    team_queue,
    teams,
    views,
    watching,
    windows,
)
from tocsin.surfaces.api.problems import answer_to
from tocsin.surfaces.api.renderer import Reader, Renderer

_ABOUT = """The register's verbs and reads for programs. Show an API key as
`Authorization: Bearer tk_…`; what a key may do is its scopes: `read` looks, `intake`
hands incidents in, `work` does both and works on them, `admin` does everything.
Every refusal has the same shape: a code for programs, a message that says what is the
case, and a remedy."""


class Api(NinjaAPI):
    """Operations go by the names of their views, which are the verbs' names."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        return operation.view_func.__name__

    def get_openapi_schema(
        self,
        *,
        path_prefix: str | None = None,
        path_params: dict[str, Any] | None = None,
    ) -> OpenAPISchema:
        """What the API says of itself. Making it takes seconds, so that it is made once
        in each language and process; as bytes, which take a tenth of the room."""
        if path_prefix is None:
            path_prefix = self.get_root_path(path_params or {})
        return cast("OpenAPISchema", orjson.loads(_said(path_prefix, get_language())))


@cache
def _said(path_prefix: str, language: str | None) -> bytes:
    told = get_schema(api, path_prefix=path_prefix)
    return json.dumps(told, cls=NinjaJSONEncoder).encode()


api = Api(
    title="Tocsin",
    version="1",
    description=_ABOUT,
    urls_namespace="api",
    renderer=Renderer(),
    parser=Reader(),
    docs=Swagger(settings={"validatorUrl": None, "defaultModelsExpandDepth": 0}),
    docs_decorator=csp_update({"img-src": ["'self'", "data:"]}),
)
for _kind in (Exception, HttpError, ValidationError, Http404):
    api.add_exception_handler(_kind, answer_to)

api.add_router("/incidents", incidents.router)
api.add_router("/incidents", life.router)
api.add_router("/incidents", knowledge.router)
api.add_router("/incidents", files.router)
api.add_router("/incidents", tags.verbs)
api.add_router("", correlation.router)
api.add_router("", escalation.router)
api.add_router("", clocks.router)
api.add_router("", majors.router)
api.add_router("", stakeholders.router)
api.add_router("", squads.router)
api.add_router("", reviews.router)
api.add_router("", routing.router)
api.add_router("", team_queue.router)
api.add_router("/tags", tags.router)
api.add_router("/incidents", tasks.verbs)
api.add_router("/incidents", watching.router)
api.add_router("/tasks", tasks.router)
api.add_router("/time", tasks.times)
api.add_router("/incidents", links.router)
api.add_router("/help", help.router)
api.add_router("/queue", queue.router)
api.add_router("/changes", changes.router)
api.add_router("", emergencies.router)
api.add_router("/alerts", alerts.router)
api.add_router("/coverage", coverage.router)
api.add_router("/status-pages", status_pages.router)
api.add_router("/components", status_pages.components)
api.add_router("/notices", statements.router)
api.add_router("/notices", notices.router)
api.add_router("/sources", sources.router)
api.add_router("/requests", requests.router)
api.add_router("/failures", requests.failures)
api.add_router("/replays", requests.replays)
api.add_router("/silences", silences.router)
api.add_router("/schedules", schedules.router)
api.add_router("/incidents", swarms.verbs)
api.add_router("/swarms", swarms.router)
api.add_router("/windows", windows.router)
api.add_router("/channels", channels.router)
api.add_router("/providers", channels.carriers)
api.add_router("/services", services.router)
api.add_router("/figures", figures.router)
api.add_router("/heartbeats", heartbeats.router)
api.add_router("/items", items.router)
api.add_router("/sites", sites.router)
api.add_router("/affected", needs.router)
api.add_router("/teams", teams.router)
api.add_router("/teams", rooms.router)
api.add_router("/categories", categories.router)
api.add_router("/calendars", calendars.router)
api.add_router("/fields", fields.router)
api.add_router("/views", views.router)
api.add_router("/templates", macros.templates)
api.add_router("/macros", macros.router)
api.add_router("/people", people.router)
api.add_router("/people", reach.router)
api.add_router("/pages", reach.pages)
api.add_router("/path", own_path.router)
api.add_router("/skills", skills.router)
api.add_router("/people", leaving.router)
api.add_router("/invitations", invitations.router)
api.add_router("/priority-matrix", matrix.router)
api.add_router("/configuration", configuration.router)
api.add_router("/audit", audit.router)
api.add_router("/keys", keys.router)
api.add_router("/verify", seals.router)
