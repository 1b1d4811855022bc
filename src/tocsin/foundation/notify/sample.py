"""Who carries the sample's messages: none is real, and nothing leaves a sample."""

from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.notify.actions.providers import add_provider
from tocsin.foundation.notify.actions.rooms import add_room
from tocsin.foundation.notify.models import Method
from tocsin.kernel import clock

_WHY = "Two by different ways, so that one may fail."
_GATEWAY = {
    "url": "https://sms.halden.example/send",
    "secret": "none",
    "sender": "Tocsin",
    "accepted": "body.status == 'queued'",
    "id": "body.id",
}
_TWILIO = {"account": "AC0000", "token": "none", "sender": "+15005550006"}
# Team, the room's ID and name.
_ROOMS = (
    ("database", "C0DATABASE1", "#database"),
    ("application", "C0APPLICATION1", "#shop-application"),
)
_SLACK = {"token": "xoxb-none", "signing_secret": "none"}


def load_sample_providers() -> None:
    """A gateway and Twilio behind it for SMS, Twilio for calls, Slack."""
    add_provider("sms", "http", "Gateway", _GATEWAY, by=SYSTEM, why=_WHY)
    add_provider("sms", "twilio", "Twilio", _TWILIO, by=SYSTEM, why=_WHY)
    add_provider("voice", "twilio", "Twilio", _TWILIO, by=SYSTEM)
    add_provider("slack", "slack", "Halden", _SLACK, by=SYSTEM)


def load_sample_rooms(rooms: tuple[tuple[str, str, str], ...] = _ROOMS) -> None:
    """Two teams have rooms in the chat, which typed their codes; nothing is told there,
    for nothing leaves a sample."""
    for team, address, label in rooms:
        told = {"label": label, "zone": "Europe/Paris"}
        room = add_room(team, "slack", address, by=SYSTEM, why="To read along.", **told)
        rows = Method.objects.filter(person=room.key)
        rows.update(verified_at=clock.now(), code_ends_at=None)
