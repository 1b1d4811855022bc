"""Who carries the sample's messages: none is real, and nothing leaves a sample."""

from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.notify.actions.providers import add_provider

_WHY = "Two by different ways, so that one may fail."
_GATEWAY = {
    "url": "https://sms.halden.example/send",
    "secret": "none",
    "sender": "Tocsin",
    "accepted": "body.status == 'queued'",
    "id": "body.id",
}
_TWILIO = {"account": "AC0000", "token": "none", "sender": "+15005550006"}
_SLACK = {"token": "xoxb-none", "signing_secret": "none"}


def load_sample_providers() -> None:
    """A gateway and Twilio behind it for SMS, Twilio for calls, Slack."""
    add_provider("sms", "http", "Gateway", _GATEWAY, by=SYSTEM, why=_WHY)
    add_provider("sms", "twilio", "Twilio", _TWILIO, by=SYSTEM, why=_WHY)
    add_provider("voice", "twilio", "Twilio", _TWILIO, by=SYSTEM)
    add_provider("slack", "slack", "Halden", _SLACK, by=SYSTEM)
