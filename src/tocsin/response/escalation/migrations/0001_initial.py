"""Each incident has one run, due some time or with a reason why not.

Why        Every future step is a row with a due instant, claimed in sets.
Locks      None: the tables are new. A queue's rows change all the time, so they are
           tidied after one in a hundred, and have room to change in place.
Going back Reversible; what was due is lost.
"""

from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Round',
            fields=[
                ('team', models.CharField(max_length=80, primary_key=True, serialize=False)),
                ('person', models.CharField(max_length=80)),
            ],
        ),
        migrations.CreateModel(
            name='Run',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('incident_id', models.BigIntegerField(unique=True)),
                ('is_drill', models.BooleanField(default=False)),
                ('state', models.CharField(choices=[('climbing', 'Climbing'), ('answered', 'Answered'), ('restored', 'Restored'), ('rested', 'Rested'), ('ended', 'Ended')], default='climbing', max_length=16)),
                ('why', models.CharField(blank=True, max_length=16)),
                ('matrix', models.PositiveIntegerField(default=0)),
                ('row', models.CharField(blank=True, max_length=60)),
                ('because', models.JSONField(default=list)),
                ('asked', models.CharField(blank=True, max_length=400)),
                ('life', models.PositiveSmallIntegerField(default=1)),
                ('began_at', models.DateTimeField()),
                ('passed', models.PositiveIntegerField(default=0)),
                ('level', models.PositiveSmallIntegerField(default=0)),
                ('repeats', models.PositiveSmallIntegerField(default=0)),
                ('reached_at', models.DateTimeField(null=True)),
                ('hurry', models.CharField(blank=True, max_length=16)),
                ('late', models.PositiveIntegerField(default=0)),
                ('followed', models.BooleanField(default=False)),
                ('told', models.PositiveIntegerField(default=0)),
                ('failed', models.PositiveIntegerField(default=0)),
                ('due_at', models.DateTimeField(null=True)),
                ('next_does', models.CharField(blank=True, max_length=8)),
                ('next_level', models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('due_at__isnull', False)), fields=['due_at'], name='run_due')],
                'constraints': [models.CheckConstraint(condition=models.Q(('due_at__isnull', False), models.Q(('why', ''), _negated=True), _connector='XOR'), name='run_is_due_or_says_why_not')],
            },
        ),
        migrations.RunSQL(
            """
            alter table escalation_run set (
                fillfactor = 70,
                autovacuum_vacuum_scale_factor = 0.01,
                autovacuum_analyze_scale_factor = 0.02
            )
            """,
            """
            alter table escalation_run reset (
                fillfactor,
                autovacuum_vacuum_scale_factor,
                autovacuum_analyze_scale_factor
            )
            """,
        ),
    ]
