"""How often an address may show keys that open nothing.

A key that opens something is never held up: its secret has 158 random bits, so nobody
guesses it, and a program in order must be heard although another behind the same
address is not. What is limited is the noise, and that it goes unseen.
"""

import logging

from django.core.cache import cache
from django.http import HttpRequest

from tocsin.foundation.accounts.options import KEY_FAILURES
from tocsin.foundation.config.reads import value
from tocsin.surfaces.api.refusals import TooManyAttempts

log = logging.getLogger(__name__)
WINDOW = 60


def count_failure(request: HttpRequest) -> None:
    """One more key that opened nothing came from this address; refused when there
    were more within a minute than the organisation allows. Counted in the database,
    for all processes together; two at the same instant may count as one."""
    most = value(KEY_FAILURES)
    if not most:
        return
    address = str(request.META.get("REMOTE_ADDR", ""))
    name = f"api-key-failures:{address}"
    count = 1 if cache.add(name, 1, WINDOW) else int(cache.get(name, 0)) + 1
    if count > 1:
        cache.set(name, count, WINDOW)
    if count == most + 1:
        log.warning(
            "%s shows API keys that open nothing: %s in a minute", address, most
        )
    if count > most:
        raise TooManyAttempts(most=most)
