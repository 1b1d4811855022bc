"""Guests: people from outside who see of one swarm what is shared with them."""

import secrets
from datetime import timedelta
from hashlib import sha256

from django.db import transaction
from django.utils.translation import gettext as _

from tocsin.foundation.accounts.rules import Actor
from tocsin.foundation.config.reads import value
from tocsin.kernel import clock
from tocsin.kernel.text import holdable
from tocsin.register.core.entries import Kind
from tocsin.register.core.reads.visible import visible_to
from tocsin.register.work.actions.erasing import erase_guest_words
from tocsin.register.work.actions.swarming import hold_swarmed
from tocsin.response.swarm.actions.erasing import GONE
from tocsin.response.swarm.actions.frame import enter, keep, locked, say, wanted
from tocsin.response.swarm.actions.staying import disperse, part, settle_in_guest
from tocsin.response.swarm.actions.thinking import utter
from tocsin.response.swarm.models import Guest, Stay, Swarm
from tocsin.response.swarm.options import GUEST_DEADLINE
from tocsin.response.swarm.refusals import GuestLinkOver, SwarmUnfit

LONGEST = 24 * 7
_LATEST = 1440


@transaction.atomic
def add_guest(
    ref: str,
    *,
    name: str,
    organisation: str,
    by: Actor,
    email: str = "",
    hours: int = 8,
    minutes: int | None = None,
) -> tuple[Guest, str]:
    """Somebody's link into the room, and its token, which is told this once and kept
    nowhere. It is good for so many hours, and no longer than the swarm. Who has not
    come within so many minutes is told of as late."""
    swarm = enter(ref, by=by, leading=True)
    if not 1 <= hours <= LONGEST:
        known = f"1–{LONGEST}"
        raise SwarmUnfit(field=_("For how many hours"), value=hours, known=known)
    minutes = value(GUEST_DEADLINE) if minutes is None else minutes
    if not 1 <= minutes <= _LATEST:
        known = f"1–{_LATEST}"
        field = _("Within how many minutes")
        raise SwarmUnfit(field=field, value=minutes, known=known)
    token, now = secrets.token_urlsafe(24), clock.now()
    guest = Guest.objects.create(
        swarm=swarm,
        name=wanted(_("The guest's name"), name, 120),
        organisation=wanted(_("Where the guest is from"), organisation, 120),
        email=email.strip()[:254],
        digest=digest_of(token),
        made_by=by.on_behalf_of or by.id,
        made_at=now,
        expires_at=now + timedelta(hours=hours),
        answer_by=now + timedelta(minutes=minutes),
    )
    say(swarm, Kind.SWARM_INVITED, by, guest=str(guest), audience="internal")
    keep(swarm)
    return guest, token


@transaction.atomic
def revoke_guest(ref: str, number: int, *, by: Actor) -> Swarm:
    """The link opens nothing any more, and the guest is out of the room."""
    swarm = enter(ref, by=by, leading=True)
    guest = Guest.objects.filter(swarm=swarm, id=number).first()
    if guest is None:
        raise GuestLinkOver
    if guest.revoked_at is None:
        guest.revoked_at = clock.now()
        guest.save(update_fields=["revoked_at"])
    here = list(Stay.objects.filter(swarm=swarm, guest=guest, left_at=None))
    if here:
        part(swarm, here, "released", by=by, now=clock.now())
        disperse(swarm)
    keep(swarm, "state")
    return swarm


@transaction.atomic
def forget_guest(ref: str, number: int, *, by: Actor) -> Swarm:
    """Nothing tells any more who the guest was, nor what they said; that somebody of
    their organisation was there stays. Their link opens nothing."""
    swarm = locked(ref)
    guest = (
        Guest.objects.select_for_update(no_key=True)
        .filter(swarm=swarm, id=number)
        .first()
    )
    if guest is None or not visible_to(by).filter(id=swarm.incident_id).exists():
        raise GuestLinkOver
    actor = actor_of_guest(guest)
    erase_guest_words(swarm.incident_id, actor.id, str(guest), by=by)
    guest.name, guest.email = GONE, ""
    guest.revoked_at = guest.revoked_at or clock.now()
    guest.save(update_fields=["name", "email", "revoked_at"])
    here = list(Stay.objects.filter(swarm=swarm, guest=guest, left_at=None))
    if here:
        part(swarm, here, "released", by=by, now=clock.now())
        disperse(swarm)
    keep(swarm, "state")
    return swarm


@transaction.atomic
def enter_as_guest(token: str) -> Guest:
    """Whoever has the link is in the room."""
    guest = _opened(token)
    settle_in_guest(guest.swarm, guest, by=actor_of_guest(guest))
    guest.uses, guest.used_at = guest.uses + 1, clock.now()
    guest.save(update_fields=["uses", "used_at"])
    keep(guest.swarm, "mobilised_at", "state")
    return guest


@transaction.atomic
def guest_says(token: str, text: str) -> Guest:
    """What a guest writes is read by the whole room, and by other guests."""
    guest = _opened(token)
    told = wanted(_("What to say"), text, 4000)
    by, name = actor_of_guest(guest), str(guest)
    settle_in_guest(guest.swarm, guest, by=by)
    utter(guest.swarm, told, by=by, shared=True, guest=name)
    return guest


def guest_of(token: str) -> Guest:
    """Whose link this is, as long as it opens something."""
    rows = Guest.objects.select_related("swarm").filter(digest=digest_of(token))
    guest = rows.first()
    if guest is None or not _is_good(guest):
        raise GuestLinkOver
    return guest


def actor_of_guest(guest: Guest) -> Actor:
    return Actor(kind="guest", id=f"guest-{guest.pk}", name=str(guest), via="link")


def digest_of(token: str) -> bytes:
    return sha256(holdable(token).encode(errors="replace")).digest()


def _opened(token: str) -> Guest:
    """The guest; swarm and incident are locked, in this order."""
    number = guest_of(token).pk
    swarm_id = Guest.objects.values_list("swarm_id", flat=True).get(id=number)
    swarm = Swarm.objects.select_for_update(no_key=True).get(id=swarm_id)
    guest = Guest.objects.select_for_update(no_key=True).get(id=number)
    guest.swarm = swarm
    if not _is_good(guest):
        raise GuestLinkOver
    hold_swarmed([swarm.incident_id])
    return guest


def _is_good(guest: Guest) -> bool:
    is_known = guest.revoked_at is None and not guest.swarm.is_over
    return is_known and guest.expires_at > clock.now()
