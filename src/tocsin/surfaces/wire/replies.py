"""`/replies/<channel>/<key>`: a provider tells what people answered, or what became of
a message that it took. The key in the address finds the provider; whether the request
is genuine beyond that is the channel's to know.
"""

import logging

from tocsin.foundation.notify.actions.answering import asked_in
from tocsin.foundation.notify.actions.methods import enrol_by_code
from tocsin.foundation.notify.actions.recording import hear_report
from tocsin.foundation.notify.channels.contract import (
    Channel,
    Heard,
    Incoming,
    NotGenuine,
)
from tocsin.foundation.notify.channels.registry import channels
from tocsin.foundation.notify.reads.manners import provider_by_reply_key
from tocsin.kernel.refusal import Refusal
from tocsin.surfaces.wire.answering import CHAT, VIAS, in_words
from tocsin.surfaces.wire.asked import Answer, Asked
from tocsin.surfaces.wire.chats import Told, answer_command, keep_said
from tocsin.surfaces.wire.threads import in_thread

_LOG = logging.getLogger("tocsin.replies")
_METHODS = ("GET", "POST")


async def reply(asked: Asked) -> Answer:
    """What the channel says to its provider, once all that was told is carried out."""
    if asked.method not in _METHODS:
        allowed = ", ".join(_METHODS)
        return Answer(405, b"method not allowed", "text/plain", (("Allow", allowed),))
    if asked.is_too_large:
        return Answer(413, b"too large", "text/plain")
    return await in_thread(_heard, asked)


def _heard(asked: Asked) -> Answer:
    name, _slash, key = asked.path.partition("/")
    provider = provider_by_reply_key(name, key)
    channel = channels().get(name)
    if provider is None or channel is None:
        return Answer(404, b"not found", "text/plain")
    incoming = Incoming(
        method=asked.method,
        url=provider.replies_url,
        query=asked.query,
        headers=asked.headers,
        body=asked.body,
    )
    try:
        heard = channel.parse_reply(incoming, provider)
    except NotGenuine:
        return Answer(401, b"not signed as it should be", "text/plain")
    done = _carried_out(heard, channel) + _of_rooms(heard, Told(channel, provider))
    told = " ".join(done)
    said = channel.reply_to(incoming, provider, told)
    return Answer(said.status, said.body, said.content_type, tuple(said.headers))


def _of_rooms(heard: Heard, via: Told) -> list[str]:
    """What people wrote in rooms of swarms is kept, and what they asked for is done."""
    for said in heard.said:
        keep_said(said, via)
    return [answer_command(asked, via) for asked in heard.commands]


def _carried_out(heard: Heard, channel: Channel) -> list[str]:
    """Each by itself, so that one that is refused holds up no other."""
    for report in heard.reports:
        hear_report(report, channel.name)
    for enrolled in heard.enrolled:
        enrol_by_code(enrolled, channel.name)
    via = VIAS.get(channel.name, CHAT)
    told = []
    for answer in heard.answers:
        try:
            told.append(in_words(asked_in(answer, channel.name), via=via))
        except Refusal as refusal:
            told.append(f"{refusal} {refusal.help}")
    return told
