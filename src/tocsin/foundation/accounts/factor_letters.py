"""Mails about how an account is opened: to whoever has it, and to administrators."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from tocsin.foundation.accounts.models import BreakGlass, Person
from tocsin.foundation.accounts.reads import recipient_of, recipients
from tocsin.foundation.mail.actions import queue_mail, queue_mails
from tocsin.foundation.mail.letter import Letter, Recipient

_SAID: dict[str, Callable[[], str]] = {
    "second factor added": lambda: _("You have a new second factor."),
    "second factor removed": lambda: _(
        "A second factor was removed from your account."
    ),
    "recovery codes renewed": lambda: _("Your account has new recovery codes."),
    "second factors reset": lambda: _(
        "An administrator reset the second factors of your account."
    ),
}


def warn(person: Person, verb: str) -> None:
    """They learn that how they sign in was changed, whoever changed it."""

    def written(_to: Recipient) -> Letter:
        return Letter(
            subject=_("How you sign in was changed"),
            paragraphs=[
                _SAID[verb](),
                _("If it was not you, or not at your wish, tell an administrator now."),
            ],
            path="/signing-in",
            label=_("How you sign in"),
            why=_("You get this because it is your account."),
        )

    queue_mail("signing_in", written, to=recipient_of(person))


def warn_administrators(held: BreakGlass) -> None:
    """Every other administrator learns that the envelope was opened."""

    def written(_to: Recipient) -> Letter:
        told = _("It was opened from {address}. Its secret is spent.")
        return Letter(
            subject=_("The break-glass account was opened"),
            paragraphs=[
                told.format(address=held.opened_from),
                _("If nobody of you did this, somebody has the envelope."),
            ],
            path="/settings/break-glass",
            label=_("Seal it anew"),
            why=_("You get this because you are an administrator."),
        )

    rows = Person.objects.filter(is_administrator=True, is_active=True)
    keys = rows.exclude(pk=held.person_id).values_list("key", flat=True)
    queue_mails("break_glass", written, to=recipients(keys))
