"""What adapters are given and what they give. Pure data: no database, no clock."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as usual
from datetime import datetime
from enum import StrEnum

from msgspec import Struct, field

# An adapter maps the sender's words to these; what it cannot map is "".
SEVERITIES = ("critical", "error", "warning", "info")


class Act(StrEnum):
    """What an event does to the alert of its key."""

    OPEN = "open"  # it fires: opens an alert, or repeats and updates the open one
    RESOLVE = "resolve"
    ACKNOWLEDGE = "acknowledge"
    UNACKNOWLEDGE = "unacknowledge"
    NOTE = "note"  # `description` is a remark on the open alert
    # Changes what is given, opens nothing; its labels and annotations are added to
    # those held, and an empty one takes away.
    UPDATE = "update"
    DELETE = "delete"  # resolved because its sender withdrew it
    NO_DATA = "no_data"  # the sender says that it cannot see any more


class Unparsed(Exception):
    """An adapter cannot read a request; `str()` of it says why, for people."""


# Nothing changes an event. It is msgspec's kind of class because a storm comes through
# here, and making one costs a third of what a dataclass does.
class Event(Struct, gc=False):
    """One change of the state of one thing, as a source told it.

    `key` identifies the alert within its source, at most 500 letters (longer ones
    are shortened where they are stored). `severity` is one of SEVERITIES or "".
    `labels` and `annotations` hold text only. `starts_at` tells episodes of one key
    apart where `has_episodes`: a late firing of an episode that has ended is then
    passed over. `expires_at` is until when the sender promised to say it again.
    `service` is what the sender calls the service: a key or a name of ours, or "".
    Empty text means "not told" and never overwrites what is held. Two events of one
    `origin`, which is compared by identity, say the same in all their texts but
    `service` and `group_key`.
    """

    key: str
    act: Act = Act.OPEN
    title: str = ""
    severity: str = ""
    description: str = ""
    service: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    annotations: Mapping[str, str] = field(default_factory=dict)
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    expires_at: datetime | None = None
    has_episodes: bool = False
    url: str = ""
    fingerprint: str = ""
    group_key: str = ""
    by: str = ""
    origin: object = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured value that a source told: orders per minute, say."""

    name: str
    at: datetime
    value: float
    labels: Mapping[str, str] = usual(default_factory=dict)


class Told(Struct, frozen=True, gc=False):
    """What one request says. `change` is a deploy or change told in passing, with
    the fields `title`, `at`, `url`, `ref`, `service`, `description`."""

    events: Sequence[Event] = ()
    figures: Sequence[Figure] = ()
    changes: Sequence[Mapping[str, str]] = ()


class Request(Struct, frozen=True, gc=False):
    """Raw, as accepted. `protocol` names the endpoint that took it (`in`,
    `alertmanager`, `pagerduty`, `opsgenie`, …), `path` what followed the endpoint's
    own path, `headers` those that an adapter may need, with lower-case names. `again`
    is the number of the request that this one reads once more, or 0."""

    id: int
    source: str
    tool: str
    received_at: datetime
    protocol: str
    path: str = ""
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    again: int = 0

    @property
    def number(self) -> int:
        """The number under which it came first: the same, however often it is read."""
        return self.again or self.id
