"""Who is signed in where, and whose password a link may set."""

from django.db.models import F, Q

from tocsin.foundation.accounts.links import digest_of
from tocsin.foundation.accounts.models import PasswordReset, Person, Session
from tocsin.kernel import clock
from tocsin.kernel.text import holdable


def can_sign_in(person: Person) -> bool:
    """Whether the person has a password here, or came in some other way before."""
    has_password = bool(person.password) and person.has_usable_password()
    return person.is_active and (has_password or person.last_login is not None)


def person_to_reset(name: str) -> Person | None:
    """Who may be sent a link to set a password: by the name they sign in by or their
    address, if they are active, have an address, and signed in by a password before.

    Who signs in elsewhere has no password here, and gets none this way.
    """
    name = holdable(name).strip()
    found = Person.objects.filter(Q(username__iexact=name) | Q(email__iexact=name))
    found = found.filter(is_active=True, erased_at=None).exclude(email="")
    for person in found.order_by("id")[:2] if name else ():
        if person.password and person.has_usable_password():
            return person
    return None


def link_opens(token: str) -> Person | None:
    """Whose password may be set by this link now."""
    found = PasswordReset.objects.filter(digest=digest_of(token))
    reset = found.filter(ends_at__gt=clock.real_now()).select_related("person").first()
    person = reset.person if reset else None
    return person if person and person.is_active else None


def sessions_of(person: Person) -> list[Session]:
    """Where the person is signed in, as they were seen last."""
    found = Session.objects.filter(person=person, expire_date__gt=clock.real_now())
    return list(found.order_by(F("seen_at").desc(nulls_last=True), "session_key"))
