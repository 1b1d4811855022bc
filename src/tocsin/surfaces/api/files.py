"""/incidents/{ref}/files: what is attached, its content, and attaching more."""

import hashlib
from collections.abc import AsyncIterator
from datetime import datetime
from typing import BinaryIO, cast
from urllib.parse import quote

from asgiref.sync import sync_to_async
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from ninja import File, Router
from ninja.files import UploadedFile
from pydantic import BaseModel, Field

from tocsin.foundation.files.reads import piece, piece_count
from tocsin.foundation.files.refusals import FileEmpty
from tocsin.kernel.text import holdable
from tocsin.register.attachments import actions
from tocsin.register.attachments.reads import Attached, file_for, files_of
from tocsin.register.work.reads import incident_for
from tocsin.surfaces.api.bearer import READERS, WORKERS, ApiRequest
from tocsin.surfaces.api.operations import reading, writing
from tocsin.surfaces.api.problems import problems, response_of
from tocsin.surfaces.api.shapes import Number, Reason
from tocsin.surfaces.api.writing import BEHALF, ONCE, act, acting, once_key, shown

router = Router(tags=["Files"])


class FileShape(BaseModel):
    """One file. `entry` is the timeline's entry that attached it; `sha256` is in the
    chain."""

    entry: int
    name: str
    type: str
    size: int
    sha256: str
    audience: str
    attached_at: datetime


@reading(router, "/{ref}/files", list[FileShape])
def files(request: ApiRequest, ref: str) -> list[FileShape]:
    """What is attached to the incident, in the order it came."""
    incident = incident_for(request.auth, holdable(ref))
    return [_shape(each) for each in files_of(incident, request.auth)]


def _shape(found: Attached) -> FileShape:
    assert found.file is not None
    return FileShape(
        entry=found.entry,
        name=found.name,
        type=found.file.type,
        size=found.file.size,
        sha256=found.digest,
        audience=found.audience,
        attached_at=found.at,
    )


@router.get(
    "/{ref}/files/{entry}",
    auth=READERS,
    response={200: bytes, **problems(401, 403, 404, 409, 410, 422)},
)
def file_content(request: ApiRequest, ref: str, entry: str) -> HttpResponseBase:
    """The content of the file that this entry attached, as it was sent."""
    found = file_for(request.auth, f"{holdable(ref)}-{holdable(entry)}")
    assert found.file is not None
    answer = StreamingHttpResponse(
        _pieces(found), content_type="application/octet-stream"
    )
    name = quote(found.name)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    answer["Content-Length"] = str(found.file.size)
    answer["ETag"] = f'"{found.digest}"'
    return answer


async def _pieces(found: Attached) -> AsyncIterator[bytes]:
    """Never more than one piece is in memory."""
    assert found.file is not None
    for number in range(piece_count(found.file)):
        yield await sync_to_async(piece)(found.digest, number)


@writing(router, "/{ref}/attach", WORKERS, headers=(ONCE, BEHALF))
def attach(
    request: ApiRequest,
    ref: str,
    file: UploadedFile | None = File(None),  # type: ignore[type-arg]  # noqa: B008
) -> HttpResponse:
    """The file belongs to the incident: one part named `file` of a form. Repeated
    under the same `Idempotency-Key` it is attached once."""
    by = acting(request)
    incident = incident_for(by, holdable(ref))
    if file is None or file.file is None:
        raise FileEmpty(name="file")
    key = once_key(request)
    named = hashlib.sha256(f"{request.auth.id} {key}".encode()).hexdigest()
    cause = f"file {named}" if key else None
    source = cast(BinaryIO, file.file)
    name = file.name or ""
    after = actions.attach(incident.id, source=source, name=name, by=by, cause=cause)
    return response_of(shown(200, after, by))


class Detaching(Reason):
    entry: Number = Field(description="The entry that attached it.")


@writing(router, "/{ref}/detach", WORKERS)
def detach(request: ApiRequest, ref: str, body: Detaching) -> HttpResponse:
    """The file of this entry can no longer be opened; that it was there stays told.
    `If-Match` is not looked at."""
    return act(request, ref, actions.detach, body, seen=False)
