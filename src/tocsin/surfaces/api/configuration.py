"""/configuration: what is published, what was, and what is planned."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ninja import Query, Router, Schema
from pydantic import Field

from tocsin.foundation.config.kind import Kind
from tocsin.foundation.config.reads import history, in_force_at
from tocsin.foundation.config.refusals import DocumentUnknown, KindUnknown
from tocsin.kernel import clock
from tocsin.kernel.text import holdable
from tocsin.surfaces.api.bearer import ApiRequest
from tocsin.surfaces.api.operations import reading
from tocsin.surfaces.api.shapes import Bound
from tocsin.wiring import KINDS

router = Router(tags=["Configuration"])
_KINDS: Mapping[str, Kind] = {kind.code: kind for kind in KINDS}


class KindShape(Schema):
    kind: str = Field(examples=["priority_matrix"])
    title: str
    single: bool = Field(description="There is one, called `default`.")


class KindList(Schema):
    items: list[KindShape]


class VersionShape(Schema):
    name: str
    version: int = Field(description="0: what Tocsin comes with; none is published.")
    state: str = Field(
        description="draft, planned, published, retired, discarded; as it is now."
    )
    author: str = Field(description="A person's key, a key's prefix, or empty.")
    reviewer: str
    why: str
    effective_from: datetime | None
    retired_at: datetime | None
    body: Any


class VersionList(Schema):
    items: list[VersionShape]


class AsOf(Schema):
    at: Bound = Field(None, description="As it was or will be then; else now.")


@reading(router, "", KindList)
def get_configuration(request: ApiRequest) -> KindList:
    """The kinds of configuration there are."""
    return KindList(
        items=[
            KindShape(kind=kind.code, title=str(kind.title), single=kind.single)
            for kind in _KINDS.values()
        ]
    )


@reading(router, "/{kind}", VersionList, AsOf)
def get_configuration_kind(
    request: ApiRequest, kind: str, asked: Query[AsOf]
) -> VersionList:
    """What is in force of a kind, by name."""
    found = _kind(kind)
    held = in_force_at(found.code, asked.at or clock.now())
    shapes = [_shape(row) for _name, row in sorted(held.items())]
    if not shapes and found.usual is not None:
        shapes = [_usual(found)]
    return VersionList(items=shapes)


@reading(router, "/{kind}/{name}", VersionList)
def get_configuration_versions(
    request: ApiRequest, kind: str, name: str
) -> VersionList:
    """Every version of one document, the newest first: drafts, what is planned, in
    force and retired."""
    rows = history(_kind(kind).code, holdable(name))
    if not rows:
        raise DocumentUnknown
    return VersionList(items=[_shape(row) for row in rows])


def _kind(code: str) -> Kind:
    if code not in _KINDS:
        raise KindUnknown(kind=holdable(code))
    return _KINDS[code]


def _shape(row: Any) -> VersionShape:
    told = ("name", "version", "author", "reviewer", "why", "retired_at", "body")
    return VersionShape(
        **{name: getattr(row, name) for name in told},
        state=row.standing(clock.now()),
        effective_from=row.effective_from or row.published_at,
    )


def _usual(kind: Kind) -> VersionShape:
    return VersionShape(
        name="default",
        version=0,
        state="published",
        author="",
        reviewer="",
        why="",
        effective_from=None,
        retired_at=None,
        body=kind.usual,
    )
