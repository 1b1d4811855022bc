"""Windows of maintenance, what alerts hold back others, and which flap.

Why        Occurrences of windows are rows for some weeks ahead, so that many alerts are
           asked against few rows and nobody computes a rule meanwhile. What may hold
           back others is a row while it fires; what flaps is a row until it settles.
Locks      None that others wait for; the tables are new.
Going back Reversible; windows, and which alerts flap, are lost.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('alerts', '0003_silences_hold_alerts_for_a_time'),
        ('events', '0002_requests_are_kept_by_class_and_day'),
    ]

    operations = [
        migrations.CreateModel(
            name='InhibitionRead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.BigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='Inhibitor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rule', models.CharField(max_length=80)),
                ('digest', models.BinaryField(max_length=16)),
                ('alert_id', models.BigIntegerField()),
                ('is_target', models.BooleanField()),
            ],
            options={
                'indexes': [models.Index(fields=['alert_id'], name='inhibitor_by_alert')],
                'constraints': [models.UniqueConstraint(fields=('rule', 'digest', 'alert_id'), name='inhibitor_is_one_per_alert')],
            },
        ),
        migrations.CreateModel(
            name='Window',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120)),
                ('comment', models.TextField(blank=True)),
                ('services', models.JSONField(default=list)),
                ('reach', models.CharField(choices=[('alone', 'Alone'), ('users', 'Users'), ('needs', 'Needs'), ('both', 'Both')], default='alone', max_length=8)),
                ('matchers', models.JSONField(default=list)),
                ('begins', models.CharField(max_length=19)),
                ('minutes', models.PositiveIntegerField()),
                ('zone', models.CharField(max_length=64)),
                ('rule', models.CharField(blank=True, max_length=300)),
                ('keeps_recording', models.BooleanField(default=False)),
                ('at_end', models.CharField(choices=[('raise', 'Raise'), ('close', 'Close')], default='raise', max_length=8)),
                ('remind_minutes', models.PositiveIntegerField(null=True)),
                ('watchers', models.JSONField(default=list)),
                ('known_until', models.DateTimeField(null=True)),
                ('made_at', models.DateTimeField()),
                ('made_by_kind', models.CharField(max_length=16)),
                ('made_by', models.CharField(max_length=80)),
                ('called_off_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['name', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('matchers', []), ('services', []), _negated=True), name='window_is_about_something'), models.CheckConstraint(condition=models.Q(('minutes__gte', 1)), name='window_has_a_length')],
            },
        ),
        migrations.CreateModel(
            name='Flap',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=500)),
                ('since', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('settled_at', models.DateTimeField(null=True)),
                ('incident_id', models.BigIntegerField(null=True)),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='events.source')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('settled_at', None)), fields=['changed_at'], name='flap_to_settle'), models.Index(condition=models.Q(('incident_id__isnull', False), ('settled_at', None)), fields=['incident_id'], name='flap_of_incident')],
                'constraints': [models.UniqueConstraint(fields=('source', 'key'), name='flap_is_one_per_key')],
            },
        ),
        migrations.CreateModel(
            name='Occurrence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('planned_at', models.DateTimeField()),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('reminded_at', models.DateTimeField(null=True)),
                ('ended_by_kind', models.CharField(blank=True, max_length=16)),
                ('ended_by', models.CharField(blank=True, max_length=80)),
                ('window', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='occurrences', to='alerts.window')),
            ],
            options={
                'ordering': ['starts_at', 'id'],
                'indexes': [models.Index(fields=['ends_at', 'starts_at'], name='occurrence_by_end'), models.Index(condition=models.Q(('reminded_at', None)), fields=['ends_at'], name='occurrence_to_remind')],
                'constraints': [models.UniqueConstraint(fields=('window', 'planned_at'), name='occurrence_is_one_per_plan'), models.CheckConstraint(condition=models.Q(('ends_at__gte', models.F('starts_at'))), name='occurrence_ends_after_it_starts')],
            },
        ),
    ]
