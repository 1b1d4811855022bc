"""Incidents bear tags and the organisation's own fields, and say where they are told on.

Why        What people work with together is in the fold like every other fact: tags
           and fields are searched and filtered, a merged incident names its target.
Locks      ACCESS EXCLUSIVE on register_incident for a moment: the columns have constant
           defaults, so no row is rewritten. The indexes hold only rows that have tags
           or fields, of which there are none yet; building them reads the table once.
Going back Reversible; the timeline keeps what the columns said.
"""

import django.contrib.postgres.indexes
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('register', '0005_rows_have_room_and_fewer_indexes'),
    ]

    operations = [
        migrations.AddField(
            model_name='incident',
            name='fields',
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name='incident',
            name='merged_into',
            field=models.CharField(blank=True, max_length=24),
        ),
        migrations.AddField(
            model_name='incident',
            name='tags',
            field=models.JSONField(default=list),
        ),
        migrations.AddIndex(
            model_name='incident',
            index=django.contrib.postgres.indexes.GinIndex(condition=models.Q(('tags', []), _negated=True), fields=['tags'], name='incident_tagged', opclasses=['jsonb_path_ops']),
        ),
        migrations.AddIndex(
            model_name='incident',
            index=django.contrib.postgres.indexes.GinIndex(condition=models.Q(('fields', {}), _negated=True), fields=['fields'], name='incident_with_fields', opclasses=['jsonb_path_ops']),
        ),
    ]
