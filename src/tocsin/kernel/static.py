"""The pages' files: under hashed names once collected, under plain ones before."""

import hashlib
from pathlib import Path

from django.contrib.staticfiles.finders import get_finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from whitenoise.storage import CompressedManifestStaticFilesStorage

_STAMP = "collected"


class Storage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    def stored_name(self, name: str) -> str:
        """Tests and a first look need nothing collected: plain names work too."""
        return str(super().stored_name(name)) if self.hashed_files else name


def collect(root: Path) -> None:
    """Every file lies in `root` under a name that changes with its content, so that
    browsers may keep it for ever; quick when nothing has changed."""
    stamp, now = root / _STAMP, _sources()
    if stamp.exists() and stamp.read_text() == now:
        return
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    stamp.write_text(now)


def _sources() -> str:
    told = hashlib.sha256(str(staticfiles_storage.__class__).encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            found = Path(storage.path(name)).stat()
            told.update(f"{name} {found.st_size} {found.st_mtime_ns}\n".encode())
    return told.hexdigest()
