"""Where this Tocsin lives, from the environment: folder, database, address."""

import os
import socket
from contextlib import suppress
from datetime import datetime
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation.trans_real import gettext_noop as _

from tocsin.kernel import database_url, postgres
from tocsin.kernel.clock import Pace, real_now
from tocsin.kernel.embedded.furniture import OWNER, SERVING
from tocsin.kernel.embedded.refusals import FolderClosed
from tocsin.kernel.refusal import Refusal

_CHECKOUT = Path(__file__).parents[3]
FASTEST = 100


class SettingNotUnderstood(Refusal):
    code = "setting_not_understood"
    message = _("{name} is {value!r}, which is not {wanted}.")
    remedy = _("See docs/settings.md.")


def folder() -> Path:
    """Where this Tocsin keeps everything that is not in a database elsewhere."""
    named = os.environ.get("TOCSIN_HOME")
    if named:
        return Path(named).absolute()
    is_checkout = (_CHECKOUT / "pyproject.toml").exists()
    return (_CHECKOUT if is_checkout else Path.cwd()) / ".tocsin"


def make() -> None:
    """The folder is there and ours to write in."""
    try:
        folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError:
        raise FolderClosed(folder=folder()) from None
    if not os.access(folder(), os.W_OK | os.X_OK):
        raise FolderClosed(folder=folder())


def static() -> Path:
    """Where the collected files of the pages lie. It is there, since WhiteNoise
    warns of a folder that is not."""
    make()
    collected = folder() / "static"
    collected.mkdir(exist_ok=True)
    return collected


def is_embedded() -> bool:
    return not os.environ.get("TOCSIN_DATABASE_URL")


def database() -> dict[str, Any]:
    """Django's settings of the database, as the role that serves."""
    url = os.environ.get("TOCSIN_DATABASE_URL")
    return database_url.settings(url or postgres.address(folder(), SERVING))


def owner_database() -> dict[str, Any]:
    """The same database, as the role that owns it and may change its tables."""
    if is_embedded():
        return database_url.settings(postgres.address(folder(), OWNER))
    url = os.environ.get("TOCSIN_DATABASE_OWNER_URL")
    return database_url.settings(url) if url else database()


def host() -> str:
    """On which of this machine's addresses Tocsin answers."""
    return os.environ.get("TOCSIN_HOST", "127.0.0.1")


def port() -> int:
    return number("TOCSIN_PORT", 8000)


def number(name: str, usual: int) -> int:
    value = os.environ.get(name) or str(usual)
    if not value.isdigit():
        raise SettingNotUnderstood(name=name, value=value, wanted="a whole number")
    return int(value)


def url() -> str:
    """How people reach this Tocsin, without a slash at the end. Every link that
    leaves it begins so; what a request says about its host is never used."""
    named = os.environ.get("TOCSIN_URL", "").rstrip("/")
    if not named:
        return f"http://localhost:{port()}"
    if urlsplit(named).scheme not in ("http", "https") or not urlsplit(named).hostname:
        raise SettingNotUnderstood(
            name="TOCSIN_URL", value=named, wanted="an http or https address"
        )
    return named


def trusted_proxies() -> str:
    """Addresses and networks of those who may say for whom they ask, and how they were
    reached (X-Forwarded-For, X-Forwarded-Proto); nobody else is believed."""
    named = os.environ.get("TOCSIN_TRUSTED_PROXIES", "127.0.0.1")
    for each in filter(None, (part.strip() for part in named.split(","))):
        try:
            ip_network(each, strict=False)
        except ValueError:
            raise SettingNotUnderstood(
                name="TOCSIN_TRUSTED_PROXIES",
                value=named,
                wanted="addresses or networks with commas between",
            ) from None
    return named


def clock_file() -> Path | None:
    """The file that tells a test's processes what time it is.

    Only a database made for tests hears of it; all others have the real time.
    """
    named = os.environ.get("TOCSIN_CLOCK_FILE")
    if not named or not str(database()["NAME"]).startswith("test_"):
        return None
    return Path(named)


def clock_pace() -> Pace | None:
    """How fast the clock runs. Where no origin is told it is the first start in this
    home; whether the database was made for it is asked when it is there."""
    told = os.environ.get("TOCSIN_CLOCK_RATE")
    if not told or told == "1":
        return None
    if not told.isdigit() or not 1 < int(told) <= FASTEST:
        wanted = f"a whole number from 1 to {FASTEST}"
        raise SettingNotUnderstood(name="TOCSIN_CLOCK_RATE", value=told, wanted=wanted)
    return Pace(float(told), _clock_origin())


def _clock_origin() -> datetime:
    name = "TOCSIN_CLOCK_ORIGIN"
    told = os.environ.get(name) or _first_start()
    origin = None
    with suppress(ValueError):
        origin = datetime.fromisoformat(told)
    if origin is None or origin.tzinfo is None:
        wanted = "an instant such as 2026-11-27T08:00:00+00:00"
        raise SettingNotUnderstood(name=name, value=told, wanted=wanted)
    return origin


def _first_start() -> str:
    """Kept in the home. It gets its name when it is whole; the first one stays."""
    make()
    file, mine = folder() / "clock", folder() / f"clock.{os.getpid()}"
    if not file.exists():
        mine.write_text(real_now().isoformat())
        with suppress(FileExistsError):
            os.link(mine, file)
        mine.unlink()
    return file.read_text()


def is_secure() -> bool:
    return url().startswith("https://")


def allowed_hosts() -> list[str]:
    """The names a request may call us by. Open to every address without a name
    of our own, we cannot know them."""
    if not os.environ.get("TOCSIN_URL") and host() in ("0.0.0.0", "::"):
        return ["*"]
    ours = {urlsplit(url()).hostname or "", host(), socket.gethostname()}
    more = os.environ.get("TOCSIN_ALLOWED_HOSTS", "").split(",")
    return sorted({"localhost", "127.0.0.1", "[::1]", *ours, *filter(None, more)})


def logging() -> dict[str, Any]:
    """One line per event on standard error, where whoever runs us collects it."""
    level = os.environ.get("TOCSIN_LOG", "info").upper()
    if level not in ("DEBUG", "INFO", "WARNING", "ERROR"):
        raise SettingNotUnderstood(
            name="TOCSIN_LOG", value=level.lower(), wanted="debug, info, warning, error"
        )
    form = "{asctime} {levelname:<7} {processName} {name}: {message}"
    console = {
        "class": "logging.StreamHandler",
        "formatter": "line",
        "filters": ["masked"],
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"format": form, "style": "{"}},
        "filters": {"masked": {"()": "tocsin.kernel.masking.Masked"}},
        "handlers": {"console": console},
        "root": {"handlers": ["console"], "level": "WARNING"},
        "loggers": {"tocsin": {"level": level}},
    }
