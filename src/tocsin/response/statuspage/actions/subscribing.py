"""Subscriptions: wanted, confirmed, changed, left, forgotten."""

import hashlib
import secrets
from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from tocsin.foundation.accounts.models import Person
from tocsin.foundation.accounts.rules import Actor
from tocsin.foundation.mail.actions import forget_mails_of, queue_mail
from tocsin.foundation.mail.letter import Letter, Recipient
from tocsin.kernel import clock, keys
from tocsin.kernel.text import holdable
from tocsin.response.statuspage.actions.frame import (
    audit,
    components_of,
    lock_page,
    need_administrator,
)
from tocsin.response.statuspage.models import Delivery, Page, Subscriber
from tocsin.response.statuspage.refusals import (
    AddressUnfit,
    LinkOver,
    SubscriberUnknown,
)
from tocsin.response.statuspage.rules.digests import chosen
from tocsin.response.statuspage.rules.words import KINDS, MAIL
from tocsin.response.statuspage.subscribing import (
    digest_of,
    is_leaving_token,
    new_token,
)

LIFE = timedelta(hours=24)
# A second mail to the same address is not sent sooner: nobody is flooded by others.
_PAUSE = timedelta(minutes=10)


@transaction.atomic
def want_mail(
    slug: str,
    address: str,
    *,
    components: Collection[str] = (),
    kinds: Collection[str] = (),
    rhythms: Mapping[str, str] | None = None,
    language: str = "",
) -> None:
    """A mail with a link is on its way to the address; whoever owns it opens that, and
    is subscribed. The answer is the same whether it was known before or not."""
    page = lock_page(slug)
    address = holdable(address).strip()
    try:
        validate_email(address)
    except ValidationError:
        raise AddressUnfit(why=_("it is no mail address.")) from None
    if len(address) > 254:
        raise AddressUnfit(why=_("it is no mail address."))
    now = clock.now()
    row = _row(page, MAIL, address.casefold(), language)
    row.address = address
    row.person = _person(address)
    is_recent = row.token_until and row.token_until - LIFE > now - _PAUSE
    if row.confirmed_at or not is_recent:
        row.components, row.kinds = _chosen(page, components), _kinds(kinds)
        row.rhythms = chosen(rhythms or {})
    if is_recent:
        return
    token = new_token()
    row.token, row.token_until = digest_of(token), now + LIFE
    row.save()
    _ask(page, row, token)


def _row(page: Page, channel: str, told: str, language: str) -> Subscriber:
    digest = hashlib.sha256(f"{channel}:{told}".encode()).digest()
    found = Subscriber.objects.filter(page=page, channel=channel, digest=digest).first()
    return found or Subscriber(
        page=page,
        channel=channel,
        digest=digest,
        nonce=secrets.token_hex(16),
        language=(language or page.language)[:16],
        made_at=clock.now(),
    )


def _person(address: str) -> str:
    rows = Person.objects.filter(email__iexact=address, is_active=True)
    return rows.values_list("key", flat=True).first() or ""


def _chosen(page: Page, codes: Collection[str]) -> list[str]:
    known = {each.code for each in components_of(page)}
    return [code for code in codes if code in known]


def _kinds(kinds: Collection[str]) -> list[str]:
    told = [kind for kind in KINDS if kind in kinds]
    return [] if len(told) == len(KINDS) else told


def _ask(page: Page, row: Subscriber, token: str) -> None:
    path = f"/status/{page.slug}/confirm/{token}"

    def write(_to: Recipient) -> Letter:
        return Letter(
            subject=_("Confirm: news of {page}").format(page=page.name),
            paragraphs=[
                _(
                    "Somebody, probably you, wants mails about {page} to come here."
                ).format(page=page.name),
                _("Open the link within 24 hours to begin. Otherwise do nothing."),
            ],
            path=path,
            label=_("Subscribe"),
            is_secret=True,
        )

    to = Recipient(
        row.address, person=row.person, language=row.language, zone=page.zone
    )
    queue_mail("status_confirm", write, to=to)


