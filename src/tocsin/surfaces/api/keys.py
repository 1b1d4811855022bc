"""/keys: how programs sign in. For keys that administer."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Annotated, Any

from django.db import transaction
from ninja import Router, Schema, Status
from pydantic import BeforeValidator, Field

from tocsin.foundation.accounts.actions import create_key, revoke_key, rotate_key
from tocsin.foundation.accounts.reads import (
    end_of_key,
    key_for,
    key_standing,
    keys_for,
)
from tocsin.foundation.accounts.rules import SCOPES, KeyStanding
from tocsin.surfaces.api.bearer import ADMINISTRATORS, ApiRequest
from tocsin.surfaces.api.operations import reading
from tocsin.surfaces.api.problems import problems
from tocsin.surfaces.api.shapes import Asked, OneOf, Reasoned, Words, whole
from tocsin.surfaces.api.writing import acting

router = Router(tags=["Keys"])


class KeyShape(Schema):
    prefix: str = Field(description="The key begins with `tk_` and this.")
    name: str
    scopes: list[str]
    state: str = Field(description="live, ending (within 14 days), expired or revoked.")
    created_at: datetime
    created_by: str = Field(description="Who made it: a key of a person or an API key.")
    maker_left: bool = Field(description="Whoever made it was deactivated.")
    expires_at: datetime | None
    last_used_at: datetime | None
    revoked_at: datetime | None
    earlier_until: datetime | None = Field(
        description="Until when the secret of before opens too."
    )


class KeyList(Schema):
    items: list[KeyShape]


class KeyMade(KeyShape):
    secret: str = Field(description="The key itself, told this once.")


Scope = Annotated[str, OneOf(SCOPES)]
Days = Annotated[int, Field(ge=0, le=3650), BeforeValidator(whole)]


class NewKey(Asked):
    name: Annotated[Words, Field(min_length=1, max_length=80, pattern=r"\S")]
    scopes: Annotated[list[Scope], Field(min_length=1, max_length=4)]
    days: Annotated[
        Days | None,
        Field(description="How long it lives; 0: until revoked; null: as is usual."),
    ] = None


class Rotation(Asked):
    hours: Annotated[
        int,
        Field(ge=0, le=720, description="How long the secret of now goes on."),
        BeforeValidator(whole),
    ] = 24
    days: Annotated[
        Annotated[int, Field(ge=1, le=3650), BeforeValidator(whole)] | None,
        Field(description="How long the key lives from now; null: as it would have."),
    ] = None
    why: Words = ""


@reading(router, "", KeyList, keys=ADMINISTRATORS)
def get_keys(request: ApiRequest) -> KeyList:
    """Every key and how it stands; those that open something first."""
    return KeyList(items=[_shape(held) for held in keys_for(request.auth)])


@reading(router, "/{prefix}", KeyShape, keys=ADMINISTRATORS)
def get_key(request: ApiRequest, prefix: str) -> KeyShape:
    """One key, by the letters after `tk_`."""
    return _shape(key_standing(key_for(request.auth, prefix)))


def _changing(path: str, shape: Any, status: int = 200) -> Callable[..., Any]:
    """A change of a key. It takes no idempotency key: an answer that was kept would
    keep the secret."""
    answers = {status: shape, **problems(400, 401, 403, 404, 409, 413, 422)}
    return router.post(path, auth=ADMINISTRATORS, response=answers)


@_changing("", KeyMade, 201)
@transaction.atomic
def post_key(request: ApiRequest, body: NewKey) -> Status[KeyMade]:
    """Make a key; its secret is told this once. The same name again is refused."""
    end = end_of_key(body.days)
    by = acting(request)
    key, secret = create_key(body.name, body.scopes, by=by, expires_at=end)
    return Status(201, _made(key, secret))


@_changing("/{prefix}/rotate", KeyMade)
@transaction.atomic
def post_key_rotate(request: ApiRequest, prefix: str, body: Rotation) -> KeyMade:
    """A new secret, told this once; that of before opens for some hours more."""
    found = key_for(request.auth, prefix)
    key, secret = rotate_key(
        found.name,
        by=acting(request),
        grace=timedelta(hours=body.hours),
        expires_at=end_of_key(body.days) if body.days else None,
        why=body.why,
    )
    return _made(key, secret)


@_changing("/{prefix}/revoke", KeyShape)
@transaction.atomic
def post_key_revoke(request: ApiRequest, prefix: str, body: Reasoned) -> KeyShape:
    """The key opens nothing any more, for good."""
    found = key_for(request.auth, prefix)
    revoked = revoke_key(found.name, by=acting(request), why=body.why)
    return _shape(key_standing(revoked))


def _facts(held: KeyStanding) -> dict[str, Any]:
    names = KeyShape.model_fields.keys() - {"state", "maker_left"}
    told = {name: getattr(held.key, name) for name in names}
    return told | {"state": held.state, "maker_left": held.maker_left}


def _shape(held: KeyStanding) -> KeyShape:
    return KeyShape(**_facts(held))


def _made(key: Any, secret: str) -> KeyMade:
    return KeyMade(**_facts(key_standing(key)), secret=secret)
