"""`tocsin serve`: everything in one command, or its parts on several machines."""

import logging
import multiprocessing
import os
import signal
import socket
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from types import FrameType
from typing import Annotated, Any

import typer
from django.conf import settings
from django.db import connections
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tocsin.foundation.config.reads import refuse_unfit_environment
from tocsin.intake.events.clockwork import keep_requests
from tocsin.kernel import home, postgres, reserve
from tocsin.kernel.refusal import Refusal
from tocsin.kernel.static import collect
from tocsin.surfaces.cli import ground, sample
from tocsin.surfaces.cli.frame import Json, tell
from tocsin.surfaces.cli.serve_children import keep
from tocsin.surfaces.cli.serve_engine import engine_child
from tocsin.surfaces.cli.serve_intake import intake_child
from tocsin.surfaces.cli.serve_mail import mail_children
from tocsin.surfaces.cli.serve_web import web_children
from tocsin.wiring import OPTIONS

_log = logging.getLogger("tocsin.serve")
_BACKLOG = 1024


class PortTaken(Refusal):
    code = "port_taken"
    message = gettext_noop("Something else answers on port {port} of {host} already.")
    remedy = gettext_noop("Stop it, or choose another with TOCSIN_PORT or --port.")


class AddressUnusable(Refusal):
    code = "address_unusable"
    message = gettext_noop("This machine cannot listen on {host}, port {port}: {why}.")
    remedy = gettext_noop("Choose others with TOCSIN_HOST and TOCSIN_PORT.")


def serve(
    web: Annotated[
        bool, typer.Option("--web", help="Only pages, API and what machines send.")
    ] = False,
    engine: Annotated[
        bool, typer.Option("--engine", help="Only what moves by itself.")
    ] = False,
    port: Annotated[
        int | None, typer.Option(help="Instead of TOCSIN_PORT, which is usually 8000.")
    ] = None,
    workers: Annotated[
        int, typer.Option(min=1, max=64, help="How many processes answer.")
    ] = 1,
    json: Json = False,
) -> None:
    """Start Tocsin and keep it running until Ctrl-C.

    Without --web or --engine, both run here. Spread over several machines, each
    runs its part against one database: set TOCSIN_DATABASE_URL and TOCSIN_KEYS.
    """
    if port is not None:
        os.environ["TOCSIN_PORT"] = str(port)
    signal.signal(signal.SIGTERM, _interrupt)
    refuse_unfit_environment(OPTIONS)
    is_web, is_engine = web or not engine, engine or not web
    try:
        listener = listen(home.host(), home.port()) if is_web else None
        _prepare(is_web=is_web)
        children = [engine_child(), intake_child()] if is_engine else []
        children += mail_children() if is_engine else []
        if listener:
            children += web_children(listener, workers=workers)
        _tell_where(as_json=json)
        connections.close_all()
        keep(children, look=_look_after_database)
    finally:
        _stop_database()


def listen(host: str, port: int) -> socket.socket:
    """A socket on which nobody else listens; taken first, before anything is begun."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(_BACKLOG)
    except OSError as told:
        listener.close()
        if told.errno == 98:
            raise PortTaken(port=port, host=host) from None
        why = told.strerror or str(told)
        raise AddressUnusable(host=host, port=port, why=why) from None
    listener.set_inheritable(True)
    return listener


def _prepare(*, is_web: bool) -> None:
    """In a process of its own: migrations and the sample leave behind what all that are
    forked afterwards would carry with them."""
    ground.start(bound=True)
    connections.close_all()  # a connection does not survive a fork
    fork = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(1, mp_context=fork) as apart:
        apart.submit(_lay, is_web=is_web).result()


def _lay(*, is_web: bool) -> None:
    ground.lay()
    keep_requests()
    sample.load_if_empty()
    if is_web:
        collect(Path(settings.STATIC_ROOT))


def _tell_where(*, as_json: bool) -> None:
    hints = sample.sign_in()
    lines = ["", _("Tocsin answers at {url}").format(url=home.url())]
    if hints:
        lines.append(_("It shows the sample organisation. Sign in as"))
        lines += [f"  {name:<10} {word:<24} {who}" for name, word, who in hints]
    elif sample.nobody_can_sign_in():
        lines.append(_("Nobody can sign in yet: open that page and be the first."))
    lines += [_("Ctrl-C stops it."), ""]
    facts: dict[str, Any] = {"url": home.url(), "pid": os.getpid(), "sign_in": hints}
    tell(facts, lines, as_json=as_json)


def _look_after_database() -> None:
    """The embedded server is begun again if it was killed under us; a reserve of disk
    is kept beside it."""
    if home.is_embedded():
        reserve.look_after(home.folder())
    if not home.is_embedded() or postgres.is_running(home.folder()):
        return
    _log.warning("the database is gone; starting it again")
    try:
        postgres.start(home.folder(), bound=True)
    except Refusal as refusal:
        _log.error("%s %s", refusal, refusal.help)
    else:
        _log.warning("the database is back")


def _stop_database() -> None:
    """Last of all: whoever still wrote has been let finish."""
    for one in (signal.SIGINT, signal.SIGTERM):
        signal.signal(one, signal.SIG_IGN)
    connections.close_all()
    if home.is_embedded():
        postgres.leave(home.folder())


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
