"""Verbs about Amazon SNS: its offers are kept and confirmed, its certificates held."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from tocsin.foundation.accounts.refusals import NotAllowed
from tocsin.foundation.accounts.rules import ADMINISTRATOR, SYSTEM, Actor
from tocsin.foundation.audit.actions import record_change
from tocsin.intake.events.actions.replay import replay_failures
from tocsin.intake.events.adapters.bodies import tame
from tocsin.intake.events.models import Certificate, Failure, Source, Subscription
from tocsin.intake.events.refusals import (
    AlreadySubscribed,
    OfferExpired,
    SubscriptionUnknown,
)
from tocsin.kernel import clock
from tocsin.kernel.text import holdable

# Why a message waits among the failures until its certificate is here.
AWAITED = "The certificate of its signature has not been fetched yet."
# An offer's token lives for three days (Amazon SNS API, ConfirmSubscription).
_OFFER_LIVES = timedelta(days=3)
_WANTED_FOR = timedelta(days=1)
_PAUSE = timedelta(minutes=1)
_MOST_WANTED, _BATCH = 50, 5


def keep_offer(source: Source, offer: Mapping[str, Any], now: datetime) -> None:
    """The topic's offer waits to be confirmed, once; a newer one takes its place. What
    was refused stays so."""
    offer = tame(offer)
    topic = str(offer.get("TopicArn"))[:300]
    held = Subscription.objects.filter(source=source, topic=topic)
    if held.filter(offer__MessageId=offer["MessageId"]).exists():
        return
    facts = {"offer": offer, "offered_at": now, "tried_at": None}
    held.update_or_create(
        source=source,
        topic=topic,
        defaults={**facts, "confirmed_at": None, "why": ""},
    )


def want_certificate(address: str, now: datetime) -> None:
    """The certificate is fetched soon; not if a flood of others is awaited."""
    if Certificate.objects.filter(pem="").count() < _MOST_WANTED:
        Certificate.objects.get_or_create(address=address, defaults={"wanted_at": now})


@transaction.atomic
def claim_certificates() -> list[Certificate]:
    """A few that are to be fetched now, by nobody else for a minute."""
    now = clock.now()
    wanted = Certificate.objects.filter(pem="")
    wanted.filter(wanted_at__lt=now - _WANTED_FOR).delete()
    due = wanted.filter(Q(tried_at=None) | Q(tried_at__lt=now - _PAUSE))
    claimed = list(due.select_for_update(skip_locked=True)[:_BATCH])
    ids = [one.id for one in claimed]
    Certificate.objects.filter(id__in=ids).update(tried_at=now)
    return claimed


@transaction.atomic
def hold_certificate(address: str, pem: str) -> int:
    """The certificate is here, and what waited for one is read again; gives how many
    requests that were."""
    facts = {"pem": pem, "why": ""}
    new = {**facts, "wanted_at": clock.now()}
    Certificate.objects.update_or_create(
        address=address, defaults=facts, create_defaults=new
    )
    waiting = Failure.objects.filter(state=Failure.State.WAITING, reason=AWAITED)
    ids = list(waiting.values_list("id", flat=True)[:1000])
    return replay_failures(ids, by=SYSTEM) if ids else 0


def certificate_fails(one: Certificate, why: str) -> None:
    Certificate.objects.filter(id=one.id, pem="").update(why=why[:200])


@transaction.atomic
def claim_offers() -> list[Subscription]:
    """A few subscriptions that are to be confirmed now, by nobody else for a minute."""
    now = clock.now()
    rows = Subscription.objects.select_for_update(of=("self",), skip_locked=True)
    due = rows.select_related("source").filter(
        Q(tried_at=None) | Q(tried_at__lt=now - _PAUSE),
        confirmed_at=None,
        refused_at=None,
        offered_at__gt=now - _OFFER_LIVES,
    )
    claimed = list(due.order_by("offered_at")[:_BATCH])
    ids = [one.id for one in claimed]
    Subscription.objects.filter(id__in=ids).update(tried_at=now)
    return claimed


@transaction.atomic
def subscription_is_confirmed(one: Subscription) -> None:
    """The topic sends from now on, and that is on record."""
    row = Subscription.objects.filter(id=one.id, offered_at=one.offered_at)
    if row.update(confirmed_at=clock.now(), why=""):
        record_change(
            f"source:{one.source.slug}",
            "subscribed",
            after={"topic": one.topic},
            by=(SYSTEM.kind, SYSTEM.id),
        )


def subscription_fails(one: Subscription, why: str) -> None:
    rows = Subscription.objects.filter(id=one.id, confirmed_at=None)
    rows.update(why=why[:200])


@transaction.atomic
def confirm_subscription(slug: str, topic: str, *, by: Actor) -> Subscription:
    """What was offered is confirmed in a moment, also if it was refused before. What is
    confirmed stays so."""
    row = _locked(slug, topic, by)
    if row.confirmed_at:
        return row
    if row.offered_at <= clock.now() - _OFFER_LIVES:
        raise OfferExpired(topic=topic)
    row.refused_at = row.tried_at = None
    row.why = ""
    return _kept(row, "subscription allowed", by)


@transaction.atomic
def refuse_subscription(slug: str, topic: str, *, by: Actor) -> Subscription:
    """What was offered is not confirmed, nor what the topic offers later, until
    somebody wants it."""
    row = _locked(slug, topic, by)
    if row.confirmed_at:
        raise AlreadySubscribed(topic=topic)
    if row.refused_at:
        return row
    row.refused_at = clock.now()
    return _kept(row, "subscription refused", by)


def _locked(slug: str, topic: str, by: Actor) -> Subscription:
    if not by.has(ADMINISTRATOR):
        raise NotAllowed
    rows = Subscription.objects.select_for_update(of=("self",), no_key=True)
    rows = rows.select_related("source").filter(source__slug=holdable(slug))
    row = rows.filter(topic=holdable(topic)).first()
    if row is None:
        raise SubscriptionUnknown(topic=holdable(topic)[:300])
    return row


def _kept(row: Subscription, verb: str, by: Actor) -> Subscription:
    row.save()
    about = f"source:{row.source.slug}"
    record_change(about, verb, after={"topic": row.topic}, by=(by.kind, by.id))
    return row
