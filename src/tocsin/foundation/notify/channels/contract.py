"""What a channel is, what it is handed, and what it answers.

A channel is a folder beside this file with a `channel.py` that names its `CHANNEL`; one
of somebody else's attaches by the entry point group `tocsin.channels`, which names such
an object. It knows nothing of tables and is never called inside a transaction.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, ClassVar

# No call to a provider takes longer: from a sender that says nothing for longer than
# its lease others take its messages, though it lives.
PATIENCE = 5.0

# How a person's address on this channel becomes known.
BY_ADDRESS, BY_BROWSER, BY_LINK = "address", "browser", "link"


class AddressUnfit(ValueError):
    """Nothing can be sent there by this channel; `args[0]` tells people why."""


class NotGenuine(Exception):
    """What came to a reply address was not signed by the provider."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One thing that a provider must be told. A secret is kept encrypted."""

    name: str
    label: Any
    help: Any = ""
    secret: bool = False
    required: bool = True
    default: str = ""
    choices: Mapping[str, Any] | None = None
    long: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderKind:
    """A make of provider, such as one with Twilio's API."""

    key: str
    title: Any
    help: Any = ""
    settings: Sequence[Setting] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """Whoever carries this channel's messages, as set up. `settings` holds secrets in
    the clear; `replies_url` is where it may send answers and reports of delivery."""

    key: str
    channel: str
    kind: str
    name: str
    settings: Mapping[str, str] = field(default_factory=dict, repr=False)
    replies_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """Something that can be answered: acknowledge, escalate, resolve or verify.

    `url` opens a page with one button; whoever opens it changes nothing yet. `token` is
    what a button in a chat sends back, to be told as `Answer.token`.
    """

    verb: str
    label: str
    url: str
    token: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What is to be told to one address, in its reader's language, by their zone.

    `text` and `html` say all of it; `short` is for SMS and lock screens; `speech` is
    read aloud. `id` never changes, also when the message is tried again, and `uid` is
    the same for the world: a provider that knows idempotency keys is told it. `code` is
    what an answer without buttons names ("4711 ack").
    """

    id: int
    uid: str
    address: str
    subject: str
    text: str
    short: str
    data: Mapping[str, Any] = field(default_factory=dict)
    html: str = ""
    speech: str = ""
    name: str = ""
    person: str = ""
    language: str = "en"
    zone: str = "UTC"
    actions: Sequence[Action] = ()
    link: str = ""
    why: str = ""
    loud: bool = True
    kind: str = "page"
    thread: str = ""
    code: str = ""
    is_drill: bool = False
    attempt: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What became of one message.

    Not taken, it is tried again (after `retry_after`, where the provider asked for it)
    unless `permanent`: then this address will never take it. `said` is the provider's
    own words, never what was sent. `delivered` where it is known at once.
    """

    message_id: int
    taken: bool
    delivered: bool = False
    provider_id: str = ""
    said: str = ""
    permanent: bool = False
    retry_after: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A request that came to a provider's reply address. `url` is that address as the
    provider knows it; names of headers are in small letters."""

    method: str
    url: str
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What somebody answered: by a button (`token`), or by words (`text`) from an
    address, which are understood alike for all channels ("ack", "4711 resolve")."""

    address: str = ""
    token: str = ""
    text: str = ""
    verb: str = ""
    message_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A provider tells what became of a message that it took."""

    provider_id: str = ""
    message_id: int | None = None
    delivered: bool
    said: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolled:
    """Somebody followed the link with this code: this is their address from now on."""

    code: str
    address: str
    data: Mapping[str, Any] = field(default_factory=dict)
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A person wrote this in a room (`address`); `id` names it there for ever, also
    when the provider tells of it again. Never what a program wrote, ours included."""

    address: str
    by: str
    text: str
    id: str
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A person asked for something in a room, by a command of the chat."""

    address: str
    by: str
    text: str
    name: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A room that the provider made; without an address it did not, and `said` why:
    for good where that is `permanent`."""

    address: str = ""
    name: str = ""
    said: str = ""
    permanent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """All that one request told; empty, when it was none of our business."""

    answers: Sequence[Answer] = ()
    reports: Sequence[Report] = ()
    enrolled: Sequence[Enrolled] = ()
    said: Sequence[Said] = ()
    commands: Sequence[Command] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What is said to the provider's request."""

    body: bytes = b""
    content_type: str = "text/plain; charset=utf-8"
    status: int = 200
    headers: Sequence[tuple[str, str]] = ()


class Channel:
    """One way to reach people. Subclasses fill in what differs.

    `is_loud`: it wakes somebody up (a call, an SMS, a push), as opposed to what is read
    when one looks. `width`: how many messages its providers take side by side.
    `knows_repeats`: of a message that comes twice only one is seen, because its `uid`
    goes with it; where that is not so, as few are under way at once as does.
    `is_inside`: what goes by it stays in the house, so that people are not offered it
    and a sample need not hold it back. `has_rooms`: an address may be a room that many
    read; `hears_rooms`: its provider tells what people write there; `makes_rooms`: it
    makes one when asked.
    """

    name: ClassVar[str]
    title: ClassVar[Any]
    icon: ClassVar[str]
    is_loud: ClassVar[bool] = False
    is_inside: ClassVar[bool] = False
    has_rooms: ClassVar[bool] = False
    hears_rooms: ClassVar[bool] = False
    makes_rooms: ClassVar[bool] = False
    enrolment: ClassVar[str] = BY_ADDRESS
    address_label: ClassVar[Any] = ""
    address_help: ClassVar[Any] = ""
    address_type: ClassVar[str] = "text"
    kinds: ClassVar[Sequence[ProviderKind]] = ()
    width: ClassVar[int] = 8
    knows_repeats: ClassVar[bool] = False

    def own_provider(self) -> Provider | None:
        """The provider that is there without being set up, such as the organisation's
        mail server; None where there is none."""
        return None

    def fit(self, address: str) -> str:
        """The address as it is kept; raises AddressUnfit."""
        return address.strip()

    def shown(self, address: str) -> str:
        """The address as others may see it: enough to know it by."""
        return address

    def check(self, provider: Provider) -> str:
        """What is wrong with the provider, having asked it; empty, when all is well."""
        return ""

    def send_many(
        self, messages: Sequence[Message], provider: Provider
    ) -> Iterable[Result]:
        """Hand the messages over, and tell of each as soon as it is known, best by
        `yield`: the sender records it before it asks for the next, so that one that is
        killed repeats as few as were under way. A message that nothing is told of is
        tried again. `sending.one_by_one` and `sending.side_by_side` do it for a
        function that sends one."""
        raise NotImplementedError

    def parse_reply(self, incoming: Incoming, provider: Provider) -> Heard:
        """What a request to the provider's reply address told; raises NotGenuine."""
        return Heard()

    def reply_to(self, incoming: Incoming, provider: Provider, told: str) -> Reply:
        """How the request is answered; `told` says in words what its answers did."""
        return Reply(body=told.encode())

    def enrol_link(self, provider: Provider, code: str) -> str:
        """Where a person goes so that the provider tells us their address (BY_LINK)."""
        return ""

    def make_room(self, provider: Provider, name: str, people: Sequence[str]) -> Made:
        """A room called so, with these addresses of people in it."""
        return Made(said="not by this channel", permanent=True)

    def name_of(self, provider: Provider, address: str) -> str:
        """What the chat calls whoever has this address; the address, where it does not
        say."""
        return address
