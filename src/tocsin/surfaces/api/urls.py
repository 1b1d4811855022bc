from typing import NoReturn

from django.http import HttpRequest
from django.urls import path, re_path

from tocsin.surfaces.api.refusals import NothingHere
from tocsin.surfaces.api.root import api


def nothing_here(request: HttpRequest) -> NoReturn:
    """No page stands in for an address of the API that there is not."""
    raise NothingHere


urlpatterns = [
    path("v1/", api.urls),
    re_path("", nothing_here),
]
