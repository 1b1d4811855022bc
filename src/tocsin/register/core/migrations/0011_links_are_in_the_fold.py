"""An incident's row says what it is linked to, as its timeline does.

Why        What hangs together is asked for: children of an incident, incidents that a
           change caused. In the fold it is kept by the one writer, undone by the
           same, and compared with the timeline like every other fact.
Locks      ACCESS EXCLUSIVE on register_incident for a moment: the column has a constant
           default. Then the rows of linked incidents are written once, and the index
           reads the table once.
Going back Reversible; the timeline keeps what the column said.
"""

import django.contrib.postgres.indexes
from django.db import migrations, models

FOLD = """
update register_incident as incident
   set links = told.links
  from (
    select by_relation.incident_id,
           jsonb_object_agg(by_relation.relation, by_relation.refs) as links
      from (
        select entry.incident_id, entry.body ->> 'relation' as relation,
               jsonb_agg(distinct (entry.body ->> 'ref') collate "C") as refs
          from register_entry as entry
         where entry.kind = 'linked'
           and entry.body ->> 'relation' is not null
           and entry.body ->> 'ref' is not null
         group by entry.incident_id, entry.body ->> 'relation'
      ) as by_relation
     group by by_relation.incident_id
  ) as told
 where incident.id = told.incident_id;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('register', '0010_transactions_are_counted_past_a_restore'),
    ]

    operations = [
        migrations.AddField(
            model_name='incident',
            name='links',
            field=models.JSONField(default=dict),
        ),
        migrations.RunSQL(FOLD, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name='incident',
            index=django.contrib.postgres.indexes.GinIndex(condition=models.Q(('links', {}), _negated=True), fields=['links'], name='incident_with_links'),
        ),
    ]
