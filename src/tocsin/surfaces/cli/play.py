"""`tocsin play`: a story is played for real, and what was promised is measured."""

import signal
from pathlib import Path
from typing import Annotated

import typer
from django.utils.translation import gettext as _

from tocsin.kernel.home import FASTEST
from tocsin.surfaces.cli.frame import DIFFERS, Json, table, tell
from tocsin.surfaces.cli.playing.black_friday.story import VARIANTS
from tocsin.surfaces.cli.playing.black_friday.telling import told
from tocsin.surfaces.cli.playing.cast import REPORTERS
from tocsin.surfaces.cli.playing.shop.prometheus import need_programs
from tocsin.surfaces.cli.playing.stage import stage

app = typer.Typer(no_args_is_help=True, help="Play a story, and measure it.")


@app.callback()
def begin() -> None:
    """Stories that are played for real, as drills."""


@app.command("black-friday")
def black_friday(
    speed: Annotated[
        int, typer.Option(min=1, max=FASTEST, help="So many times as fast as life.")
    ] = 1,
    variant: Annotated[
        str, typer.Option(help="One of a, b, c, d, g, h; see docs/black-friday.md.")
    ] = "",
    reporters: Annotated[
        int, typer.Option(min=0, max=5000, help="How many people report it.")
    ] = REPORTERS,
    keep: Annotated[
        Path | None, typer.Option(help="Keep its home in this folder, to look at it.")
    ] = None,
    with_prometheus: Annotated[
        bool, typer.Option("--with-prometheus", help="It and Alertmanager watch.")
    ] = False,
    json: Json = False,
) -> None:
    """The shop's database dies on Black Friday; within twenty minutes orders flow.

    tocsin play black-friday --speed 20

    At speed 1 it is played in the Tocsin that serves; faster, in one of its own.
    Status 3 when a promise was not held.
    """
    if variant not in VARIANTS:
        raise typer.BadParameter(_("a, b, c, d, g or h"))
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    if with_prometheus:
        need_programs()
    with stage(
        speed,
        reporters=reporters,
        keep=keep,
        without_mail=variant == "c",
        with_prometheus=with_prometheus,
    ) as set_up:
        story = told(set_up, variant, lambda line: typer.echo(line, err=True))
        facts = story.minutes.facts() | {"incident": story.ref, "variant": variant}
        heads = (
            _("at"),
            _("what"),
            _("promised"),
            _("measured"),
            _("in life"),
            "",
            "",
        )
        tell(facts, table(heads, story.minutes.lines()), as_json=json)
    if not story.minutes.held:
        raise typer.Exit(DIFFERS)
