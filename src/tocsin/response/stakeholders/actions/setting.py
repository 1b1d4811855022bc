"""Who is told is published; contacts are kept."""

import re
import secrets
from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from tocsin.foundation.accounts.models import Person
from tocsin.foundation.accounts.rules import ADMINISTRATOR, Actor
from tocsin.foundation.audit.actions import record_change
from tocsin.foundation.config.actions import publish_checked
from tocsin.foundation.config.models import Document
from tocsin.foundation.mail.actions import forget_mails_of
from tocsin.kernel import clock, keys
from tocsin.kernel.text import holdable
from tocsin.response.stakeholders.kinds import STAKEHOLDER_KIND
from tocsin.response.stakeholders.models import Contact, Delivery, Draft
from tocsin.response.stakeholders.refusals import (
    ContactTaken,
    ContactUnfit,
    ContactUnknown,
    MaySetStakeholders,
)
from tocsin.response.stakeholders.rules import CHANNELS, MAIL, WEBHOOK

_KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
_LONGEST = 500


def publish_stakeholders(body: Any, *, by: Actor, why: str) -> Document:
    """Incidents that move from now on are told to these classes."""
    if not by.has(ADMINISTRATOR):
        raise MaySetStakeholders
    return publish_checked(STAKEHOLDER_KIND, "default", body, by=by, why=why)


@transaction.atomic
def add_contact(
    key: str, *, name: str, channel: str, address: str, by: Actor
) -> tuple[Contact, str]:
    """Somebody who is told, under this key; and a webhook's secret, which is shown this
    once."""
    _need(by)
    told = holdable(address).strip()
    if not _KEY.fullmatch(key):
        raise ContactUnfit(why=_("its key is small letters, figures and hyphens."))
    if channel not in CHANNELS:
        raise ContactUnfit(why=_("{name} is no channel.").format(name=channel[:20]))
    called = " ".join(holdable(name).split())[:120]
    if not called:
        raise ContactUnfit(why=_("it needs a name."))
    _check(channel, told)
    if Contact.objects.filter(key=key).exists():
        raise ContactTaken(key=key)
    secret = secrets.token_hex(20) if channel == WEBHOOK else ""
    row = Contact.objects.create(
        key=key,
        name=called,
        channel=channel,
        sealed=keys.box().encrypt(told.encode()),
        secret=keys.box().encrypt(secret.encode()) if secret else None,
        person=_person(told) if channel == MAIL else "",
        made_at=clock.now(),
    )
    # Not their name: what is audited stays when they are erased.
    _audit(key, "added", by, after={"channel": channel})
    return row, secret


def _check(channel: str, address: str) -> None:
    if len(address) > _LONGEST:
        raise ContactUnfit(why=_("its address is too long."))
    if channel == MAIL:
        try:
            validate_email(address)
        except ValidationError:
            raise ContactUnfit(why=_("it is no mail address.")) from None
    elif not address.startswith("https://"):
        raise ContactUnfit(why=_("its address begins with https://."))


def _person(address: str) -> str:
    rows = Person.objects.filter(email__iexact=address, is_active=True)
    return rows.values_list("key", flat=True).first() or ""


@transaction.atomic
def remove_contact(key: str, *, by: Actor) -> None:
    """Nothing more is sent there, and nothing is kept of it."""
    _need(by)
    row = Contact.objects.filter(key=holdable(key)[:60], retired_at=None).first()
    if row is None:
        raise ContactUnknown
    _forget([row.pk])
    _audit(row.key, "removed", by, before={"channel": row.channel})


def _forget(ids: Collection[int]) -> int:
    rows = Contact.objects.filter(pk__in=ids)
    for row in rows.filter(channel=MAIL):
        address = keys.box().decrypt(bytes(row.sealed)).decode()
        forget_mails_of("", address)
    Delivery.objects.filter(contact_id__in=ids).delete()
    return rows.delete()[0]


@transaction.atomic
def forget_erased_contacts() -> int:
    """Contacts that were people who are erased are gone without a trace."""
    left = Person.objects.filter(erased_at__isnull=False).values("key")
    theirs = Contact.objects.filter(person__in=left).values_list("pk", flat=True)
    return _forget(list(theirs[:500]))


@transaction.atomic
def forget_words(incidents: Collection[int]) -> int:
    """What was told of these incidents is read in their timelines alone, where what was
    erased is erased."""
    rows = Draft.objects.filter(audience__incident_id__in=incidents)
    said = rows.exclude(state=Draft.State.PROPOSED).exclude(text="")
    return said.update(title="", text="")


def _need(by: Actor) -> None:
    if not by.has(ADMINISTRATOR):
        raise MaySetStakeholders


def _audit(
    key: str, verb: str, by: Actor, *, before: Any = None, after: Any = None
) -> None:
    subject = f"stakeholder contact {key}"
    record_change(subject, verb, by=(by.kind, by.id), before=before, after=after)
