"""The child that answers: pages, API and live updates on an inherited socket."""

import socket
from functools import partial
from typing import Any

import uvicorn
from django.core.asgi import get_asgi_application
from django.urls import get_resolver

from tocsin.kernel import connecting, home
from tocsin.surfaces.cli.serve_children import Child
from tocsin.surfaces.status.front import Front
from tocsin.surfaces.wire import accepting, senders
from tocsin.surfaces.wire.app import Wire

# Streams that stay open would hold a stop up for ever.
_GRACE = 3


def web_children(listener: socket.socket, *, workers: int) -> list[Child]:
    # Everything a request needs is imported here, once, and shared by the forks; not
    # earlier, because the pages' files are counted when the application is made.
    application = Front(Wire(get_asgi_application()))
    assert get_resolver().url_patterns
    return [
        Child(f"web-{number}", partial(_answer, application, listener))
        for number in range(1, workers + 1)
    ]


def _answer(application: Front, listener: socket.socket) -> None:
    connecting.serve_as("web")
    senders.forget()
    accepting.forget()
    uvicorn.Server(config_of(application)).run(sockets=[listener])


def config_of(application: Any) -> uvicorn.Config:
    """How it is answered. Who asks and whether by TLS is believed of trusted proxies
    only; whoever else says it is passed over."""
    return uvicorn.Config(
        application,
        loop="uvloop",
        http="httptools",
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=True,
        forwarded_allow_ips=home.trusted_proxies(),
        timeout_graceful_shutdown=_GRACE,
    )
