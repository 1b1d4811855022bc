"""What operations have in common: scopes, declared answers, headers."""

from collections.abc import Callable
from typing import Any, TypeVar

from ninja import Router

from tocsin.surfaces.api.bearer import READERS, ApiKey
from tocsin.surfaces.api.incident_shape import IncidentShape
from tocsin.surfaces.api.problems import problems

View = TypeVar("View", bound=Callable[..., Any])

_TEXT = {"type": "string"}
_HEADERS = {
    "If-Match": "The entry you saw last, as told in `ETag`: with newer ones, 412.",
    "Idempotency-Key": "Up to 200 characters. Repeated within a day, nothing is done"
    " again and the first answer is given again.",
    "Tocsin-On-Behalf-Of": "The key of the person for whom this is done.",
}
_EXAMPLES = {"If-Match": '"7"', "Idempotency-Key": "order-4711-try"}
_TAG = {"ETag": {"description": "The incident's `seq`.", "schema": _TEXT}}


def reading(router: Router, path: str, shape: Any) -> Callable[[View], View]:
    """A GET for keys that may read."""
    return router.get(
        path,
        auth=READERS,
        response={200: shape, **problems(401, 403, 404, 422)},
    )


def writing(
    router: Router, path: str, keys: ApiKey, answers: dict[int, Any] | None = None
) -> Callable[[View], View]:
    """A POST that is answered with an incident, once per idempotency key."""
    shown = answers or {200: IncidentShape}
    return router.post(
        path,
        auth=keys,
        response={**shown, **problems(400, 401, 403, 404, 409, 412, 413, 422)},
        openapi_extra=_extra(shown),
    )


def _extra(shown: dict[int, Any]) -> dict[str, Any]:
    headers = [
        {"in": "header", "name": name, "required": False, "schema": dict(_TEXT)}
        | {"description": description}
        | ({"example": _EXAMPLES[name]} if name in _EXAMPLES else {})
        for name, description in _HEADERS.items()
    ]
    tagged = {status: {"headers": _TAG} for status in shown}
    return {"parameters": headers, "responses": tagged}
