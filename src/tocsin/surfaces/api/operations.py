"""What operations have in common: scopes, declared answers, headers."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from ninja import Router
from pydantic import BaseModel

from tocsin.foundation.idempotency.rules import LONGEST_KEY
from tocsin.kernel.text import holdable
from tocsin.surfaces.api.bearer import ADMINISTRATORS, READERS, ApiKey, ApiRequest
from tocsin.surfaces.api.incident_shape import IncidentShape
from tocsin.surfaces.api.problems import problems
from tocsin.surfaces.api.refusals import UnknownShape
from tocsin.surfaces.api.writing import BEHALF, MATCH, ONCE, SEEN

View = TypeVar("View", bound=Callable[..., Any])

_TEXT = {"type": "string"}
# By name: what is said in it, and what it may look like.
_HEADERS: dict[str, tuple[str, dict[str, Any]]] = {
    MATCH: (
        "The entry you saw last, as told in `ETag`: with newer ones, 412.",
        {"pattern": f"^({SEEN}|[*])$", "examples": ['"7"']},
    ),
    ONCE: (
        "Repeated within a day, nothing is done again and the first answer is given"
        " again.",
        {"maxLength": LONGEST_KEY, "examples": ["order-4711-try"]},
    ),
    BEHALF: ("The key of the person for whom this is done.", {}),
}
_TAG = {"ETag": {"description": "The incident's `seq`.", "schema": _TEXT}}


def reading(
    router: Router,
    path: str,
    shape: Any,
    asks: type[BaseModel] | None = None,
    keys: ApiKey = READERS,
    content: str = "",
) -> Callable[[View], View]:
    """A GET for keys that may read; `asks` is what its query may hold, `content` what
    kind of text is answered where it is no JSON.

    A filter that is not known is refused, because passing over it would answer with
    everything.
    """
    known = set(asks.model_fields) if asks else set()
    offered = router.get(
        path,
        auth=keys,
        response={200: shape, **problems(401, 403, 404, 422)},
        openapi_extra=_as_content(content) if content else None,
    )

    def offer(view: View) -> View:
        @wraps(view)
        def asked(request: ApiRequest, *args: Any, **told: Any) -> Any:
            if strange := sorted(request.GET.keys() - known):
                raise UnknownShape(details=[_unknown(name) for name in strange])
            return view(request, *args, **told)

        return cast(View, offered(asked))

    return offer


def _as_content(content: str) -> dict[str, Any]:
    return {"responses": {200: {"content": {content: {"schema": _TEXT}}}}}


def _unknown(name: str) -> dict[str, str]:
    return {"where": f"query.{holdable(name)}", "what": "not known here"}


def writing(
    router: Router,
    path: str,
    keys: ApiKey,
    answers: dict[int, Any] | None = None,
    headers: tuple[str, ...] = (MATCH, ONCE, BEHALF),
) -> Callable[[View], View]:
    """A POST that is answered with an incident, once per idempotency key."""
    shown = answers or {200: IncidentShape}
    return router.post(
        path,
        auth=keys,
        response={**shown, **problems(400, 401, 403, 404, 409, 412, 413, 415, 422)},
        openapi_extra=_extra(shown, headers),
    )


def _extra(shown: dict[int, Any], headers: tuple[str, ...]) -> dict[str, Any]:
    told = [
        {"in": "header", "name": name, "required": False, "description": said}
        | {"schema": _TEXT | looks}
        for name, (said, looks) in _HEADERS.items()
        if name in headers
    ]
    tagged = {status: {"headers": _TAG} for status in shown}
    return {"parameters": told, "responses": tagged}


def keeping(
    router: Router,
    method: str,
    path: str,
    shape: Any,
    status: int = 200,
    keys: ApiKey = ADMINISTRATORS,
) -> Callable[[View], View]:
    """A change of the directory by a key that administers, or by one of `keys`, once
    per idempotency key; answered with how the thing is now."""
    told = _extra({}, (ONCE, BEHALF))
    return router.api_operation(
        [method],
        path,
        auth=keys,
        response={status: shape, **problems(400, 401, 403, 404, 409, 413, 422)},
        openapi_extra={"parameters": told["parameters"]},
    )
