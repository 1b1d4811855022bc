"""How a person is reached: added, shown to be theirs by a code, put in order, tried."""

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from tocsin.foundation.accounts.refusals import NotAllowed
from tocsin.foundation.accounts.rules import ADMINISTRATOR, Actor
from tocsin.foundation.audit.actions import record_change
from tocsin.foundation.notify.channels.contract import (
    BY_LINK,
    AddressUnfit,
    Channel,
    Enrolled,
)
from tocsin.foundation.notify.channels.registry import offered_channels
from tocsin.foundation.notify.links import code_of
from tocsin.foundation.notify.models import Method, Step
from tocsin.foundation.notify.pages import Wanted, send_pages
from tocsin.foundation.notify.refusals import (
    AddressUnfitting,
    ChannelUnknown,
    CodesTooMany,
    CodeWrong,
    MethodTold,
    MethodUnknown,
    StepsUnfit,
)
from tocsin.foundation.notify.rules import (
    CODE_LIVES,
    TEST,
    VERIFICATION,
)
from tocsin.kernel import clock
from tocsin.kernel.text import holdable

_MOST = 20
_WRONG_CODES = 5
PAUSE = timedelta(minutes=1)


def channel_named(name: str) -> Channel:
    found = offered_channels().get(name)
    if found is None:
        known = ", ".join(sorted(offered_channels()))
        raise ChannelUnknown(name=holdable(name)[:40], known=known)
    return found


@transaction.atomic
def add_method(
    person: str,
    channel: str,
    address: str,
    *,
    by: Actor,
    data: Mapping[str, Any] | None = None,
    label: str = "",
) -> Method:
    """One more way to reach this person; used once they typed the code that it was
    sent. One's own, or by an administrator for somebody else."""
    refuse_unless_own(person, by)
    here = channel_named(channel)
    try:
        fitting = here.fit(holdable(address))
    except AddressUnfit as unfit:
        raise AddressUnfitting(address=address[:80], why=str(unfit)) from None
    mine = Method.objects.filter(person=person)
    if mine.filter(channel=channel, address=fitting).exists():
        raise MethodTold
    if mine.count() >= _MOST:
        raise StepsUnfit(why=f"{_MOST} ways are enough")
    row = Method.objects.create(
        person=person,
        channel=channel,
        address=fitting,
        data=dict(data or {}),
        label=holdable(label).strip()[:60],
        is_loud=here.is_loud,
        position=mine.count(),
        added_at=clock.now(),
    )
    _audit(row, "way to be reached added", by)
    send_code(person, row.id, by=by)
    return row


@transaction.atomic
def ask_to_enrol(person: str, channel: str, *, by: Actor) -> str:
    """A code by which the channel's provider tells us this person's address."""
    refuse_unless_own(person, by)
    here = channel_named(channel)
    if here.enrolment != BY_LINK:
        raise ChannelUnknown(name=channel, known="those that enrol by a link")
    code = secrets.token_urlsafe(24)
    Method.objects.filter(person=person, channel=channel, address="").delete()
    row = Method.objects.create(
        person=person,
        channel=channel,
        address="",
        is_loud=here.is_loud,
        position=Method.objects.filter(person=person).count(),
        added_at=clock.now(),
        code=_digest(code),
        code_ends_at=clock.now() + CODE_LIVES,
    )
    _audit(row, "way to be reached added", by)
    return code


@transaction.atomic
def enrol_by_code(told: Enrolled, channel: str) -> bool:
    """Whoever followed the link is reached there from now on."""
    rows = Method.objects.select_for_update(no_key=True)
    found = rows.filter(channel=channel, code=_digest(told.code)).first()
    now = clock.now()
    if found is None or found.code_ends_at is None or found.code_ends_at <= now:
        return False
    same = Method.objects.filter(person=found.person, channel=channel)
    Step.objects.filter(method__in=same.filter(address=told.address)).delete()
    same.filter(address=told.address).delete()
    found.address, found.data = told.address, dict(told.data)
    found.label, found.verified_at = holdable(told.label)[:60], now
    found.code, found.code_ends_at = None, None
    found.save()
    _audit(found, "way to be reached verified", None)
    return True


