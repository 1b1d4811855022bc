"""Files of an incident: brought by a form, opened by whoever may see them."""

from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import quote

from asgiref.sync import sync_to_async
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from tocsin.foundation.files.reads import piece, piece_count
from tocsin.foundation.files.rules import SHOWN, TEXT
from tocsin.kernel.refusal import Refusal
from tocsin.register.attachments.actions import INTERNAL, REPORTER, attach, detach
from tocsin.register.attachments.reads import Attached, file_for
from tocsin.register.work.reads import incident_for
from tocsin.surfaces.web.pages import DeskRequest, signed_in

# Whatever is in a file: it is drawn as it is, and nothing in it can run or load.
_SAFE = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cache-Control": "private, no-cache",
}


@signed_in
def file(request: DeskRequest, id: str, name: str) -> HttpResponseBase:
    """GET /files/<id>/<name>: the file, its incident's rights asked anew each time."""
    found = file_for(request.actor, id)
    tag = f'"{found.digest}"'
    if request.headers.get("If-None-Match") == tag:
        return HttpResponse(status=304, headers={"ETag": tag})
    headers = _SAFE | {"ETag": tag} | _disposition(found)
    return StreamingHttpResponse(_content(found), headers=headers)


def _disposition(found: Attached) -> dict[str, str]:
    stored: Any = found.file
    kind = f"{TEXT}; charset=utf-8" if stored.type == TEXT else stored.type
    aside = stored.type not in SHOWN
    told = content_disposition_header(aside, found.name) or "inline"
    return {
        "Content-Type": kind,
        "Content-Length": str(stored.size),
        "Content-Disposition": told,
    }


async def _content(found: Attached) -> AsyncIterator[bytes]:
    """Piece after piece: never more than one is in memory."""
    stored: Any = found.file
    for number in range(piece_count(stored)):
        yield await sync_to_async(piece)(stored.digest, number)


def address_of(found: Attached) -> str:
    return f"/files/{found.id}/{quote(found.name, safe='')}"


@require_POST
@signed_in
def bring(request: DeskRequest, ref: str) -> HttpResponse:
    """POST …/files: one file or several; all of them are there, or none."""
    incident = incident_for(request.actor, ref)
    sent = bring_all(request, incident.id)
    if sent:
        said = ngettext("%(n)s file attached.", "%(n)s files attached.", sent)
        messages.success(request, said % {"n": sent})
    return redirect(reverse("incident", args=[incident.ref]))


@transaction.atomic
def bring_all(request: DeskRequest, incident_id: int) -> int:
    """All files that came with a form are attached, or none; says how many."""
    sent = request.FILES.getlist("files")
    for each in sent:
        _attach(request, incident_id, each)
    return len(sent)


def bring_what_fits(request: DeskRequest, incident_id: int) -> None:
    """A report is taken with the files that can be; of the others one is told."""
    for each in request.FILES.getlist("files"):
        try:
            with transaction.atomic():
                _attach(request, incident_id, each)
        except Refusal as refusal:
            messages.warning(request, f"{refusal} {refusal.help}")


def _attach(request: DeskRequest, incident_id: int, sent: Any) -> None:
    told = REPORTER if request.POST.get("kind") == "reply" else INTERNAL
    by = request.actor
    attach(incident_id, source=sent, name=sent.name or "", by=by, audience=told)


@require_POST
@signed_in
def take_back(request: DeskRequest, ref: str, entry: int) -> HttpResponse:
    """POST …/files/<entry>/take-back: the file is no longer shown."""
    incident = incident_for(request.actor, ref)
    reason = request.POST.get("reason", "")
    detach(incident.id, entry=entry, by=request.actor, reason=reason)
    messages.success(request, _("Taken back; the timeline tells that it was there."))
    return redirect(reverse("incident", args=[incident.ref]))
