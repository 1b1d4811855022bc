"""Reviews after incidents: what is written, what is to be done, what was published.

Why        What is learnt of an incident outlives it. Figures are read from the timeline
           each time; here is only what the timeline does not hold: versions of texts,
           actions until they are done, what each audience was given to read.
Locks      New tables only.
Going back Reversible; reviews are lost, and what the timeline tells of them stays.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('register', '0013_restricted_incidents_are_found'),
    ]

    operations = [
        migrations.CreateModel(
            name='Review',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.CharField(max_length=16, unique=True)),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('handed_in', 'Handed In'), ('approved', 'Approved')], default='draft', max_length=16)),
                ('because', models.CharField(max_length=16)),
                ('opened_at', models.DateTimeField()),
                ('opened_by', models.CharField(blank=True, max_length=80)),
                ('responsible', models.CharField(blank=True, max_length=80)),
                ('due_at', models.DateTimeField(null=True)),
                ('handed_in_at', models.DateTimeField(null=True)),
                ('handed_in_by', models.CharField(blank=True, max_length=80)),
                ('approved_at', models.DateTimeField(null=True)),
                ('approved_by', models.CharField(blank=True, max_length=80)),
                ('sent_back_by', models.CharField(blank=True, max_length=80)),
                ('sent_back_why', models.TextField(blank=True)),
                ('reminded_at', models.DateTimeField(null=True)),
                ('told_above_at', models.DateTimeField(null=True)),
                ('next_at', models.DateTimeField(null=True)),
                ('incident', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.incident')),
            ],
            options={
                'ordering': ['-opened_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='Publication',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('audience', models.CharField(choices=[('internal', 'internal'), ('executives', 'executives'), ('customers', 'customers')], max_length=16)),
                ('number', models.PositiveIntegerField()),
                ('until', models.PositiveIntegerField()),
                ('body', models.JSONField()),
                ('published_at', models.DateTimeField()),
                ('published_by', models.CharField(max_length=80)),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('withdrawn_by', models.CharField(blank=True, max_length=80)),
                ('review', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='publications', to='reviews.review')),
            ],
            options={
                'ordering': ['published_at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Factor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('kind', models.CharField(max_length=16)),
                ('text', models.TextField()),
                ('by', models.CharField(max_length=80)),
                ('at', models.DateTimeField()),
                ('gone_at', models.DateTimeField(null=True)),
                ('review', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='factors', to='reviews.review')),
            ],
            options={
                'ordering': ['number'],
            },
        ),
        migrations.CreateModel(
            name='Choice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('audience', models.CharField(choices=[('internal', 'internal'), ('executives', 'executives'), ('customers', 'customers')], max_length=16)),
                ('part', models.CharField(max_length=16)),
                ('place', models.IntegerField()),
                ('version', models.PositiveIntegerField(default=0)),
                ('hides', models.BooleanField()),
                ('review', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='choices', to='reviews.review')),
            ],
        ),
        migrations.CreateModel(
            name='Action',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('kind', models.CharField(max_length=16)),
                ('title', models.CharField(max_length=400)),
                ('owner', models.CharField(max_length=80)),
                ('due_at', models.DateTimeField()),
                ('looked_for', models.TextField(blank=True)),
                ('state', models.CharField(choices=[('open', 'Open'), ('done', 'Done'), ('dropped', 'Dropped')], default='open', max_length=16)),
                ('added_at', models.DateTimeField()),
                ('added_by', models.CharField(max_length=80)),
                ('written_by', models.CharField(max_length=80)),
                ('ended_at', models.DateTimeField(null=True)),
                ('ended_by', models.CharField(blank=True, max_length=80)),
                ('dropped_why', models.TextField(blank=True)),
                ('verdict', models.CharField(blank=True, max_length=16)),
                ('seen', models.TextField(blank=True)),
                ('seen_by', models.CharField(blank=True, max_length=80)),
                ('seen_at', models.DateTimeField(null=True)),
                ('reminded_at', models.DateTimeField(null=True)),
                ('told_above_at', models.DateTimeField(null=True)),
                ('next_at', models.DateTimeField(null=True)),
                ('review', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='actions', to='reviews.review')),
            ],
            options={
                'ordering': ['due_at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Suggestion',
            fields=[
                ('incident', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='register.incident')),
                ('because', models.CharField(max_length=16)),
                ('at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(null=True)),
                ('decided_by', models.CharField(blank=True, max_length=80)),
                ('why', models.TextField(blank=True)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('decided_at', None)), fields=['at'], name='suggestion_open')],
            },
        ),
        migrations.CreateModel(
            name='Text',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('part', models.CharField(max_length=16)),
                ('version', models.PositiveIntegerField()),
                ('text', models.TextField(blank=True)),
                ('by', models.CharField(max_length=80)),
                ('at', models.DateTimeField()),
                ('review', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='texts', to='reviews.review')),
            ],
            options={
                'ordering': ['part', 'version'],
            },
        ),
        migrations.AddIndex(
            model_name='review',
            index=models.Index(condition=models.Q(('next_at__isnull', False)), fields=['next_at'], name='review_due'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'approved'), _negated=True), ('approved_at__isnull', False), _connector='OR'), name='review_approved_means_when'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'approved'), _negated=True), ('next_at', None), _connector='OR'), name='review_approved_owes_nothing'),
        ),
        migrations.AddConstraint(
            model_name='publication',
            constraint=models.UniqueConstraint(condition=models.Q(('withdrawn_at', None)), fields=('review', 'audience'), name='one_publication_is_read'),
        ),
        migrations.AddConstraint(
            model_name='factor',
            constraint=models.UniqueConstraint(fields=('review', 'number'), name='factor_has_its_number'),
        ),
        migrations.AddConstraint(
            model_name='choice',
            constraint=models.UniqueConstraint(fields=('review', 'audience', 'part', 'place'), name='choice_is_made_once'),
        ),
        migrations.AddIndex(
            model_name='action',
            index=models.Index(condition=models.Q(('next_at__isnull', False)), fields=['next_at'], name='action_next'),
        ),
        migrations.AddIndex(
            model_name='action',
            index=models.Index(condition=models.Q(('state', 'open')), fields=['due_at', 'id'], name='action_open'),
        ),
        migrations.AddConstraint(
            model_name='action',
            constraint=models.UniqueConstraint(fields=('review', 'number'), name='action_has_its_number'),
        ),
        migrations.AddConstraint(
            model_name='action',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('state', 'open')), models.Q(models.Q(('state', 'open'), _negated=True), ('ended_at__isnull', False)), _connector='OR'), name='action_over_means_when'),
        ),
        migrations.AddConstraint(
            model_name='action',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'open'), ('next_at', None), _connector='OR'), name='action_over_owes_nothing'),
        ),
        migrations.AddConstraint(
            model_name='text',
            constraint=models.UniqueConstraint(fields=('review', 'part', 'version'), name='text_has_one_of_each_version'),
        ),
    ]