@transaction.atomic
def send_code(person: str, number: int, *, by: Actor) -> Method:
    """A code is on its way there, good for a quarter of an hour; one a minute."""
    refuse_unless_own(person, by)
    row = _locked(person, number)
    now = clock.now()
    if row.code_ends_at and now < row.code_ends_at - CODE_LIVES + PAUSE:
        raise CodesTooMany
    row.code_ends_at, row.wrong_codes = now + CODE_LIVES, 0
    row.save(update_fields=["code_ends_at", "wrong_codes"])
    until = row.code_ends_at.isoformat()
    _try(row, VERIFICATION, {"until": until}, now)
    return row


def verify_method(person: str, number: int, code: str, *, by: Actor) -> Method:
    """The code that was sent there was typed: it is theirs. After five wrong ones
    another must be sent."""
    refuse_unless_own(person, by)
    with transaction.atomic():
        row = _locked(person, number)
        right = typed_rightly(row, code)
        if right:
            _audit(row, "way to be reached verified", by)
    if not right:
        raise CodeWrong
    return row


def typed_rightly(row: Method, code: str) -> bool:
    """Whether the code that was sent there was typed; it is kept either way, so the
    caller refuses after its transaction, not in it."""
    right = _holds(row, code, clock.now())
    if right:
        row.verified_at, row.code_ends_at = clock.now(), None
        row.broken_at, row.said, row.wrong_codes = None, "", 0
    else:
        row.wrong_codes += 1
    row.save()
    return right


def _holds(row: Method, code: str, now: datetime) -> bool:
    """Whether it is the code that was sent; as long as there were few wrong ones."""
    until = row.code_ends_at
    if until is None or until <= now or row.wrong_codes >= _WRONG_CODES:
        return False
    wanted = code_of(row.id, until.isoformat())
    given = "".join(code.split())
    return hmac.compare_digest(wanted.encode(), given.encode("utf-8", "replace"))


@transaction.atomic
def remove_method(person: str, number: int, *, by: Actor, why: str = "") -> None:
    """They are not reached there any more, and steps by it are gone."""
    refuse_unless_own(person, by)
    row = _locked(person, number)
    Step.objects.filter(method=row).delete()
    _audit(row, "way to be reached removed", by, why)
    row.delete()


@transaction.atomic
def try_method(person: str, number: int, *, by: Actor) -> Method | None:
    """A test message is on its way there; number 0 is the address they sign in with."""
    refuse_unless_own(person, by)
    now = clock.now()
    if number:
        row = _locked(person, number)
        _try(row, TEST, {}, now)
        return row
    cause = f"test:{person}:{now:%Y%m%d%H%M%S%f}"
    send_pages([Wanted(person, cause, kind=TEST)], now=now)
    return None


def _try(row: Method, kind: str, why: Mapping[str, Any], now: datetime) -> None:
    cause = f"{kind}:{row.id}:{now:%Y%m%d%H%M%S%f}"
    told = {**why, "method": row.id}
    send_pages([Wanted(row.person, cause, kind=kind, why=told)], now=now)


def refuse_unless_own(person: str, by: Actor) -> None:
    """How somebody is reached is theirs to say, or an administrator's."""
    is_own = by.is_person and by.id == person
    if not (is_own or by.has(ADMINISTRATOR)):
        raise NotAllowed


def _locked(person: str, number: int) -> Method:
    rows = Method.objects.select_for_update(no_key=True)
    found = rows.filter(person=person, id=number).first()
    if found is None:
        raise MethodUnknown
    return found


def _digest(code: str) -> bytes:
    return hashlib.sha256(code.encode("utf-8", "replace")).digest()


def _audit(row: Method, verb: str, by: Actor | None, why: str = "") -> None:
    """That it changed is kept; the address is not, since audits are final."""
    record_change(
        f"person:{row.person}",
        verb,
        after={"channel": row.channel},
        why=why,
        by=(by.kind, by.id) if by else ("person", row.person),
    )
