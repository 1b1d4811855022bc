"""Addresses of web servers, as people give them to be told something there."""

from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from tocsin.foundation.notify.channels.contract import AddressUnfit
from tocsin.kernel.outward.addresses import NotAllowed, need_shape


def fit_url(told: str) -> str:
    url = told.strip()
    try:
        need_shape(url)
    except NotAllowed as flaw:
        raise AddressUnfit(
            _("Give an address that begins with https://, without spaces.")
        ) from flaw
    return url


def hidden_url(url: str) -> str:
    """Whose it is; the rest may open something to whoever has it."""
    return f"{urlsplit(url).hostname}/…"
