"""`/in/<key>/figures`: what a source measured, kept as series."""

from django.utils.translation import gettext_lazy as _

from tocsin.intake.events.event import Request, Unparsed
from tocsin.intake.figures.reading import PROTOCOL, read_figures
from tocsin.kernel import clock
from tocsin.kernel.refusal import Refusal
from tocsin.surfaces.wire.asked import Answer, Asked, refused
from tocsin.surfaces.wire.generic import AddressUnknown, BodyTooLarge, PostOnly, taken
from tocsin.surfaces.wire.senders import sender


class FiguresUnread(Refusal):
    code = "figures_unread"
    status = 400
    message = _("These figures cannot be read: {why}.")
    remedy = _("Send a name and a value as JSON, or a line such as: orders 42")


async def figures(asked: Asked) -> Answer:
    """202 with the request's number, and it is durable. Whoever sends figures writes
    what sends them, so what cannot be read is refused at once, and not kept."""
    found = await sender(asked.key)
    if found is None or asked.path:
        return refused(AddressUnknown())
    if asked.method not in ("POST", "PUT"):
        return refused(PostOnly(), headers=(("Allow", "POST, PUT"),))
    if asked.is_too_large or len(asked.body) > found.body_limit:
        return refused(BodyTooLarge(limit=found.body_limit))
    try:
        _read(asked, found.slug)
    except Unparsed as flaw:
        return refused(FiguresUnread(why=str(flaw)))
    return await taken(found, asked, PROTOCOL)


def _read(asked: Asked, source: str) -> None:
    now = clock.now()
    read_figures(
        Request(0, source, "", now, PROTOCOL, query=asked.query, body=asked.body)
    )
