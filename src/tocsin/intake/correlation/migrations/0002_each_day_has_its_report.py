"""Each day has its report: what became of its alerts, and why some had no incident.

Why        Alerts go with their source's retention; what was found each night stays.
Locks      None that others wait for; the table is new.
Going back Reversible; the reports are lost.
"""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('correlation', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Reconciled',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(unique=True)),
                ('at', models.DateTimeField()),
                ('alerts', models.PositiveIntegerField()),
                ('joined', models.PositiveIntegerField()),
                ('missed', models.PositiveIntegerField()),
                ('reasons', models.JSONField(default=list)),
            ],
        ),
    ]
