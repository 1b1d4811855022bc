"""Waking whoever waits for news: PostgreSQL's NOTIFY, sent with the commit."""

from django.db import connection

# With the kinds of the entries as payload, with spaces between; empty: anything may
# have moved.
REGISTER = "tocsin_register"
# In the place of kinds: pages wait, and no entry was written by that.
PAGED = "paged"
CONFIG = "tocsin_config"
# With whom it concerns as payload: keys of people, with spaces between.
NOTIFIED = "tocsin_notified"
PRESENT = "tocsin_present"
# Machines: a request was stored; who may send has changed.
INTAKE = "tocsin_intake"
SOURCES = "tocsin_sources"


def wake(channel: str, payload: str = "") -> None:
    """After this transaction commits, everyone listening on `channel` wakes."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_notify(%s, %s)", [channel, payload])
