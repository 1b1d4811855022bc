"""Attempts to sign in are counted in the database, for all processes together.

Why        Five wrong passwords are five, whichever process or machine heard them.
           This is the table of Django's database cache, in which allauth keeps
           its rate limits; rows expire by themselves.
Locks      None: the table is new.
Going back Reversible; counts start again.
"""

from django.db import migrations

FORWARD = """
create table accounts_attempt (
    cache_key varchar(255) not null primary key,
    value text not null,
    expires timestamptz not null
);
create index accounts_attempt_expires on accounts_attempt (expires);
"""

BACK = """
drop table accounts_attempt;
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, BACK)]
