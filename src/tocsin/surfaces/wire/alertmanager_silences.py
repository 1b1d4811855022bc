"""`silences` and `silence/{id}`: the source's own silences, as amtool writes them."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from django.db import transaction

from tocsin.foundation.accounts.rules import Actor
from tocsin.intake.alerts.actions import add_silence, change_silence, expire_silence
from tocsin.intake.alerts.matching import Matcher, Unmatchable, checked
from tocsin.intake.alerts.models import Silence
from tocsin.intake.alerts.own import (
    OwnSilence,
    own_actor,
    own_silence,
    own_silences,
)
from tocsin.intake.alerts.refusals import (
    SilenceOver,
    SilenceUnknown,
    SilenceUnusable,
    TooManySilences,
)
from tocsin.intake.events.adapters.alertmanager.known import instant
from tocsin.kernel import clock
from tocsin.kernel.refusal import Refusal
from tocsin.surfaces.wire.alertmanager_answers import (
    DONE,
    Flaw,
    instant_of,
    required,
    said,
    unread,
    wrong_type,
)
from tocsin.surfaces.wire.alertmanager_asking import filters_of
from tocsin.surfaces.wire.asked import Answer, Asked
from tocsin.surfaces.wire.senders import Sender
from tocsin.surfaces.wire.threads import in_thread

_UUID = re.compile(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")
_TEXTS = ("comment", "createdBy")
_INSTANTS = ("endsAt", "startsAt")


async def get_silences(found: Sender, asked: Asked) -> Answer:
    try:
        asks = filters_of(asked.query)
    except Flaw as flaw:
        return flaw.answer
    rows = await in_thread(own_silences, _actor(found), asks)
    return said(200, [_shape(row) for row in rows])


async def get_silence(found: Sender, asked: Asked) -> Answer:
    number = asked.path.removeprefix("silence/")
    if not _UUID.fullmatch(number):
        return _no_uuid(number)
    try:
        silence = await in_thread(own_silence, _actor(found), number)
    except SilenceUnknown:
        return Answer(404, content_type="")
    return said(200, _shape(silence))


async def delete_silence(found: Sender, asked: Asked) -> Answer:
    """200, also for one that has ended already: as Alertmanager."""
    number = asked.path.removeprefix("silence/")
    if not _UUID.fullmatch(number):
        return _no_uuid(number)
    try:
        await in_thread(expire_silence, number, by=_actor(found))
    except SilenceUnknown:
        return said(500, "silence not found")
    except SilenceOver:
        pass
    return DONE


async def post_silences(found: Sender, asked: Asked) -> Answer:
    """200 and the id, which is another one where another silence had to be made."""
    try:
        facts = _facts(asked.body)
        silence = await in_thread(_kept, facts, _actor(found))
    except Flaw as flaw:
        return flaw.answer
    except SilenceUnknown:
        return said(404, "silence not found")
    except (SilenceUnusable, TooManySilences) as refusal:
        return said(400, f"silence invalid: {_why(refusal, facts['matchers'])}")
    return said(200, {"silenceID": str(silence.uuid)})


def _why(refusal: Refusal, asks: Sequence[Matcher]) -> str:
    """In Alertmanager's words, where it has words for it."""
    for at, ask in enumerate(asks):
        try:
            checked(ask)
        except Unmatchable as wrong:
            return f"invalid label matcher {at}: {wrong}"
    if all(ask.fits_nothing_told for ask in asks):
        return "at least one matcher must not match the empty string"
    return str(refusal)


@transaction.atomic
def _kept(facts: dict[str, Any], by: Actor) -> Silence:
    told = {name: fact for name, fact in facts.items() if name != "id"}
    if facts["id"]:
        return change_silence(facts["id"], by=by, **told)
    return add_silence(by=by, **told)


def _actor(found: Sender) -> Actor:
    return own_actor(found.slug, found.name)


def _no_uuid(number: str) -> Answer:
    what = f'silenceID in path must be of type uuid: "{number}"'
    return said(422, {"code": 601, "message": what})


