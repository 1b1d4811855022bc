"""One rule of who may see an incident, for statements in SQL.

Why        Search and other set-based SQL must obey the same rule as `visible_to`;
           a test compares the two for every role.
Locks      None.
Going back Reversible.
"""

from django.db import migrations

FORWARD = """
create function register_visible(
    incident register_incident, person text, is_requester boolean
) returns boolean language sql stable as $$
    select (not incident.restricted
            or exists (select from register_viewer as viewer
                        where viewer.incident_id = incident.id
                          and viewer.person_id = person))
       and (not is_requester or incident.reporter_id = person)
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("register", "0003_references_are_counted")]

    operations = [
        migrations.RunSQL(
            FORWARD, "drop function register_visible(register_incident, text, boolean)"
        )
    ]
