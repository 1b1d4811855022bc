"""The pages' files: under hashed names once collected, under plain ones before."""

import gzip
import hashlib
from pathlib import Path

from django.contrib.staticfiles.finders import get_finders
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from django.core.management import call_command
from django.http import HttpRequest, HttpResponse
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import StaticFile

_STAMP = "collected"
_TEXT = {".css", ".js", ".mjs", ".svg", ".json", ".html", ".txt"}
_WORTH_PACKING = 1000


class Storage(ManifestStaticFilesStorage):
    def stored_name(self, name: str) -> str:
        """Tests and a first look need nothing collected: plain names work too."""
        return super().stored_name(name) if self.hashed_files else name


class Files(WhiteNoiseMiddleware):  # type: ignore[misc]  # it has no types
    """Answers with a file in one piece: they are small, and a response that streams
    from a synchronous file would be read whole by the server, with a warning."""

    @staticmethod
    def serve(static_file: StaticFile, request: HttpRequest) -> HttpResponse:
        found = static_file.get_response(request.method, request.META)
        body = b""
        if found.file:
            with found.file as file:
                body = file.read()
        response = HttpResponse(body, status=int(found.status))
        del response["content-type"]
        for name, value in found.headers:
            response[name] = value
        return response


def collect(root: Path) -> None:
    """Every file lies in `root` under a name that changes with its content, so that
    browsers may keep it for ever; quick when nothing has changed."""
    stamp, now = root / _STAMP, _sources()
    if stamp.exists() and stamp.read_text() == now:
        return
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    for file in root.rglob("*"):
        if file.suffix in _TEXT and file.stat().st_size > _WORTH_PACKING:
            _pack(file)
    stamp.write_text(now)


def _pack(file: Path) -> None:
    """Beside the file lies its gzip, which is what most browsers get. Brotli is
    smaller by a tenth and takes half a minute, which a first start has not."""
    packed = gzip.compress(file.read_bytes(), compresslevel=6, mtime=0)
    file.with_name(f"{file.name}.gz").write_bytes(packed)


def _sources() -> str:
    """What distinguishes these files from any others, without reading them."""
    told = hashlib.sha256(Path(__file__).read_bytes())
    for finder in get_finders():
        for name, storage in finder.list([]):
            found = Path(storage.path(name)).stat()
            told.update(f"{name} {found.st_size} {found.st_mtime_ns}\n".encode())
    return told.hexdigest()
