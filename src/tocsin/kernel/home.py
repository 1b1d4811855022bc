"""Where this Tocsin lives: its folder, its keys, its database, from the environment."""

import os
import secrets as random
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit


def folder() -> Path:
    return Path(os.environ.get("TOCSIN_HOME", ".tocsin")).absolute()


def secret(name: str) -> str:
    """A secret of this installation, made on first use and kept outside the database."""
    file = folder() / "keys" / name
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        file.touch(mode=0o600)
        file.write_text(random.token_urlsafe(48))
    return file.read_text()


def allowed_hosts() -> list[str]:
    return ["*"]


def database() -> dict[str, Any]:
    url = os.environ.get("TOCSIN_DATABASE_URL", "")
    parts = urlsplit(url)
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "tocsin",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", parts.hostname or ""),
        "PORT": parts.port or "",
    }
