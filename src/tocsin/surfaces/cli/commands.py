"""Every command there is."""

import sys

import typer

from tocsin.surfaces.cli import (
    audit,
    bench,
    config,
    directory,
    export,
    ground,
    heartbeat,
    import_,
    key,
    matrix,
    oncall,
    path,
    person,
    play,
    sample,
    seed,
    serve,
    source,
    status,
    verify,
)

app = typer.Typer(
    name="tocsin",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)

_PREPARES_ITSELF = {"serve", "play"}


@app.callback()
def begin(context: typer.Context) -> None:
    """Tocsin, the incident register and its desk.

    Commands work on the database of TOCSIN_HOME (usually .tocsin in the checkout),
    which they start for their own time if nobody serves it, or on the one that
    TOCSIN_DATABASE_URL names.

    Exit status: 0 done, 1 refused with a sentence, 2 the command was not
    understood, 3 what was checked is not as it should be.
    """
    asks_help = {"-h", "--help"} & set(sys.argv)
    if context.invoked_subcommand not in _PREPARES_ITSELF and not asks_help:
        ground.ready()


app.command("serve")(serve.serve)
app.command("verify")(verify.verify)
app.command("audit")(audit.audit)
app.command("oncall")(oncall.oncall)
app.add_typer(path.app, name="path")
app.command("export")(export.export)
app.command("seed")(seed.seed)
app.command("bench")(bench.bench)
app.add_typer(import_.app, name="import")
app.add_typer(config.app, name="config")
app.add_typer(matrix.app, name="matrix")
app.add_typer(person.app, name="person")
app.add_typer(directory.app, name="directory")
app.add_typer(heartbeat.app, name="heartbeat")
app.add_typer(key.app, name="key")
app.add_typer(source.app, name="source")
app.add_typer(status.app, name="status")
app.add_typer(play.app, name="play")
app.add_typer(sample.app, name="sample")
