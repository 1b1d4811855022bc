"""The whole of Tocsin's web side as one ASGI application."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tocsin.settings")

_pages = get_asgi_application()

from tocsin.surfaces.status.front import Front  # noqa: E402 - Django is ready only now
from tocsin.surfaces.wire.app import Wire  # noqa: E402

application = Front(Wire(_pages))
