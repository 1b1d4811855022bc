"""Whom mail reaches can be asked in SQL by rooms above.

Why        How each person is reached is worked out for everybody at once, in sets; the
           address they sign in with is one way, and stands in this room's table.
Locks      None.
Going back Reversible.
"""

from django.db import migrations

FORWARD = """
create function accounts_mailed() returns table (person text) language sql stable as $$
    select person.key::text
      from accounts_person as person
     where person.is_active
       and person.email <> ''
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_people_come_by_links_and_sessions_are_listed")]

    operations = [migrations.RunSQL(FORWARD, "drop function accounts_mailed();")]
