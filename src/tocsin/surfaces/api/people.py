"""/people: whom a key may name as owner or reporter."""

from typing import Any

from ninja import Query, Router, Schema
from pydantic import Field

from tocsin.foundation.accounts.reads import people
from tocsin.surfaces.api.bearer import ApiRequest
from tocsin.surfaces.api.operations import reading
from tocsin.surfaces.api.shapes import Limit, Words

router = Router(tags=["People"])


class Naming(Schema):
    q: Words = Field("", description="Part of a name, a sign-in name or an address.")
    limit: Limit = 50


class PersonShape(Schema):
    key: str = Field(description="What the register holds of a person.")
    username: str
    name: str
    email: str
    zone: str
    language: str


class PersonList(Schema):
    items: list[PersonShape]


@reading(router, "", PersonList, Naming)
def get_people(request: ApiRequest, asked: Query[Naming]) -> dict[str, Any]:
    """Active people whose name, sign-in name or address holds the text."""
    return {"items": people(asked.q, asked.limit)}
