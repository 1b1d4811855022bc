"""What sources told of people and teams is known, and every run of theirs.

Why        A source's own identifiers make its next run find the same people; what it
           answers for must not be changed by another.
Locks      None: the tables are new. Foreign keys to people and teams take SHARE ROW
           EXCLUSIVE on those for a moment.
Going back Reversible; which source told of whom is lost, the people stay.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Secret',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(max_length=40, unique=True)),
                ('sealed', models.TextField()),
                ('set_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Run',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(max_length=40)),
                ('kind', models.CharField(max_length=16)),
                ('name', models.CharField(blank=True, max_length=200)),
                ('file', models.CharField(blank=True, max_length=64)),
                ('mapping', models.JSONField(default=dict)),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('running', 'Running'), ('held', 'Held'), ('done', 'Done'), ('failed', 'Failed'), ('stopped', 'Stopped')], default='waiting', max_length=16)),
                ('is_confirmed', models.BooleanField(default=False)),
                ('by', models.CharField(blank=True, max_length=80)),
                ('by_kind', models.CharField(default='system', max_length=16)),
                ('asked_at', models.DateTimeField()),
                ('moved_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('todo', models.PositiveIntegerField(default=0)),
                ('done', models.PositiveIntegerField(default=0)),
                ('told', models.PositiveIntegerField(default=0)),
                ('added', models.PositiveIntegerField(default=0)),
                ('changed', models.PositiveIntegerField(default=0)),
                ('deactivated', models.PositiveIntegerField(default=0)),
                ('unchanged', models.PositiveIntegerField(default=0)),
                ('passed_over', models.PositiveIntegerField(default=0)),
                ('refused', models.PositiveIntegerField(default=0)),
                ('why', models.TextField(blank=True)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state__in', ['waiting', 'running'])), fields=['id'], name='directory_run_to_go_on'), models.Index(fields=['source', '-id'], name='directory_run_of_source')],
            },
        ),
        migrations.CreateModel(
            name='Refused',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('line', models.PositiveIntegerField()),
                ('ref', models.CharField(max_length=250)),
                ('reason', models.TextField()),
                ('cells', models.JSONField(default=dict)),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.run')),
            ],
        ),
        migrations.CreateModel(
            name='Leaver',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(max_length=40)),
                ('left_at', models.DateTimeField()),
                ('handed_over_at', models.DateTimeField(null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('handed_over_at', None)), fields=['id'], name='leaver_to_hand_over')],
            },
        ),
        migrations.CreateModel(
            name='Seat',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(max_length=40)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('team', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.team')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('source', 'team', 'person'), name='seat_is_brought_once')],
            },
        ),
        migrations.CreateModel(
            name='Tie',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(max_length=40)),
                ('ref', models.CharField(max_length=250)),
                ('facts', models.JSONField(default=list)),
                ('roles', models.JSONField(default=list)),
                ('told', models.JSONField(default=dict)),
                ('is_active', models.BooleanField(default=True)),
                ('since', models.DateTimeField()),
                ('moved_at', models.DateTimeField()),
                ('gone_at', models.DateTimeField(null=True)),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('team', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.team')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('person__isnull', False)), fields=('source', 'ref'), name='tie_means_one_person'), models.UniqueConstraint(condition=models.Q(('team__isnull', False)), fields=('source', 'ref'), name='tie_means_one_team'), models.UniqueConstraint(fields=('source', 'person'), name='tie_of_a_person_is_one_per_source'), models.UniqueConstraint(fields=('source', 'team'), name='tie_of_a_team_is_one_per_source'), models.CheckConstraint(condition=models.Q(models.Q(('person', None), ('team__isnull', False)), models.Q(('person__isnull', False), ('team', None)), _connector='OR'), name='tie_is_of_a_person_or_a_team')],
            },
        ),
    ]
