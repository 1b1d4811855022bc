"""How tests of adapters send: a body in, what was told out."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tocsin.intake.events.adapters.reading import read
from tocsin.intake.events.event import Event, Request, Told

ADAPTERS = Path(__file__).parents[1]
# Bodies that none of us wrote; they are beside the project, not in it.
PAYLOADS = Path(__file__).parents[7] / "shared" / "data" / "payloads"
RECEIVED = datetime(2026, 11, 27, 12, tzinfo=UTC)


def request(
    tool: str,
    body: Any,
    *,
    protocol: str = "in",
    headers: Mapping[str, str] | None = None,
    **more: Any,
) -> Request:
    """A request with the body: bytes as they are, anything else as JSON."""
    return Request(
        id=1,
        source="ours",
        tool=tool,
        received_at=RECEIVED,
        protocol=protocol,
        headers=headers or {"content-type": "application/json"},
        body=body if isinstance(body, bytes) else json.dumps(body).encode(),
        **more,
    )


def told(tool: str, body: Any, **more: Any) -> Told:
    return read(request(tool, body, **more))


def events(tool: str, body: Any, **more: Any) -> Sequence[Event]:
    return told(tool, body, **more).events


def event(tool: str, body: Any, **more: Any) -> Event:
    """The one event that the body tells."""
    (only,) = events(tool, body, **more)
    return only


def fixture(tool: str, name: str) -> Any:
    """A body that lies in the tool's folder."""
    folder = ADAPTERS / tool.replace("-", "_") / "fixtures"
    return json.loads((folder / f"{name}.json").read_text("utf-8"))


def payload(name: str) -> Any:
    """A real body from beside the project; the test is passed over without it."""
    path = PAYLOADS / f"{name}.json"
    if not path.exists():
        pytest.skip(f"no {path.name} beside the project")
    return json.loads(path.read_text("utf-8"))


def at(told: str) -> datetime:
    """The instant that a test writes down."""
    return datetime.fromisoformat(told)
