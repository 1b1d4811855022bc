"""Certificates that signatures of Amazon SNS are checked by, and the subscriptions that
its topics offered.

Why        A message is believed when its signature holds. The certificate for that is
           fetched once and kept, so that folding never waits for a network; an offer
           to subscribe is confirmed by the clockwork.
Locks      None that others wait for; the tables are new.
Going back Reversible; certificates are fetched again when they are needed.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0002_requests_are_kept_by_class_and_day'),
    ]

    operations = [
        migrations.CreateModel(
            name='Certificate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address', models.CharField(max_length=500, unique=True)),
                ('pem', models.TextField(blank=True)),
                ('wanted_at', models.DateTimeField()),
                ('tried_at', models.DateTimeField(null=True)),
                ('why', models.CharField(blank=True, max_length=200)),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='Subscription',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('topic', models.CharField(max_length=300)),
                ('offer', models.JSONField()),
                ('offered_at', models.DateTimeField()),
                ('tried_at', models.DateTimeField(null=True)),
                ('confirmed_at', models.DateTimeField(null=True)),
                ('why', models.CharField(blank=True, max_length=200)),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='events.source')),
            ],
            options={
                'ordering': ['topic'],
                'constraints': [models.UniqueConstraint(fields=('source', 'topic'), name='subscription_is_one_per_source_and_topic')],
            },
        ),
    ]
