"""Sources have a rhythm, so that one that fell silent is known.

Why        A tool that cannot reach Tocsin any more says nothing, which looks like all
           is well; its usual interval tells the two apart.
Locks      None that others wait for; the table is new.
Going back Reversible; rhythms are learnt again within a day.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('alerts', '0005_repeats_are_written_in_place'),
        ('events', '0003_signatures_of_amazon_sns_are_checked'),
    ]

    operations = [
        migrations.CreateModel(
            name='Rhythm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('last_at', models.DateTimeField()),
                ('since', models.DateTimeField()),
                ('intervals', models.PositiveIntegerField(default=0)),
                ('usual', models.FloatField(default=0)),
                ('strays', models.FloatField(default=0)),
                ('source', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='events.source')),
            ],
        ),
    ]