@transaction.atomic
def confirm_mail(slug: str, token: str) -> Subscriber:
    """The address is subscribed; the link is used up."""
    page = lock_page(slug)
    rows = Subscriber.objects.filter(page=page, token=digest_of(holdable(token)))
    row = rows.first()
    now = clock.now()
    if row is None or row.token_until is None or row.token_until <= now:
        raise LinkOver
    row.confirmed_at = row.confirmed_at or now
    row.token = row.token_until = None
    row.failures = 0
    row.save()
    return row


def opens(slug: str, token: str) -> bool:
    """Whether the link can still be used; looking does not use it up, for mail
    programs look at links before people do."""
    rows = Subscriber.objects.filter(page__slug=slug, page__retired_at=None)
    told = rows.filter(token=digest_of(holdable(token)), token_until__gt=clock.now())
    return told.exists()


@transaction.atomic
def subscribe_address(
    slug: str,
    channel: str,
    address: str,
    *,
    secret: bytes,
    components: Sequence[str] = (),
    kinds: Sequence[str] = (),
) -> Subscriber:
    """A webhook or chat is subscribed, to which a test message was sent before; it
    answered, so whoever gave the address can send there."""
    page = lock_page(slug)
    row = _row(page, channel, address, "")
    row.sealed = keys.box().encrypt(address.encode())
    row.secret = keys.box().encrypt(secret)
    row.components, row.kinds = _chosen(page, components), _kinds(kinds)
    row.confirmed_at = row.confirmed_at or clock.now()
    row.failures = 0
    row.save()
    return row


@transaction.atomic
def leave(code: str, token: str) -> Page:
    """Nothing more is sent there, and nothing is kept of it."""
    row = Subscriber.objects.select_related("page").filter(code=code).first()
    if row is None or not is_leaving_token(token, row.code, row.nonce):
        raise SubscriberUnknown
    page = row.page
    _forget([row.pk])
    return page


@transaction.atomic
def remove_subscriber(slug: str, code: str, *, by: Actor) -> None:
    """An administrator ends a subscription."""
    need_administrator(by)
    page = lock_page(slug)
    row = Subscriber.objects.filter(page=page, code=holdable(code)[:12]).first()
    if row is None:
        raise SubscriberUnknown
    _forget([row.pk])
    audit(f"status page {slug}", "subscriber removed", by, before=code)


def _forget(ids: Collection[int]) -> int:
    rows = Subscriber.objects.filter(pk__in=ids)
    # Held first, as senders of digests hold them.
    held = rows.select_for_update(no_key=True).order_by("pk")
    addresses = [each.address for each in held if each.address]
    Delivery.objects.filter(subscriber_id__in=ids).delete()
    gone = rows.delete()[0]
    for address in addresses:
        forget_mails_of("", address)
    return gone


@transaction.atomic
def tidy_subscribers() -> int:
    """Those who never confirmed within the day, and people who were erased, are gone
    without a trace; addresses are known to be people's where they are."""
    late = Subscriber.objects.filter(confirmed_at=None, token_until__lte=clock.now())
    gone = _forget(list(late.values_list("pk", flat=True)[:500]))
    left = Person.objects.filter(erased_at__isnull=False).values("key")
    theirs = Subscriber.objects.filter(person__in=left).values_list("pk", flat=True)
    gone += _forget(list(theirs[:500]))
    _know_people()
    return gone


def _know_people() -> None:
    """Whoever came to have an account after subscribing is erased with it, too."""
    unknown = Subscriber.objects.filter(person="", channel=MAIL).exclude(address="")
    by_address = {
        row.address.casefold(): row.pk for row in unknown.order_by("-id")[:500]
    }
    if not by_address:
        return
    people = Person.objects.filter(email__in=list(by_address)).values_list(
        "email", "key"
    )
    for email, key in people:
        Subscriber.objects.filter(pk=by_address[email.casefold()]).update(person=key)
