"""People have a manager, a deputy, absences, contacts and skills; teams want skills.

Why        Who answers when somebody is away, who knows a thing, and how to reach them
           are asked in the middle of an incident; a directory that is synchronised
           needs to know each person by their source's own number.
Locks      ACCESS EXCLUSIVE on accounts_person and accounts_team for a moment: new
           columns have constants or nothing, so no row is rewritten; the checks and
           the index read accounts_person once (20,000 rows: well below a second).
Going back Reversible; what the new columns and tables hold is lost.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_keys_are_rotated'),
    ]

    operations = [
        migrations.CreateModel(
            name='Absence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['starts_at'],
            },
        ),
        migrations.CreateModel(
            name='Contact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('email', 'Email'), ('phone', 'Phone'), ('mobile', 'Mobile'), ('chat', 'Chat'), ('other', 'Other')], max_length=16)),
                ('value', models.CharField(max_length=254)),
                ('label', models.CharField(blank=True, max_length=60)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('verified_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['position', 'id'],
            },
        ),
        migrations.CreateModel(
            name='HeldSkill',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('level', models.PositiveSmallIntegerField(choices=[(1, 'Basic'), (2, 'Independent'), (3, 'Expert')])),
                ('evidence', models.CharField(blank=True, max_length=300)),
                ('expires_on', models.DateField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Skill',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(max_length=80, unique=True)),
                ('name', models.CharField(max_length=120, unique=True)),
                ('about', models.CharField(blank=True, max_length=300)),
                ('is_active', models.BooleanField(default=True)),
            ],
            options={
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='WantedSkill',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('level', models.PositiveSmallIntegerField(choices=[(1, 'Basic'), (2, 'Independent'), (3, 'Expert')], default=2)),
                ('people', models.PositiveSmallIntegerField(default=1)),
            ],
        ),
        migrations.AddField(
            model_name='person',
            name='department',
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AddField(
            model_name='person',
            name='deputy',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, to_field='key'),
        ),
        migrations.AddField(
            model_name='person',
            name='employee_number',
            field=models.CharField(blank=True, max_length=60),
        ),
        migrations.AddField(
            model_name='person',
            name='external_id',
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name='person',
            name='is_vip',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='person',
            name='job_title',
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AddField(
            model_name='person',
            name='languages',
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name='person',
            name='line_manager',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, to_field='key'),
        ),
        migrations.AddField(
            model_name='person',
            name='source',
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AddField(
            model_name='team',
            name='calendar',
            field=models.CharField(blank=True, max_length=80),
        ),
        migrations.AddField(
            model_name='team',
            name='chat',
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name='team',
            name='email',
            field=models.EmailField(blank=True, max_length=254),
        ),
        migrations.AddIndex(
            model_name='person',
            index=models.Index(fields=['name', 'key'], name='person_by_name'),
        ),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.UniqueConstraint(condition=models.Q(('external_id', ''), _negated=True), fields=('source', 'external_id'), name='person_external_id_is_unique_per_source'),
        ),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.UniqueConstraint(condition=models.Q(('employee_number', ''), _negated=True), fields=('source', 'employee_number'), name='person_employee_number_is_unique_per_source'),
        ),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.CheckConstraint(condition=models.Q(('line_manager', models.F('key')), _negated=True), name='person_reports_to_another'),
        ),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.CheckConstraint(condition=models.Q(('deputy', models.F('key')), _negated=True), name='person_has_another_as_deputy'),
        ),
        migrations.AddField(
            model_name='absence',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='absences', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='absence',
            name='stands_in',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, to_field='key'),
        ),
        migrations.AddField(
            model_name='contact',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='contacts', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='heldskill',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='held_skills', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='heldskill',
            name='skill',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='held', to='accounts.skill', to_field='key'),
        ),
        migrations.AddField(
            model_name='wantedskill',
            name='skill',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='wanted', to='accounts.skill', to_field='key'),
        ),
        migrations.AddField(
            model_name='wantedskill',
            name='team',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='wanted_skills', to='accounts.team'),
        ),
        migrations.AddConstraint(
            model_name='absence',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at', None), ('ends_at__gt', models.F('starts_at')), _connector='OR'), name='absence_ends_after_it_starts'),
        ),
        migrations.AddConstraint(
            model_name='contact',
            constraint=models.UniqueConstraint(fields=('person', 'kind', 'value'), name='contact_is_told_once'),
        ),
        migrations.AddConstraint(
            model_name='heldskill',
            constraint=models.UniqueConstraint(fields=('person', 'skill'), name='held_skill_is_told_once'),
        ),
        migrations.AddConstraint(
            model_name='heldskill',
            constraint=models.CheckConstraint(condition=models.Q(('level__range', (1, 3))), name='held_skill_level_is_1_to_3'),
        ),
        migrations.AddConstraint(
            model_name='wantedskill',
            constraint=models.UniqueConstraint(fields=('team', 'skill'), name='wanted_skill_is_told_once'),
        ),
        migrations.AddConstraint(
            model_name='wantedskill',
            constraint=models.CheckConstraint(condition=models.Q(('level__range', (1, 3))), name='wanted_skill_level_is_1_to_3'),
        ),
        migrations.AddConstraint(
            model_name='wantedskill',
            constraint=models.CheckConstraint(condition=models.Q(('people__gte', 1)), name='wanted_skill_is_of_somebody'),
        ),
    ]
