"""Roles of a major incident: filled from the roster, named, taken over, declined."""

from datetime import datetime

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from tocsin.foundation.accounts.models import Person
from tocsin.foundation.accounts.refusals import PersonUnknown
from tocsin.foundation.accounts.rules import SYSTEM, Actor, person_behind
from tocsin.foundation.notify.pages import Wanted
from tocsin.kernel import clock
from tocsin.kernel.text import holdable
from tocsin.register.core.entries import Kind
from tocsin.register.work.telling_majors import POSTS
from tocsin.response.major.actions.holding import (
    Held,
    hold,
    hold_to_decide,
    need,
)
from tocsin.response.major.filling import Found, Roster, fit_for
from tocsin.response.major.models import Major, Post
from tocsin.response.major.published import book
from tocsin.response.major.refusals import (
    NobodyForRole,
    NotInMajor,
    NotYourRole,
    RoleUnknown,
)
from tocsin.response.major.rights import may_work
from tocsin.response.major.rules import DECLARED, ROLES
from tocsin.response.major.telling import wake

DECLINED, HANDED_OVER, OVER = "declined", "handed_over", "over"


def fill_missing(held: Held, now: datetime) -> None:
    """Every role without somebody gets whoever is on call for it; who declined it
    before is not asked again while this major incident lasts."""
    roster, posts = Roster(book(), now), held.posts
    busy = {post.person_id for post in posts.values()}
    for role in ROLES:
        if role in posts:
            continue
        declined = _declined(held, role)
        found = roster.chosen(role, held.incident, declined, busy)
        if found:
            _seat(held, role, found, now, SYSTEM, "roster")
            busy.add(found.person)


def _declined(held: Held, role: str) -> set[str]:
    since = held.major.declared_at
    rows = held.major.posts.filter(role=role, because=DECLINED, left_at__gte=since)
    return set(rows.values_list("person__key", flat=True))


def _seat(
    held: Held,
    role: str,
    found: Found,
    now: datetime,
    by: Actor,
    because: str,
    reason: str = "",
    instead_of: str = "",
) -> Post:
    """The person has the role from now on, and is paged for it unless they named
    themselves."""
    post = Post.objects.create(
        major=held.major,
        role=role,
        person_id=found.person,
        schedule=found.schedule,
        filled_at=now,
    )
    body = {"role": role, "person": found.person, "instead_of": instead_of}
    body |= {"schedule": found.schedule, "because": because, "reason": reason}
    held.say(Kind.ROLE_FILLED, by, body)
    if found.person != person_behind(by):
        person = Person.objects.get(key=found.person)
        held.pages.append(_page(held, person, role, post))
    return post


def _page(held: Held, person: Person, role: str, post: Post) -> Wanted:
    with translation.override(person.language):
        said = _(
            "You are named as {role} of a major incident. Take it over or decline."
        )
        told = said.format(role=POSTS[role])
    cause = f"major:{held.life}:role:{post.id}"
    return wake(person, held.incident, cause=cause, said=told)


def leave(held: Held, post: Post, because: str, now: datetime) -> None:
    post.left_at, post.because = now, because
    post.save()


@transaction.atomic
def name_for_role(
    incident_id: int, *, role: str, person: str, by: Actor, reason: str = ""
) -> Major:
    """The person has the role; whoever had it has handed it over. Naming who has it
    already changes nothing."""
    held = hold_to_decide(incident_id, by=by)
    need(held, DECLARED)
    _need_role(role)
    key = holdable(person)
    if not Person.objects.filter(key=key).exists():
        raise PersonUnknown(key=key)
    if key not in fit_for(held.incident, [key]):
        raise NobodyForRole(person=key, ref=held.incident.ref)
    before = held.posts.get(role)
    if before and before.person_id == key:
        return held.major
    now = clock.now()
    if before:
        leave(held, before, HANDED_OVER, now)
    was = before.person_id if before else ""
    post = _seat(held, role, Found(key, ""), now, by, "by_hand", holdable(reason), was)
    if key == person_behind(by):
        _take(held, post, by, now)
    return held.keep(by=by, now=now)


@transaction.atomic
def take_role(incident_id: int, *, role: str, by: Actor) -> Major:
    """Whoever was named says that they have it now; whoever works on the incident may
    take it from another, who has handed it over. Twice is no mistake."""
    held = hold(incident_id, by=by)
    need(held, DECLARED)
    _need_role(role)
    person, now, post = person_behind(by), clock.now(), held.posts.get(role)
    if post is None or post.person_id != person:
        if not may_work(by, held.incident) or not person:
            raise NotInMajor(ref=held.incident.ref)
        if person not in fit_for(held.incident, [person]):
            raise NobodyForRole(person=person, ref=held.incident.ref)
        was = post.person_id if post else ""
        if post:
            leave(held, post, HANDED_OVER, now)
        post = _seat(held, role, Found(person, ""), now, by, "by_hand", "", was)
    if post.taken_at is None:
        _take(held, post, by, now)
    return held.keep(by=by, now=now)


def _take(held: Held, post: Post, by: Actor, now: datetime) -> None:
    post.taken_at = now
    post.save()
    body = {"role": post.role, "person": post.person_id}
    held.say(Kind.ROLE_TAKEN, by, body)


@transaction.atomic
def decline_role(incident_id: int, *, role: str, by: Actor, reason: str = "") -> Major:
    """The person has the role no longer, and the next who is on call for it is named;
    where there is nobody, it stays empty until somebody takes it."""
    held = hold(incident_id, by=by)
    need(held, DECLARED)
    _need_role(role)
    post = held.posts.get(role)
    if post is None or post.person_id != person_behind(by):
        raise NotYourRole(role=str(POSTS[role]), ref=held.incident.ref)
    now = clock.now()
    leave(held, post, DECLINED, now)
    body = {"role": role, "person": post.person_id, "because": DECLINED}
    held.say(Kind.ROLE_LEFT, by, body | {"reason": holdable(reason)})
    busy = {each.person_id for each in held.posts.values()}
    declined = _declined(held, role)
    found = Roster(book(), now).chosen(role, held.incident, declined, busy)
    if found:
        _seat(held, role, found, now, SYSTEM, "roster", "", post.person_id)
    return held.keep(by=by, now=now)


def _need_role(role: str) -> None:
    if role not in ROLES:
        raise RoleUnknown(role=holdable(role)[:40], known=", ".join(ROLES))
