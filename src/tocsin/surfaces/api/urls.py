"""The API's addresses. Its shapes are made ready when they are first used: most of the
processes that carry them answer with a few of them, or none."""

from importlib import import_module
from typing import NoReturn

from django.http import HttpRequest
from django.urls import path, re_path
from django.views.decorators.csrf import csrf_exempt
from ninja import Schema

from tocsin.surfaces.api.refusals import NothingHere

# Before the first of them is defined, and so before what the API is made of.
Schema.model_config["defer_build"] = True
api = import_module("tocsin.surfaces.api.root").api


# There is nothing here that a form of another site could do.
@csrf_exempt
def nothing_here(request: HttpRequest) -> NoReturn:
    """No page stands in for an address of the API that there is not."""
    raise NothingHere


urlpatterns = [
    path("v1/", nothing_here, name="api-root"),
    path("v1/", api.urls),
    re_path("", nothing_here),
]
