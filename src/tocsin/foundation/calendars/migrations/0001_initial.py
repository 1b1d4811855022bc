"""Calendars have keys, `always` is one of them, and holidays are pinned by year.

Why        Services and clocks point at a calendar; what it says is a document with
           versions. Holidays read once stay as they were read.
Locks      None: the tables are new.
Going back Reversible; what was recorded is lost.
"""

from django.db import migrations, models


def begin(apps, schema_editor):
    apps.get_model("calendars", "Calendar").objects.create(key="always", name="Always")


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Calendar',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(max_length=80, unique=True)),
                ('name', models.CharField(max_length=120)),
                ('is_active', models.BooleanField(default=True)),
                ('created_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='HolidayYear',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('country', models.CharField(max_length=2)),
                ('subdivision', models.CharField(blank=True, max_length=40)),
                ('edition', models.PositiveIntegerField()),
                ('year', models.PositiveSmallIntegerField()),
                ('days', models.JSONField()),
                ('library', models.CharField(max_length=20)),
                ('pinned_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('country', 'subdivision', 'edition', 'year'), name='holidays_are_pinned_once')],
            },
        ),
        migrations.RunPython(begin, migrations.RunPython.noop),
    ]
