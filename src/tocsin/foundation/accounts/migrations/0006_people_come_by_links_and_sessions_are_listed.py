"""Sessions tell whose they are, passwords are set by links, people are invited.

Why        A session that is listed can be ended; a forgotten password must not need
           anybody else who knows it; and whoever comes chooses their own.
Locks      None: the tables are new. Sessions of before are not carried over, so
           everybody signs in once more.
Going back Reversible; links that were sent open nothing, and everybody signs in again.
"""

import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_a_second_factor_is_wanted_since")]

    operations = [
        migrations.CreateModel(
            name='Session',
            fields=[
                ('session_key', models.CharField(max_length=40, primary_key=True, serialize=False, verbose_name='session key')),
                ('session_data', models.TextField(verbose_name='session data')),
                ('expire_date', models.DateTimeField(db_index=True, verbose_name='expire date')),
                ('address', models.CharField(blank=True, max_length=64)),
                ('agent', models.CharField(blank=True, max_length=200)),
                ('begun_at', models.DateTimeField(null=True)),
                ('seen_at', models.DateTimeField(null=True)),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='sessions', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'session',
                'verbose_name_plural': 'sessions',
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('email', models.EmailField(max_length=254)),
                ('name', models.CharField(blank=True, max_length=150)),
                ('language', models.CharField(default='en', max_length=16)),
                ('roles', models.JSONField(default=list)),
                ('teams', models.JSONField(default=list)),
                ('invited_by', models.CharField(max_length=80)),
                ('digest', models.BinaryField(max_length=32, unique=True)),
                ('made_at', models.DateTimeField()),
                ('sent_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('accepted_at', models.DateTimeField(null=True)),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-id'],
                'constraints': [
                    models.UniqueConstraint(django.db.models.functions.text.Lower('email'), condition=Q(accepted_at=None, withdrawn_at=None), name='invitation_is_open_once_per_address'),
                    models.CheckConstraint(condition=Q(accepted_at=None) | Q(withdrawn_at=None), name='invitation_ends_one_way'),
                ],
            },
        ),
        migrations.CreateModel(
            name='PasswordReset',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asked_for', models.CharField(blank=True, max_length=254)),
                ('asked_at', models.DateTimeField()),
                ('address', models.CharField(max_length=64)),
                ('agent', models.CharField(blank=True, max_length=200)),
                ('answered_at', models.DateTimeField(null=True)),
                ('digest', models.BinaryField(max_length=32, null=True, unique=True)),
                ('ends_at', models.DateTimeField(null=True)),
                ('wrong_codes', models.PositiveSmallIntegerField(default=0)),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [
                    models.Index(condition=Q(answered_at=None), fields=['asked_at'], name='reset_unanswered'),
                    models.Index(fields=['address', 'asked_at'], name='reset_by_address'),
                ],
                'constraints': [models.CheckConstraint(condition=Q(digest=None) | Q(person__isnull=False, ends_at__isnull=False), name='reset_link_is_of_a_person')],
            },
        ),
    ]
