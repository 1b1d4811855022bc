"""Where resources are, and what is told about them besides: RFC 7643, 3.1."""

import hashlib
import json
from datetime import datetime
from typing import Any

from scim2_models import Context, Meta, Reference

from tocsin.foundation.directory.models import Tie
from tocsin.kernel import home

BASE = "/scim/v2"


def path_to(kind: str, key: str) -> Any:
    """The whole address of a resource; it begins as the organisation says, never with
    what a request says about its host."""
    return Reference(f"{home.url()}{BASE}/{kind}/{key}")


def meta_of(kind: str, key: str, since: datetime | None, tie: Tie | None) -> Meta:
    moved = tie.moved_at if tie else since
    return Meta(
        resource_type=kind,
        created=since,
        last_modified=moved,
        location=str(path_to(f"{kind}s", key)),
    )


def tagged(resource: Any) -> str:
    """The resource's version, which is also in it: its content decides (RFC 7644,
    3.14)."""
    resource.meta.version = None
    told = resource.model_dump(scim_ctx=Context.RESOURCE_QUERY_RESPONSE)
    content = json.dumps(told, sort_keys=True).encode()
    tag = f'W/"{hashlib.sha256(content).hexdigest()[:20]}"'
    resource.meta.version = tag
    return tag
