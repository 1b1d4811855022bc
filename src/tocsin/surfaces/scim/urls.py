"""SCIM's addresses. What answers is imported at the first request: many organisations
have no directory that sends, and its models take a third of what importing costs."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import get_resolver, re_path
from django.views.decorators.csrf import csrf_exempt

app_name = "scim"


@csrf_exempt
def answered(request: HttpRequest, rest: str) -> HttpResponse:
    """What the endpoint at that address answers."""
    found = get_resolver("tocsin.surfaces.scim.endpoints").resolve(f"/{rest}")
    answer: HttpResponse = found.func(request, *found.args, **found.kwargs)
    return answer


urlpatterns: list[Any] = [re_path(r"^(?P<rest>[\s\S]*)$", answered)]
