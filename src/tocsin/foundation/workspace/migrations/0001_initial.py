"""Saved views, drafts, limits of teams, and who is looking.

Why        A desk is personal: what one looks at, what one typed and did not send.
Locks      None: the tables are new. Presence is unlogged, since what it holds is
           worth nothing after half a minute; a standby does not have it.
Going back Reversible; views and drafts are lost.
"""

from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Limit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('team', models.CharField(max_length=80, unique=True)),
                ('most', models.PositiveIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name='Opening',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.CharField(max_length=80, unique=True)),
                ('view', models.CharField(max_length=24)),
            ],
        ),
        migrations.CreateModel(
            name='Draft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('holder', models.CharField(max_length=80)),
                ('place', models.CharField(blank=True, max_length=24)),
                ('form', models.CharField(max_length=40)),
                ('fields', models.JSONField(default=dict)),
                ('sent', models.CharField(blank=True, max_length=40)),
                ('kept_at', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(fields=['kept_at'], name='draft_oldest')],
                'constraints': [models.UniqueConstraint(fields=('holder', 'place', 'form'), name='draft_is_one_per_form')],
            },
        ),
        migrations.CreateModel(
            name='Presence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.CharField(max_length=80)),
                ('ref', models.CharField(max_length=24)),
                ('doing', models.CharField(choices=[('looking', 'Looking'), ('writing', 'Writing')], max_length=16)),
                ('seen_at', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(fields=['seen_at'], name='presence_oldest')],
                'constraints': [models.UniqueConstraint(fields=('ref', 'person'), name='presence_is_one_per_incident')],
            },
        ),
        migrations.CreateModel(
            name='SavedView',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(max_length=24, unique=True)),
                ('name', models.CharField(max_length=80)),
                ('place', models.CharField(choices=[('queue', 'Queue'), ('register', 'Register')], max_length=16)),
                ('owner', models.CharField(max_length=80)),
                ('shared', models.CharField(choices=[('nobody', 'Nobody'), ('team', 'Team'), ('everybody', 'Everybody')], default='nobody', max_length=16)),
                ('team', models.CharField(blank=True, max_length=80)),
                ('base', models.CharField(default='all', max_length=16)),
                ('filters', models.JSONField(default=dict)),
                ('columns', models.JSONField(default=list)),
                ('order', models.CharField(blank=True, max_length=16)),
                ('changed_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['name', 'id'],
                'indexes': [models.Index(fields=['owner'], name='view_by_owner'), models.Index(condition=models.Q(('team', ''), _negated=True), fields=['shared', 'team'], name='view_shared')],
                'constraints': [models.CheckConstraint(condition=models.Q(('shared', 'team'), ('team', ''), _connector='XOR'), name='view_shared_with_a_team_names_it')],
            },
        ),
        migrations.RunSQL(
            "alter table workspace_presence set unlogged;",
            "alter table workspace_presence set logged;",
        ),
    ]
