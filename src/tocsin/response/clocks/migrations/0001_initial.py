"""Clocks of incidents: as they were counted last, what they reached, what comes next.

Why        Decision 4: what lies ahead is a row with a due time. `clock_instant` is what
           rooms beside this one ask.
Locks      None; the tables are new.
Going back Reversible. Everything follows from timelines, targets and calendars.
"""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


TIDY = """
alter table clocks_standing set (autovacuum_vacuum_scale_factor = 0.01);
alter table clocks_clock set (autovacuum_vacuum_scale_factor = 0.02);

create function clock_instant(incident bigint, measure text, percent int)
returns timestamptz language sql stable as $$
    select min(clock.instants[array_position(clock.percents, $3)])
      from clocks_clock as clock
     where clock.incident_id = $1
       and clock.measure = $2
       and clock.state = 'running'
$$;
comment on function clock_instant(bigint, text, int) is
    'When the first running clock of this measure reaches this share of its time, as'
    ' planned; null when none runs.';
"""

UNTIDY = """
drop function clock_instant(bigint, text, int);
alter table clocks_clock reset (autovacuum_vacuum_scale_factor);
alter table clocks_standing reset (autovacuum_vacuum_scale_factor);
"""


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('register', '0011_links_are_in_the_fold'),
    ]

    operations = [
        migrations.CreateModel(
            name='Replanning',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(blank=True, max_length=64)),
                ('after', models.BigIntegerField(null=True)),
                ('moved_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Clock',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('target', models.CharField(max_length=80)),
                ('target_version', models.PositiveIntegerField()),
                ('kind', models.CharField(max_length=16)),
                ('measure', models.CharField(max_length=16)),
                ('number', models.PositiveIntegerField()),
                ('priority', models.PositiveSmallIntegerField()),
                ('team', models.CharField(blank=True, max_length=80)),
                ('minutes', models.PositiveIntegerField()),
                ('peak', models.CharField(blank=True, max_length=120)),
                ('calendar', models.CharField(max_length=80)),
                ('calendar_version', models.PositiveIntegerField()),
                ('started_at', models.DateTimeField()),
                ('stopped_at', models.DateTimeField(null=True)),
                ('stopped_by', models.CharField(blank=True, max_length=40)),
                ('state', models.CharField(max_length=16)),
                ('pause', models.CharField(blank=True, max_length=16)),
                ('elapsed', models.DurationField()),
                ('due_at', models.DateTimeField(null=True)),
                ('breached_at', models.DateTimeField(null=True)),
                ('percents', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveIntegerField(), size=None)),
                ('instants', django.contrib.postgres.fields.ArrayField(base_field=models.DateTimeField(null=True), size=None)),
                ('counts', models.BooleanField(default=True)),
                ('incident', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.incident')),
            ],
        ),
        migrations.CreateModel(
            name='Mark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('percent', models.PositiveIntegerField()),
                ('due_at', models.DateTimeField()),
                ('fired_at', models.DateTimeField()),
                ('clock', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='marks', to='clocks.clock')),
            ],
        ),
        migrations.CreateModel(
            name='Standing',
            fields=[
                ('incident', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='register.incident')),
                ('seq', models.PositiveIntegerField(default=0)),
                    ('digest', models.CharField(blank=True, max_length=32)),
                ('next_at', models.DateTimeField(null=True)),
                ('due_at', models.DateTimeField(null=True)),
                ('due_label', models.CharField(blank=True, max_length=40)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('next_at__isnull', False)), fields=['next_at'], name='standing_due')],
            },
        ),
        migrations.AddIndex(
            model_name='clock',
            index=models.Index(condition=models.Q(('counts', True), ('stopped_at__isnull', False)), fields=['stopped_at'], name='clock_ended'),
        ),
        migrations.AddIndex(
            model_name='clock',
            index=models.Index(condition=models.Q(('breached_at__isnull', False), ('counts', True), ('stopped_at', None)), fields=['breached_at'], name='clock_breached_open'),
        ),
        migrations.AddConstraint(
            model_name='clock',
            constraint=models.UniqueConstraint(fields=('incident', 'target', 'started_at'), name='clock_life_begins_once'),
        ),
        migrations.AddConstraint(
            model_name='clock',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['met', 'missed']), _negated=True), ('stopped_at__isnull', False), _connector='OR'), name='clock_ended_means_when'),
        ),
        migrations.AddConstraint(
            model_name='mark',
            constraint=models.UniqueConstraint(fields=('clock', 'percent'), name='mark_is_reached_once'),
        ),
        migrations.RunSQL(TIDY, UNTIDY),
    ]
