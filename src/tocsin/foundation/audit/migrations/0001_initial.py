"""Every change of a setting or a right has a row of its own.

Why        Auditors ask who changed what, when and why; a log file is not an answer.
Locks      None: the table is new.
Going back Reversible; what was recorded is lost.
"""

from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Change',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('actor_kind', models.CharField(max_length=16)),
                ('actor_id', models.CharField(blank=True, max_length=80)),
                ('subject', models.CharField(max_length=120)),
                ('verb', models.CharField(max_length=40)),
                ('before', models.JSONField(null=True)),
                ('after', models.JSONField(null=True)),
                ('why', models.TextField(blank=True)),
            ],
            options={
                'indexes': [models.Index(fields=['-at'], name='audit_newest'), models.Index(fields=['subject', '-at'], name='audit_subject')],
            },
        ),
    ]
