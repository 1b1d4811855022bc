"""What people are told by mail of their own account. Each is written in the language
and zone of whom it is for."""

from collections.abc import Callable
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tocsin.foundation.mail.letter import Letter, Recipient

Write = Callable[[Recipient], Letter]


def reset_link(path: str, ends_at: datetime, address: str) -> Write:
    """A link by which the person sets a new password."""

    def write(_to: Recipient) -> Letter:
        return Letter(
            subject=_("A new password for Tocsin"),
            paragraphs=[
                _(
                    "Somebody at {address} asked for a new password for your account."
                ).format(address=address),
                _(
                    "The link opens once, until {until}. Your password stays as it is"
                    " until you set another."
                ).format(until=_instant(ends_at)),
                _("If it was not you, do nothing: nobody else sees this link."),
            ],
            path=path,
            label=_("Set a new password"),
            why=_("You get this because of a request on the page for signing in."),
            is_secret=True,
        )

    return write


def password_changed(at: datetime) -> Write:
    """The password has been changed: tells whoever did not do it themselves."""

    def write(_to: Recipient) -> Letter:
        return Letter(
            subject=_("Your password for Tocsin has changed"),
            paragraphs=[
                _(
                    "It changed on {at}. Everywhere else you have been signed out."
                ).format(at=_instant(at)),
                _(
                    "If it was not you, ask an administrator at once to end your"
                    " sessions, and set another password."
                ),
            ],
            path="/sign-in",
            label=_("Sign in"),
            why=_("Tocsin always tells you when your way of signing in changes."),
        )

    return write


def address_changed(at: datetime) -> Write:
    """Mail goes to another address from now on; told to the one of before."""

    def write(_to: Recipient) -> Letter:
        return Letter(
            subject=_("Your address in Tocsin has changed"),
            paragraphs=[
                _("Since {at}, mail for you goes to another address than this.").format(
                    at=_instant(at)
                ),
                _(
                    "If it was not you, tell an administrator at once: whoever reads"
                    " your mail can set your password."
                ),
            ],
            why=_("Tocsin always tells you when your way of signing in changes."),
        )

    return write


def invitation(by: str, path: str, ends_at: datetime) -> Write:
    """A link by which somebody new chooses a name and a password."""

    def write(to: Recipient) -> Letter:
        return Letter(
            subject=_("{name} invites you to Tocsin").format(name=by),
            paragraphs=[
                _("Hello {name},").format(name=to.name) if to.name else _("Hello,"),
                _(
                    "{name} invites you to the register where incidents are recorded"
                    " and worked on."
                ).format(name=by),
                _("The link opens once, until {until}.").format(
                    until=_instant(ends_at)
                ),
            ],
            path=path,
            label=_("Choose a name and a password"),
            why=_("If you do not know why you are invited, do nothing."),
            is_secret=True,
        )

    return write


def _instant(at: datetime) -> str:
    local = timezone.localtime(at)
    return f"{date_format(local, 'DATE_FORMAT')}, {local:%H:%M} {local.tzname()}"
