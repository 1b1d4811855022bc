"""Asking a server for a small thing, outside transactions."""

import ssl
from http.client import HTTPException, HTTPMessage
from typing import IO
from urllib.error import HTTPError
from urllib.request import (
    HTTPRedirectHandler,
    HTTPSHandler,
    Request,
    build_opener,
)

_PATIENCE = 10
_MOST = 65_536


class NotFetched(Exception):
    """There is no answer that can be used; `str()` says why."""


class _NoRedirect(HTTPRedirectHandler):
    """Whom we ask was looked at; whom that one names was not."""

    def redirect_request(
        self,
        req: Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,
    ) -> Request | None:
        return None


def fetched(address: str) -> bytes:
    """What lies at an https address that the caller has looked at. The server's
    certificate is checked; no redirect is followed; no more than 64 KB are read."""
    # The system's authorities, or those that SSL_CERT_FILE names.
    opener = build_opener(
        HTTPSHandler(context=ssl.create_default_context()), _NoRedirect
    )
    try:
        with opener.open(address, timeout=_PATIENCE) as answer:
            found: bytes = answer.read(_MOST + 1)
    except HTTPError as flaw:
        flaw.close()
        raise NotFetched(f"The server answers {flaw.code}.") from flaw
    except (OSError, HTTPException, ValueError) as flaw:
        why = " ".join(str(flaw).split()) or type(flaw).__name__
        raise NotFetched(f"The server does not answer: {why}") from flaw
    if len(found) > _MOST:
        raise NotFetched("The answer is longer than it should be.")
    return found
