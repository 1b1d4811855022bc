"""A forgotten password: asked for by anybody, answered apart, set by its owner.

Whoever asks learns nothing of whether there is such an account: the request is written
down, whatever it names, and the engine looks later who it might be.
"""

import logging
from datetime import datetime, timedelta

from django.db import transaction

from tocsin.foundation.accounts import letters
from tocsin.foundation.accounts.actions.people import put_password
from tocsin.foundation.accounts.links import RESET_LIVES, digest_of, new_token
from tocsin.foundation.accounts.models import PasswordReset, Person
from tocsin.foundation.accounts.reads import has_second_factor, recipient_of
from tocsin.foundation.accounts.refusals import (
    LinkSpent,
    SecondFactorWanted,
    TooManyResets,
)
from tocsin.foundation.accounts.rules import Actor
from tocsin.foundation.accounts.second_factor import code_holds
from tocsin.foundation.accounts.signed_in import person_to_reset
from tocsin.foundation.audit.actions import record_change
from tocsin.foundation.mail.actions import queue_mail
from tocsin.kernel import clock
from tocsin.kernel.text import holdable

log = logging.getLogger(__name__)

# Within an hour: from one address, whatever it names; for one person, from anywhere.
PER_ADDRESS, PER_PERSON = 20, 3
WRONG_CODES = 5
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_BATCH = 50


@transaction.atomic
def ask_for_reset(name: str, *, address: str, agent: str) -> None:
    """What was asked is written down; known and unknown names take the same path.

    Refused only when too much comes from one address, whatever it names.
    """
    now = clock.real_now()
    recent = PasswordReset.objects.filter(address=address, asked_at__gt=now - _HOUR)
    if recent.count() >= PER_ADDRESS:
        raise TooManyResets
    PasswordReset.objects.create(
        asked_for=holdable(name).strip()[:254],
        asked_at=now,
        address=address,
        agent=holdable(agent)[:200],
    )


@transaction.atomic
def answer_resets() -> int:
    """Whoever asked and may be answered has a link on its way; says how many asked.

    What they typed is forgotten, and after a day that anything was asked.
    """
    PasswordReset.objects.filter(asked_at__lt=clock.real_now() - 2 * _DAY).delete()
    rows = PasswordReset.objects.select_for_update(no_key=True, skip_locked=True)
    asked = list(rows.filter(answered_at=None).order_by("asked_at", "id")[:_BATCH])
    for reset in asked:
        _answer(reset)
    return len(asked)


def _answer(reset: PasswordReset) -> None:
    now = clock.real_now()
    person = person_to_reset(reset.asked_for)
    reset.asked_for, reset.answered_at = "", now
    if person is None:
        log.info("a reset for nobody we can answer was asked from %s", reset.address)
    elif _asked_often(person, now):
        _audit(person, "reset asked too often", reset)
    else:
        _send_link(reset, person, now)
    reset.save()


def _asked_often(person: Person, now: datetime) -> bool:
    recent = PasswordReset.objects.filter(person=person, answered_at__gt=now - _HOUR)
    return recent.count() >= PER_PERSON


def _send_link(reset: PasswordReset, person: Person, now: datetime) -> None:
    token = new_token()
    reset.person, reset.digest = person, digest_of(token)
    reset.ends_at = now + RESET_LIVES
    write = letters.reset_link(
        f"/sign-in/new-password/{token}", reset.ends_at, reset.address
    )
    queue_mail("password-reset", write, to=recipient_of(person))
    _audit(person, "reset link sent", reset)


def reset_password(token: str, password: str, *, code: str = "") -> Person:
    """The person's password is this; sessions and links of before have ended.

    Whoever has a second factor shows it too. The link is spent, but for a password
    that will not do; and after five wrong codes.
    """
    _check_code(token, code)
    with transaction.atomic():
        reset = _locked(token)
        assert reset.person is not None
        by = Actor(kind="link", id="password-reset", via="web")
        _audit(reset.person, "reset link used", reset)
        put_password(reset.person, password, by=by)
        return reset.person


def _check_code(token: str, code: str) -> None:
    """In a transaction of its own, so that a wrong code stays counted."""
    with transaction.atomic():
        reset = _locked(token)
        person = reset.person
        assert person is not None
        if not has_second_factor(person) or code_holds(person, code):
            return
        reset.wrong_codes += 1
        if reset.wrong_codes >= WRONG_CODES:
            reset.digest = None
        reset.save(update_fields=["wrong_codes", "digest"])
        _audit(person, "reset code was wrong", reset)
    raise SecondFactorWanted


def _locked(token: str) -> PasswordReset:
    rows = PasswordReset.objects.select_for_update(no_key=True, of=("self",))
    found = rows.filter(digest=digest_of(token), ends_at__gt=clock.real_now())
    reset = found.select_related("person").first()
    if reset is None or reset.person is None or not reset.person.is_active:
        raise LinkSpent
    return reset


def _audit(person: Person, verb: str, reset: PasswordReset) -> None:
    after = {"address": reset.address, "agent": reset.agent}
    by = ("link", "password-reset")
    record_change(f"person:{person.key}", verb, after=after, by=by)
