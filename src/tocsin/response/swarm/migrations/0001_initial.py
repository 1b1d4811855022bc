"""Swarms: who was called, who was there, what was thought and found.

Why        A swarm is a record: whom it needed, what it cost, when the team that could
           mend it was named. What is said in it stands in the incident's timeline.
Locks      None: the tables are new.
Going back Reversible; who was in which swarm when is lost, timelines stay.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.RunSQL("create sequence swarm_number", "drop sequence swarm_number"),
        migrations.CreateModel(
            name='Swarm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.CharField(max_length=20, unique=True)),
                ('incident_id', models.BigIntegerField()),
                ('incident_ref', models.CharField(max_length=16)),
                ('is_drill', models.BooleanField(default=False)),
                ('kind', models.CharField(choices=[('sev1', 'sev1'), ('dispatch', 'dispatch'), ('backlog', 'backlog'), ('ad_hoc', 'ad_hoc'), ('mi', 'mi')], max_length=16)),
                ('question', models.CharField(max_length=400)),
                ('mode', models.CharField(choices=[('moves_to_primary', 'moves_to_primary'), ('stays_with_owner', 'stays_with_owner')], max_length=20)),
                ('coordinator', models.CharField(max_length=80)),
                ('trigger', models.CharField(blank=True, max_length=120)),
                ('bridge_url', models.CharField(blank=True, max_length=400)),
                ('opened_by', models.CharField(max_length=80)),
                ('opened_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('open', 'open'), ('primary_named', 'primary_named'), ('dispersed', 'dispersed'), ('closed', 'closed'), ('abandoned', 'abandoned')], default='open', max_length=16)),
                ('primary_team', models.CharField(blank=True, max_length=80)),
                ('named_at', models.DateTimeField(null=True)),
                ('named_by', models.CharField(blank=True, max_length=80)),
                ('named_why', models.CharField(blank=True, max_length=1000)),
                ('competencies', models.JSONField(default=list)),
                ('mobilised_at', models.DateTimeField(null=True)),
                ('written_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(null=True)),
                ('closed_by', models.CharField(blank=True, max_length=80)),
                ('outcome', models.CharField(blank=True, max_length=20)),
                ('outcome_note', models.CharField(blank=True, max_length=1000)),
                ('knowledge', models.CharField(blank=True, max_length=400)),
                ('due_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('due_at__isnull', False)), fields=['due_at'], name='swarm_due'), models.Index(fields=['incident_id'], name='swarm_of_incident')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('closed_at', None)), fields=('incident_id',), name='swarm_is_one_at_a_time'), models.CheckConstraint(condition=models.Q(models.Q(('named_at', None), ('primary_team', '')), models.Q(models.Q(('primary_team', ''), _negated=True), ('named_at__isnull', False)), _connector='OR'), name='swarm_named_means_by_whom_and_why'), models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', False), ('state__in', ['abandoned', 'closed']), models.Q(('outcome', ''), _negated=True)), models.Q(models.Q(('state__in', ['abandoned', 'closed']), _negated=True), ('closed_at', None)), _connector='OR'), name='swarm_ended_means_when_and_how')],
            },
        ),
        migrations.CreateModel(
            name='Guest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120)),
                ('organisation', models.CharField(max_length=120)),
                ('email', models.CharField(blank=True, max_length=254)),
                ('digest', models.BinaryField(unique=True)),
                ('made_by', models.CharField(max_length=80)),
                ('made_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(null=True)),
                ('used_at', models.DateTimeField(null=True)),
                ('uses', models.PositiveIntegerField(default=0)),
                ('swarm', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='guests', to='swarm.swarm')),
            ],
        ),
        migrations.CreateModel(
            name='Stay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.CharField(blank=True, max_length=80)),
                ('team', models.CharField(blank=True, max_length=120)),
                ('role', models.CharField(choices=[('coordinator', 'coordinator'), ('ops', 'ops'), ('diagnostician', 'diagnostician'), ('comms', 'comms'), ('scribe', 'scribe'), ('observer', 'observer'), ('supplier', 'supplier'), ('expert', 'expert')], max_length=16)),
                ('doing', models.CharField(blank=True, max_length=200)),
                ('rate', models.PositiveIntegerField()),
                ('joined_at', models.DateTimeField()),
                ('left_at', models.DateTimeField(null=True)),
                ('left_why', models.CharField(blank=True, max_length=16)),
                ('released_by', models.CharField(blank=True, max_length=80)),
                ('standby_until', models.DateTimeField(null=True)),
                ('guest', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='stays', to='swarm.guest')),
                ('swarm', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stays', to='swarm.swarm')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('person', ''), _negated=True), fields=['person', 'joined_at'], name='stay_of_person')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(models.Q(('person', ''), _negated=True), ('guest', None)), models.Q(('guest__isnull', False), ('person', '')), _connector='OR'), name='stay_is_a_persons_or_a_guests'), models.UniqueConstraint(condition=models.Q(('left_at', None), models.Q(('person', ''), _negated=True)), fields=('swarm', 'person'), name='stay_is_one_at_a_time'), models.UniqueConstraint(condition=models.Q(('guest__isnull', False), ('left_at', None)), fields=('swarm', 'guest'), name='stay_of_guest_is_one_at_a_time')],
            },
        ),
        migrations.CreateModel(
            name='Invite',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.CharField(max_length=80)),
                ('team', models.CharField(blank=True, max_length=80)),
                ('role', models.CharField(choices=[('coordinator', 'coordinator'), ('ops', 'ops'), ('diagnostician', 'diagnostician'), ('comms', 'comms'), ('scribe', 'scribe'), ('observer', 'observer'), ('supplier', 'supplier'), ('expert', 'expert')], max_length=16)),
                ('reason', models.CharField(choices=[('owner', 'owner'), ('needed', 'needed'), ('category', 'category'), ('skill', 'skill'), ('past_fixer', 'past_fixer'), ('rule', 'rule'), ('manual', 'manual'), ('recall', 'recall')], max_length=16)),
                ('about', models.CharField(blank=True, max_length=200)),
                ('invited_by', models.CharField(max_length=80)),
                ('sent_at', models.DateTimeField()),
                ('deadline_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('waiting', 'waiting'), ('accepted', 'accepted'), ('declined', 'declined'), ('busy', 'busy'), ('delegated', 'delegated'), ('timeout', 'timeout'), ('withdrawn', 'withdrawn')], default='waiting', max_length=12)),
                ('answered_at', models.DateTimeField(null=True)),
                ('replaces', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='swarm.invite')),
                ('swarm', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invites', to='swarm.swarm')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'waiting')), fields=('swarm', 'person'), name='invite_waits_once')],
            },
        ),
        migrations.CreateModel(
            name='Hypothesis',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('text', models.CharField(max_length=400)),
                ('owner', models.CharField(max_length=80)),
                ('test', models.CharField(blank=True, max_length=400)),
                ('state', models.CharField(choices=[('open', 'open'), ('testing', 'testing'), ('supported', 'supported'), ('refuted', 'refuted'), ('parked', 'parked')], default='open', max_length=12)),
                ('evidence', models.JSONField(default=list)),
                ('posed_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(null=True)),
                ('swarm', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hypotheses', to='swarm.swarm')),
            ],
            options={
                'ordering': ['number'],
                'constraints': [models.UniqueConstraint(fields=('swarm', 'number'), name='hypothesis_number_is_unique'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', False), ('state__in', ['refuted', 'supported'])), models.Q(models.Q(('state__in', ['refuted', 'supported']), _negated=True), ('decided_at', None)), _connector='OR'), name='hypothesis_verdict_means_when')],
            },
        ),
        migrations.CreateModel(
            name='Alarm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(choices=[('too_many', 'too_many'), ('no_hypothesis', 'no_hypothesis'), ('silent', 'silent'), ('lingering', 'lingering'), ('worn_expert', 'worn_expert')], max_length=16)),
                ('about', models.CharField(blank=True, max_length=80)),
                ('told_at', models.DateTimeField()),
                ('swarm', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='alarms', to='swarm.swarm')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('swarm', 'name', 'about'), name='alarm_is_told_once')],
            },
        ),
    ]