def _facts(body: bytes) -> dict[str, Any]:
    """What the verbs are told; a Flaw in the order in which Alertmanager finds them."""
    try:
        told = orjson.loads(body)
    except ValueError:
        raise Flaw(unread("silence", "unexpected EOF")) from None
    told = {} if told is None else told
    if type(told) is not dict:
        place = 'value of type struct { ID string "json:\\"id,omitempty\\"" }'
        raise Flaw(wrong_type("silence", told, place))
    _need_types(told)
    _need_all(told)
    facts = {
        "id": told.get("id") or "",
        "comment": told["comment"],
        "author": told["createdBy"],
        "starts_at": instant(told["startsAt"]),
        "ends_at": instant(told["endsAt"]),
        "matchers": [_matcher(each) for each in told["matchers"]],
    }
    _need_order(facts)
    return facts


def _need_types(told: Mapping[str, Any]) -> None:
    for name in ("id", *_TEXTS, *_INSTANTS):
        if type(told.get(name, "")) not in {str, type(None)}:
            place = f"struct field .{name} of type string"
            raise Flaw(wrong_type("silence", told[name], place))
    for name in _INSTANTS:
        if told.get(name) and instant(told[name]) is None:
            shown = orjson.dumps(told[name][:80]).decode()
            why = f"parsing time {shown}: cannot parse it"
            raise Flaw(unread("silence", why))
    matchers = told.get("matchers")
    if type(matchers) not in {list, type(None)}:
        place = "struct field .matchers of type models.Matchers"
        raise Flaw(wrong_type("silence", matchers, place))
    for each in matchers or ():
        _need_matcher_types(each)


def _need_matcher_types(each: Any) -> None:
    if type(each) is not dict:
        place = "struct field .matchers of type models.Matcher"
        raise Flaw(wrong_type("silence", each, place))
    kinds = {"name": str, "value": str, "isRegex": bool, "isEqual": bool}
    for name, kind in kinds.items():
        if type(each.get(name)) not in {kind, type(None)}:
            word = "string" if kind is str else "bool"
            place = f"struct field Matcher.matchers.{name} of type {word}"
            raise Flaw(wrong_type("silence", each[name], place))


def _need_all(told: Mapping[str, Any]) -> None:
    for name in (*_TEXTS, "endsAt", "matchers", "startsAt"):
        if told.get(name) is None:
            raise Flaw(required(name))
        if name == "matchers":
            _need_matchers(told[name])
        elif name in _INSTANTS and not told[name]:
            raise Flaw(required(name))


def _need_matchers(matchers: list[Mapping[str, Any]]) -> None:
    if not matchers:
        what = "matchers in body should have at least 1 items"
        raise Flaw(said(422, {"code": 612, "message": what}))
    for at, each in enumerate(matchers):
        for name in ("isRegex", "name", "value"):
            if each.get(name) is None:
                raise Flaw(required(f"matchers.{at}.{name}"))


def _need_order(facts: Mapping[str, Any]) -> None:
    starts_at, ends_at = facts["starts_at"], facts["ends_at"]
    if starts_at >= ends_at:
        what = "Failed to create silence: start time must be before end time"
        raise Flaw(said(400, what))
    if ends_at < clock.now():
        raise Flaw(said(400, "Failed to create silence: end time can't be in the past"))


def _matcher(told: Mapping[str, Any]) -> Matcher:
    is_equal = told.get("isEqual")
    return Matcher(told["name"], told["value"], told["isRegex"], is_equal is not False)


def _shape(told: OwnSilence) -> dict[str, Any]:
    silence = told.silence
    return {
        "id": str(silence.uuid),
        "status": {"state": silence.state(clock.now())},
        "updatedAt": instant_of(silence.changed_at),
        "comment": silence.comment,
        "createdBy": told.author,
        "endsAt": instant_of(silence.ends_at),
        "matchers": [
            {
                "name": ask.name,
                "value": ask.value,
                "isRegex": ask.is_regex,
                "isEqual": ask.is_equal,
            }
            for ask in silence.asks
        ],
        "startsAt": instant_of(silence.starts_at),
    }
