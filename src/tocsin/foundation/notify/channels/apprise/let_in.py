"""Which of Apprise's services are let in, by the scheme of their addresses.

Each asks one server of its maker's, by a name that stands in the plugin: no address can
make us ask another, so that the rule about neighbours holds although Apprise makes the
connection itself. What an address may say beside its path is on a list too: other words
load files (`template`), switch off certificates (`verify`) or read what lies elsewhere.
"""

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from typing import Any
from urllib.parse import parse_qsl, urlsplit

# Scheme: the plugin's module and its name for people.
SERVICES: Mapping[str, tuple[str, str]] = {
    "atalk": ("africas_talking", "Africa's Talking"),
    "bulksms": ("bulksms", "BulkSMS"),
    "clickatell": ("clickatell", "Clickatell"),
    "clicksend": ("clicksend", "ClickSend"),
    "dingtalk": ("dingtalk", "DingTalk"),
    "discord": ("discord", "Discord"),
    "feishu": ("feishu", "Feishu"),
    "flock": ("flock", "Flock"),
    "gchat": ("google_chat", "Google Chat"),
    "join": ("join", "Join"),
    "lark": ("lark", "Lark"),
    "line": ("line", "LINE"),
    "msgbird": ("messagebird", "Bird"),
    "pbul": ("pushbullet", "Pushbullet"),
    "plivo": ("plivo", "Plivo"),
    "pover": ("pushover", "Pushover"),
    "prowl": ("prowl", "Prowl"),
    "push": ("techuluspush", "Techulus Push"),
    "revolt": ("revolt", "Revolt"),
    "seven": ("seven", "seven"),
    "spush": ("simplepush", "SimplePush"),
    "telnyx": ("telnyx", "Telnyx"),
    "threema": ("threema", "Threema"),
    "vonage": ("vonage", "Vonage"),
    "wecombot": ("wecombot", "WeCom"),
    "whatsapp": ("whatsapp", "WhatsApp"),
    "wxteams": ("webexteams", "Webex"),
}
_ALSO = frozenset({"priority", "sound"})


class NotLetIn(ValueError):
    """This is no address of a service that is let in; `args[0]` says why."""


def plugin_for(url: str, **how: Any) -> Any:
    """Apprise's object for the address; raises NotLetIn."""
    module, name = SERVICES[scheme_of(url)]
    kind = _plugin(module)
    told = kind.parse_url(url)
    if not told:
        raise NotLetIn(f"This is no address of {name}.")
    try:
        return kind(**{**told, "redirect": "no", "verify": True, **how})
    except TypeError as flaw:
        raise NotLetIn(f"This is no address of {name}.") from flaw


def scheme_of(url: str) -> str:
    """The scheme, where the address is one that is let in; raises NotLetIn."""
    scheme, colon, _rest = url.partition("://")
    if not colon or scheme.lower() not in SERVICES:
        raise NotLetIn(f"Addresses begin with one of: {', '.join(SERVICES)}.")
    try:
        query = urlsplit(url).query
    except ValueError as flaw:
        raise NotLetIn("This is no address.") from flaw
    # Also what stands in a fragment or behind a second question mark.
    asked = parse_qsl(url.partition("?")[2].replace("?", "&"), keep_blank_values=True)
    odd = {name.lower() for name, _value in [*asked, *parse_qsl(query)]} - _ALSO
    if odd or any(ord(letter) < 32 for letter in url):
        raise NotLetIn(f"An address may say {' and '.join(sorted(_ALSO))}, no more.")
    return scheme.lower()


@cache
def _plugin(module: str) -> Any:
    """One class of the module is the service: the one that names its scheme."""
    loaded = import_module(f"apprise.plugins.{module}")
    (found,) = {
        each
        for name, each in vars(loaded).items()
        if name.startswith("Notify")
        and isinstance(each, type)
        and each.__module__ == loaded.__name__
        and getattr(each, "secure_protocol", None)
    }
    return found
