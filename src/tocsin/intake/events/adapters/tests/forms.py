"""Bodies as forms send them."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

FORM = {"content-type": "application/x-www-form-urlencoded"}


def form(fields: Mapping[str, Any]) -> bytes:
    return urlencode(fields).encode()
