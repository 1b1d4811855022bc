"""`/in/<key>`: any tool's webhook. The source's tool says how it will be read."""

from collections.abc import Mapping
from functools import lru_cache

from django.utils.translation import gettext_lazy as _

from tocsin.intake.events.adapters.signatures import check
from tocsin.kernel import clock
from tocsin.kernel.refusal import Refusal
from tocsin.surfaces.wire.accepting import accept
from tocsin.surfaces.wire.asked import Answer, Asked, as_json, refused
from tocsin.surfaces.wire.limits import Overloaded
from tocsin.surfaces.wire.senders import Sender, sender

# Headers that say something about the request; what opens something is not kept.
_KEPT = ("ce-", "x-", "sentry-", "content-type")
_USUAL = "application/json"
_SECRET = ("token", "auth", "key", "secret", "forwarded", "real-ip", "cookie")
_HEADERS, _HEADER_LENGTH = 32, 500


class AddressUnknown(Refusal):
    code = "source_address_unknown"
    status = 404
    message = _("No source has this address.")
    remedy = _("Copy the address anew from the source's page.")


class PostOnly(Refusal):
    code = "post_only"
    status = 405
    message = _("This address takes requests by POST or PUT.")
    remedy = _("Choose POST as the method of the webhook.")


class BodyTooLarge(Refusal):
    code = "body_too_large"
    status = 413
    message = _("The request has more than {limit} bytes.")
    remedy = _("Send fewer alerts at once, or raise the source's limit.")


class SignatureNeeded(Refusal):
    code = "signature_needed"
    status = 401
    message = _("The request is not signed with the source's secret. {why}")
    remedy = _("Give the tool and the source the same secret, or none to both.")


class NotNow(Refusal):
    code = "come_again"
    status = 503
    message = _("Nothing can be accepted at the moment. {why}")
    remedy = _("Send it again in {seconds} s.")


async def generic(asked: Asked) -> Answer:
    """202 with the request's number, and it is durable."""
    found = await sender(asked.key)
    if found is None:
        return refused(AddressUnknown())
    if asked.method not in ("POST", "PUT"):
        return refused(PostOnly(), headers=(("Allow", "POST, PUT"),))
    if asked.is_too_large or len(asked.body) > found.body_limit:
        return refused(BodyTooLarge(limit=found.body_limit))
    if found.secret:
        told = (asked.headers, asked.body, clock.now())
        verdict = check(found.tool, found.secret, *told)
        if not verdict.ok:
            return refused(SignatureNeeded(why=verdict.why))
    return await taken(found, asked, "in")


async def taken(found: Sender, asked: Asked, protocol: str) -> Answer:
    try:
        number = await accept(
            found,
            protocol=protocol,
            path=asked.path[:500],
            query=asked.query[:2000],
            headers=worth_keeping(asked.headers),
            body=asked.body,
        )
    except Overloaded as full:
        later = (("Retry-After", str(full.retry_after)),)
        return refused(NotNow(why=str(full), seconds=full.retry_after), later)
    return as_json(202, {"status": "accepted", "request": number})


def worth_keeping(headers: Mapping[str, str]) -> dict[str, str]:
    """The headers that an adapter may need; none that opens anything."""
    kept: dict[str, str] = {}
    for name, value in headers.items():
        if _is_kept(name) and value != _USUAL:
            kept[name] = value[:_HEADER_LENGTH]
            if len(kept) == _HEADERS:
                break
    return kept


@lru_cache(maxsize=1024)
def _is_kept(name: str) -> bool:
    return name.startswith(_KEPT) and not any(word in name for word in _SECRET)
