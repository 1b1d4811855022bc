"""From a database's URL to Django's settings, several hosts included.

PostgreSQL's own library takes the URL apart, so whatever `psql` understands is
understood here: `postgresql://user:word@a:5432,b:5432/name?target_session_attrs=
read-write`, or `host=a,b,c dbname=name`.
"""

from typing import Any

import psycopg
from django.utils.translation.trans_real import gettext_noop as _
from psycopg.conninfo import conninfo_to_dict

from tocsin.kernel.refusal import Refusal

_PATIENCE = 5


class UrlNotUnderstood(Refusal):
    code = "database_url_not_understood"
    message = _("The database's address was not understood: {why}.")
    remedy = _(
        "It looks like postgresql://user:password@host:5432/name; see docs/settings.md."
    )


def settings(url: str) -> dict[str, Any]:
    parts = _parts(url)
    return {
        "ENGINE": "tocsin.kernel.driver",
        "NAME": parts.pop("dbname", "tocsin"),
        "USER": parts.pop("user", ""),
        "PASSWORD": parts.pop("password", ""),
        "HOST": parts.pop("host", ""),
        "PORT": parts.pop("port", ""),
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "connect_timeout": _PATIENCE,
            "application_name": "tocsin",
            **parts,
        },
    }


def _parts(url: str) -> dict[str, Any]:
    try:
        return {name: str(value) for name, value in conninfo_to_dict(url).items()}
    except psycopg.Error as told:
        why = str(told).strip().replace(url, "…")
        raise UrlNotUnderstood(why=why) from None
