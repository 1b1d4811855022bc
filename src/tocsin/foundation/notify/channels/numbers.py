"""Telephone numbers, as E.164 has them."""

import re

from django.utils.translation import gettext_lazy as _

from tocsin.foundation.notify.channels.contract import AddressUnfit

_BETWEEN = re.compile(r"[\s().\-/\u00a0]+")
_NUMBER = re.compile(r"\+[1-9][0-9]{6,14}", re.ASCII)


def fit_number(told: str) -> str:
    """A plus sign, the country, the number; nothing between."""
    number = _BETWEEN.sub("", told)
    if number.startswith("00"):
        number = "+" + number[2:]
    if not _NUMBER.fullmatch(number):
        raise AddressUnfit(
            _("Write the number with its country, such as +49 30 1234567.")
        )
    return number


def hidden_number(number: str) -> str:
    """Enough to know it by: the country's beginning and the last two digits."""
    return f"{number[:3]}…{number[-2:]}"
