"""Somebody answered a message: found by link, button or words, kept once."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet

from tocsin.foundation.accounts.models import Person
from tocsin.foundation.notify.actions.expanding import tells_of
from tocsin.foundation.notify.answers import meant_by
from tocsin.foundation.notify.channels import contract
from tocsin.foundation.notify.links import (
    OF_CANDIDATES,
    OF_CHANGES,
    VERBS,
    opened,
    reply_code,
)
from tocsin.foundation.notify.models import Answer, Message, Outcome, Page
from tocsin.foundation.notify.reads.rooms import whose_address
from tocsin.foundation.notify.refusals import LinkOver, NotOneOfOurs, WriterUnknown
from tocsin.foundation.notify.rooms import is_room
from tocsin.kernel import clock

_LATELY = timedelta(days=3)
_LOOKED_AT = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """What an answer asks for: the verb, on the incident that the message was about,
    as the person it was sent to, or who pressed its button in a room. `done` tells that
    it was carried out before; `reason` is why, where somebody decides something in
    words."""

    message: Message
    page: Page
    person: Person
    verb: str
    done: Answer | None = None
    reason: str = ""

    @property
    def was_called(self) -> bool:
        """Whether they were called themselves, and did not only read it in a room."""
        return self.person.key == self.message.person

    @property
    def change(self) -> str:
        """The emergency change that the message asks about, by its key."""
        return str(self.page.why.get("change") or "")

    @property
    def is_of_candidate(self) -> bool:
        """Whether the message asks if an incident is major."""
        return bool(self.page.why.get("candidate"))


def asked_by_token(token: str) -> Asked:
    """What a link asks for; refused when it is not ours, or too old."""
    return _by_token(token)


def _by_token(token: str, pressed: tuple[str, str] | None = None) -> Asked:
    """The same of a button, which says by whom it was pressed: by channel, address."""
    found = opened(token)
    if found is None:
        raise LinkOver
    message = _messages().filter(id=found.message_id).first()
    if message is None:
        raise LinkOver
    return _asked(message, found.verb, pressed=pressed)


def asked_in(answer: contract.Answer, channel: str) -> Asked:
    """What an answer that came by a channel asks for. In words, it is about the message
    whose code it names, or the latest that went to that address."""
    if answer.token:
        return _by_token(answer.token, (channel, answer.address))
    meant = None if answer.verb else meant_by(answer.text)
    verb = answer.verb or (meant.verb if meant else "")
    message = _message(answer, channel, meant.code if meant else "", verb)
    if verb not in VERBS or message is None:
        raise NotOneOfOurs
    return _asked(message, verb, meant.reason if meant else "")


def _message(
    answer: contract.Answer, channel: str, code: str, verb: str
) -> Message | None:
    rows = _messages().filter(channel=channel)
    if verb in OF_CHANGES:
        rows = rows.filter(page__why__has_key="change")
    elif verb in OF_CANDIDATES:
        rows = rows.filter(page__why__has_key="candidate")
    if answer.message_id is not None:
        return rows.filter(id=answer.message_id).first()
    if not answer.address:
        return None
    since = clock.now() - _LATELY
    lately = rows.filter(
        address__iexact=answer.address,
        page__incident_id__isnull=False,
        made_at__gt=since,
    )
    found = list(lately.order_by("-id")[:_LOOKED_AT])
    return next((it for it in found if code in ("", reply_code(it.id))), None)


def _messages() -> QuerySet[Message]:
    return Message.objects.select_related("page")


def _asked(
    message: Message,
    verb: str,
    reason: str = "",
    pressed: tuple[str, str] | None = None,
) -> Asked:
    if is_room(message.person):
        person = whose_address(*pressed) if pressed else None
        if person is None and pressed:
            raise WriterUnknown
    else:
        person = Person.objects.filter(key=message.person, is_active=True).first()
    if person is None or message.page.incident_id is None:
        raise LinkOver
    done = Answer.objects.filter(message=message, verb=verb).first()
    return Asked(message, message.page, person, verb, done, reason)


@transaction.atomic
def keep_answer(asked: Asked, *, via: str, told: str) -> bool:
    """It was carried out: its page is answered, and what waits of it is not sent. Says
    whether it is the first time."""
    now = clock.now()
    told = told[:300]
    _row, first = Answer.objects.get_or_create(
        message=asked.message,
        verb=asked.verb,
        defaults={"person": asked.person.key, "via": via, "at": now, "told": told},
    )
    if not first:
        return False
    waiting = Message.objects.filter(page=asked.page, state=Message.State.WAITING)
    waiting.update(state=Message.State.WITHDRAWN, due_at=None, said="answered")
    Page.objects.filter(id=asked.page.id).update(
        state=Page.State.ANSWERED,
        ended_at=now,
        channel=asked.message.channel,
        told=asked.verb,
    )
    if tells_of(asked.page):
        Outcome.objects.create(
            page=asked.page,
            result="answered",
            channel=asked.message.channel,
            told=asked.verb,
            at=now,
        )
    return True
