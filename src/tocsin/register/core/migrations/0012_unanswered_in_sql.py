"""Which incidents are open and nobody has answered, SQL can say.

Why        Whoever escalates compares it with what it has due, in one query at any
           moment; the register's tables are its own.
Locks      None on rows. The index is built under SHARE on register_incident: reads go
           on, writes wait a moment.
Going back Reversible.
"""

from django.db import migrations

FORWARD = """
create index incident_unanswered on register_incident (id)
 where acknowledged_at is null and restored_at is null and origin = 'lived'
   and state not in ('resolved', 'closed', 'cancelled');

create function register_unanswered(before timestamptz)
returns table (id bigint, ref text, since timestamptz) language sql stable as $$
    select incident.id, incident.ref, incident.changed_at
      from register_incident as incident
     where incident.acknowledged_at is null
       and incident.restored_at is null
       and incident.origin = 'lived'
       and incident.state not in ('resolved', 'closed', 'cancelled')
       and incident.changed_at < before
$$;
"""

BACK = """
drop function register_unanswered(timestamptz);
drop index incident_unanswered;
"""


class Migration(migrations.Migration):
    dependencies = [("register", "0011_links_are_in_the_fold")]

    operations = [migrations.RunSQL(FORWARD, BACK)]
