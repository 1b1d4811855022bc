"""Outgoing mail: where it goes, whether it goes, and what became of each."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tocsin.foundation.accounts.reads import recipient_of
from tocsin.foundation.accounts.rules import ADMINISTRATOR
from tocsin.foundation.mail import reads
from tocsin.foundation.mail.actions import queue_mail, try_waiting_mails
from tocsin.foundation.mail.letter import Letter, Recipient
from tocsin.foundation.mail.models import Mail
from tocsin.foundation.mail.options import OPTIONS
from tocsin.foundation.mail.refusals import NoAddress
from tocsin.surfaces.web.pages import DeskRequest, only

_LIMIT = 50


@only(ADMINISTRATOR)
def mail_list(request: DeskRequest) -> HttpResponse:
    """GET /settings/mail?state=…: how mail stands, and its log, the newest first.

    POST sends a test message to the reader, or tries at once what waits.
    """
    if request.method == "POST":
        return _carried_out(request)
    state, told = request.GET.get("state", ""), request.GET.get("from", "")
    state = state if state in Mail.State.values else ""
    before = int(told) if told.isdecimal() and len(told) < 19 else 0
    rows = reads.mails(state=state, before=before, limit=_LIMIT + 1)
    shown = rows[:_LIMIT]
    context = {
        "standing": reads.standing(),
        "options": OPTIONS,
        "rows": shown,
        "states": Mail.State.values,
        "state": state,
        "cursor": shown[-1].id if len(rows) > _LIMIT else None,
    }
    return render(request, "settings/mail.html", context)


def _carried_out(request: DeskRequest) -> HttpResponse:
    if request.POST.get("verb") == "try":
        try_waiting_mails()
        messages.success(request, _("What waits is tried now."))
        return redirect("mail")
    to = recipient_of(request.user)
    if not queue_mail("test", _test_letter, to=to):
        raise NoAddress
    said = _("A test message to {address} is on its way. The log tells more.")
    messages.success(request, said.format(address=to.address))
    return redirect("mail")


def _test_letter(_to: Recipient) -> Letter:
    return Letter(
        subject=_("Mail from Tocsin arrives"),
        paragraphs=[_("If you read this, the mail server takes what Tocsin sends.")],
        path="/settings/mail",
        label=_("How mail stands"),
        why=_("You get this because you asked for a test message."),
    )


@only(ADMINISTRATOR)
def mail(request: DeskRequest, number: int) -> HttpResponse:
    """One mail: to whom, what became of it, and what it says until it was sent."""
    found = reads.mail(number)
    context = {"mail": found, "parts": reads.shown_parts(found)}
    return render(request, "settings/mail_one.html", context)
