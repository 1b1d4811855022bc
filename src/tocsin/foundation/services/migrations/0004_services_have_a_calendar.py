"""A service may name the calendar that says when it is wanted and has its peaks.

Why        The same fault weighs more in the peak before a holiday than at night.
Locks      ACCESS EXCLUSIVE on services_service for a moment; the column is null.
Going back Reversible; which calendar a service had is lost.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('calendars', '0001_initial'),
        ('services', '0003_graph_has_a_version'),
    ]

    operations = [
        migrations.AddField(
            model_name='service',
            name='calendar',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='calendars.calendar', to_field='key'),
        ),
    ]
