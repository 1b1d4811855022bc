"""Status pages: components, how they were, notices, and whoever wants to be told.

Why        What users are told is separate from the record of the incident behind it,
           and each step of it (a promise, planned work, a delivery) is a row with a
           due instant.
Locks      None: the tables are new. Deliveries come ten thousand at once and change
           twice, so their table is tidied after one in a hundred.
Going back Reversible; pages, their history and their subscribers are lost.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Page',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=60, unique=True)),
                ('code', models.CharField(max_length=12, unique=True)),
                ('name', models.CharField(max_length=120)),
                ('about', models.CharField(blank=True, max_length=500)),
                ('access', models.CharField(choices=[('public', 'public'), ('password', 'password'), ('people', 'people'), ('addresses', 'addresses')], default='public', max_length=12)),
                ('password', models.CharField(blank=True, max_length=200)),
                ('networks', models.JSONField(default=list)),
                ('language', models.CharField(default='en', max_length=16)),
                ('zone', models.CharField(default='UTC', max_length=64)),
                ('is_drill', models.BooleanField(default=False)),
                ('is_main', models.BooleanField(default=False)),
                ('promise_minutes', models.PositiveSmallIntegerField(default=30)),
                ('tellers', models.JSONField(default=list)),
                ('version', models.BigIntegerField(default=1)),
                ('made_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('retired_at', models.DateTimeField(null=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('access', 'public'), ('is_drill', True), _negated=True), name='status_page_of_drills_is_not_public'), models.UniqueConstraint(condition=models.Q(('is_main', True), ('retired_at', None)), fields=('is_main',), name='status_page_is_main_alone')],
            },
        ),
        migrations.CreateModel(
            name='Component',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=12, unique=True)),
                ('is_group', models.BooleanField(default=False)),
                ('is_grid', models.BooleanField(default=False)),
                ('name', models.CharField(max_length=120)),
                ('about', models.CharField(blank=True, max_length=300)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('services', models.JSONField(default=list)),
                ('needs_confirmation', models.BooleanField(default=True)),
                ('derived', models.CharField(choices=[('operational', 'operational'), ('degraded_performance', 'degraded_performance'), ('partial_outage', 'partial_outage'), ('major_outage', 'major_outage'), ('under_maintenance', 'under_maintenance')], default='operational', max_length=24)),
                ('confirmed', models.CharField(choices=[('operational', 'operational'), ('degraded_performance', 'degraded_performance'), ('partial_outage', 'partial_outage'), ('major_outage', 'major_outage'), ('under_maintenance', 'under_maintenance')], default='operational', max_length=24)),
                ('by_hand', models.CharField(blank=True, choices=[('operational', 'operational'), ('degraded_performance', 'degraded_performance'), ('partial_outage', 'partial_outage'), ('major_outage', 'major_outage'), ('under_maintenance', 'under_maintenance')], max_length=24)),
                ('state', models.CharField(choices=[('operational', 'operational'), ('degraded_performance', 'degraded_performance'), ('partial_outage', 'partial_outage'), ('major_outage', 'major_outage'), ('under_maintenance', 'under_maintenance')], default='operational', max_length=24)),
                ('state_since', models.DateTimeField()),
                ('made_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('retired_at', models.DateTimeField(null=True)),
                ('parent', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='statuspage.component')),
                ('page', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='statuspage.page')),
            ],
        ),
        migrations.CreateModel(
            name='Series',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=200)),
                ('text', models.TextField(blank=True)),
                ('components', models.JSONField(default=list)),
                ('begins', models.CharField(max_length=16)),
                ('minutes', models.PositiveIntegerField()),
                ('zone', models.CharField(max_length=64)),
                ('rule', models.CharField(max_length=300)),
                ('flags', models.JSONField(default=dict)),
                ('made_by', models.CharField(max_length=80)),
                ('made_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('page', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='statuspage.page')),
            ],
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=12, unique=True)),
                ('kind', models.CharField(choices=[('incident', 'incident'), ('maintenance', 'maintenance')], default='incident', max_length=12)),
                ('incident_id', models.BigIntegerField(null=True)),
                ('ref', models.CharField(blank=True, max_length=16)),
                ('title', models.CharField(max_length=200)),
                ('status', models.CharField(choices=[('investigating', 'investigating'), ('identified', 'identified'), ('monitoring', 'monitoring'), ('resolved', 'resolved'), ('postmortem', 'postmortem'), ('scheduled', 'scheduled'), ('in_progress', 'in_progress'), ('verifying', 'verifying'), ('completed', 'completed')], max_length=16)),
                ('impact', models.CharField(max_length=12)),
                ('impact_by_hand', models.CharField(blank=True, choices=[('none', 'none'), ('minor', 'minor'), ('major', 'major'), ('critical', 'critical')], max_length=12)),
                ('affected', models.JSONField(default=dict)),
                ('began_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('next_update_at', models.DateTimeField(null=True)),
                ('nagged', models.PositiveSmallIntegerField(default=0)),
                ('is_automatic', models.BooleanField(default=False)),
                ('is_backfilled', models.BooleanField(default=False)),
                ('is_drill', models.BooleanField(default=False)),
                ('cause', models.CharField(blank=True, max_length=120)),
                ('starts_at', models.DateTimeField(null=True)),
                ('until_at', models.DateTimeField(null=True)),
                ('flags', models.JSONField(default=dict)),
                ('reminded_at', models.DateTimeField(null=True)),
                ('made_by', models.CharField(max_length=80)),
                ('made_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('page', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='statuspage.page')),
                ('series', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='statuspage.series')),
            ],
        ),
        migrations.CreateModel(
            name='Stretch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('operational', 'operational'), ('degraded_performance', 'degraded_performance'), ('partial_outage', 'partial_outage'), ('major_outage', 'major_outage'), ('under_maintenance', 'under_maintenance')], max_length=24)),
                ('begins_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField(null=True)),
                ('component', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='statuspage.component')),
                ('notice', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='statuspage.notice')),
            ],
        ),
        migrations.CreateModel(
            name='Subscriber',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=12, unique=True)),
                ('channel', models.CharField(choices=[('mail', 'mail'), ('webhook', 'webhook'), ('slack', 'slack'), ('teams', 'teams')], max_length=8)),
                ('address', models.CharField(blank=True, max_length=254)),
                ('sealed', models.BinaryField(null=True)),
                ('digest', models.BinaryField(max_length=32)),
                ('secret', models.BinaryField(null=True)),
                ('person', models.CharField(blank=True, max_length=80)),
                ('language', models.CharField(default='en', max_length=16)),
                ('components', models.JSONField(default=list)),
                ('kinds', models.JSONField(default=list)),
                ('token', models.BinaryField(max_length=32, null=True)),
                ('token_until', models.DateTimeField(null=True)),
                ('nonce', models.CharField(max_length=32)),
                ('confirmed_at', models.DateTimeField(null=True)),
                ('failures', models.PositiveSmallIntegerField(default=0)),
                ('made_at', models.DateTimeField()),
                ('page', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='statuspage.page')),
            ],
        ),
        migrations.CreateModel(
            name='Update',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=12, unique=True)),
                ('status', models.CharField(choices=[('investigating', 'investigating'), ('identified', 'identified'), ('monitoring', 'monitoring'), ('resolved', 'resolved'), ('postmortem', 'postmortem'), ('scheduled', 'scheduled'), ('in_progress', 'in_progress'), ('verifying', 'verifying'), ('completed', 'completed')], max_length=16)),
                ('text', models.TextField(blank=True)),
                ('changes', models.JSONField(default=dict)),
                ('at', models.DateTimeField()),
                ('made_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('is_told', models.BooleanField(default=False)),
                ('made_by', models.CharField(max_length=80)),
                ('notice', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='statuspage.notice')),
            ],
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('queued', 'Queued'), ('held', 'Held'), ('sent', 'Sent'), ('failed', 'Failed')], default='queued', max_length=8)),
                ('due_at', models.DateTimeField(null=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('said', models.CharField(blank=True, max_length=300)),
                ('made_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('subscriber', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='statuspage.subscriber')),
                ('update', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='statuspage.update')),
            ],
        ),
        migrations.CreateModel(
            name='Day',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('worst', models.CharField(choices=[('operational', 'operational'), ('degraded_performance', 'degraded_performance'), ('partial_outage', 'partial_outage'), ('major_outage', 'major_outage'), ('under_maintenance', 'under_maintenance')], max_length=24)),
                ('seconds', models.JSONField(default=dict)),
                ('component', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='statuspage.component')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('component', 'day'), name='status_day_is_summed_once')],
            },
        ),
        migrations.AddIndex(
            model_name='component',
            index=models.Index(fields=['page', 'position'], name='status_component_of_page'),
        ),
        migrations.AddConstraint(
            model_name='component',
            constraint=models.CheckConstraint(condition=models.Q(('parent', models.F('id')), _negated=True), name='status_component_is_not_in_itself'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(fields=['page', '-began_at'], name='status_notice_of_page'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(condition=models.Q(('ended_at', None)), fields=['page', 'kind'], name='status_notice_open'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(fields=['incident_id'], name='status_notice_of_incident'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(condition=models.Q(('next_update_at__isnull', False)), fields=['next_update_at'], name='status_notice_promised'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.UniqueConstraint(condition=models.Q(('cause', ''), _negated=True), fields=('page', 'cause'), name='status_notice_is_caused_once'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(('kind', 'incident'), models.Q(('starts_at__isnull', False), ('until_at__gt', models.F('starts_at'))), _connector='OR'), name='status_work_has_its_time'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(('ended_at', None), ('next_update_at', None), _connector='OR'), name='status_ended_notice_promises_nothing'),
        ),
        migrations.AddIndex(
            model_name='stretch',
            index=models.Index(fields=['component', 'begins_at'], name='status_stretch_of_component'),
        ),
        migrations.AddConstraint(
            model_name='stretch',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at', None), ('ends_at__gte', models.F('begins_at')), _connector='OR'), name='status_stretch_ends_after_it_begins'),
        ),
        migrations.AddConstraint(
            model_name='stretch',
            constraint=models.UniqueConstraint(condition=models.Q(('ends_at', None)), fields=('component',), name='status_component_is_in_one_state'),
        ),
        migrations.AddIndex(
            model_name='subscriber',
            index=models.Index(fields=['person'], name='status_subscriber_by_person'),
        ),
        migrations.AddIndex(
            model_name='subscriber',
            index=models.Index(condition=models.Q(('confirmed_at', None)), fields=['token_until'], name='status_subscriber_waiting'),
        ),
        migrations.AddConstraint(
            model_name='subscriber',
            constraint=models.UniqueConstraint(fields=('page', 'channel', 'digest'), name='status_subscriber_subscribes_once'),
        ),
        migrations.AddIndex(
            model_name='update',
            index=models.Index(fields=['notice', 'at', 'id'], name='status_update_of_notice'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(condition=models.Q(('state', 'queued')), fields=['due_at'], name='status_delivery_due'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.UniqueConstraint(fields=('subscriber', 'update'), name='status_update_is_delivered_once'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('due_at__isnull', False), ('state', 'queued')), models.Q(models.Q(('state', 'queued'), _negated=True), ('due_at', None)), _connector='OR'), name='status_delivery_queued_means_due'),
        ),
        migrations.RunSQL(
            "alter table statuspage_delivery set (autovacuum_vacuum_scale_factor = 0.01);",
            "alter table statuspage_delivery reset (autovacuum_vacuum_scale_factor);",
        ),
    ]
