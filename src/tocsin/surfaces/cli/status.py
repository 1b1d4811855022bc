"""`tocsin status`: copies of status pages as files, and other pages' history."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from django.utils.translation import gettext as _

from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.response.statuspage.actions.importing import import_history
from tocsin.response.statuspage.refusals import HistoryUnreadable
from tocsin.surfaces.cli.frame import Json, tell
from tocsin.surfaces.cli.progress import progress
from tocsin.surfaces.status.copying import copy_pages

app = typer.Typer(no_args_is_help=True, help="Status pages: export, import.")


@app.command("export")
def export(
    folder: Annotated[Path, typer.Argument(help="Where the files go.")],
    json: Json = False,
) -> None:
    """Write every page that everybody may read as files for another server.

    tocsin status export /srv/status
    """
    count = copy_pages(folder)
    said = _("{count} files are in {folder}.").format(count=count, folder=folder)
    tell({"files": count, "folder": str(folder)}, said, as_json=json)


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="JSON lines, or incidents.json.")],
    page: Annotated[str, typer.Option("--page", help="The address of the page.")],
    json: Json = False,
) -> None:
    """Bring another status page's history into a page: once, however often.

    tocsin status import incidents.json --page shop
    """
    try:
        content = file.read_bytes()
    except OSError as flaw:
        raise HistoryUnreadable(name=file.name, why=str(flaw)) from None
    with progress(_("notices"), as_json=json) as said:
        done = import_history(
            page, file.name, content, by=SYSTEM, tell=lambda count: said(count, None)
        )
    words = [
        _(
            "{notices} notices with {updates} updates came in; {known} were there."
        ).format(notices=done.notices, updates=done.updates, known=done.known),
        *(_("Passed over: {why}").format(why=why) for why in done.odd[:20]),
    ]
    tell(asdict(done), words, as_json=json)
