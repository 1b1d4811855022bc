"""What was asked twice is done once: answers are kept for a day.

Why        A program that lost our answer asks again, and must not act again.
Locks      None: the table is new.
Going back Reversible; requests repeated across the change are carried out anew.
"""

from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Remembered',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('holder', models.CharField(max_length=80)),
                ('key', models.CharField(max_length=200)),
                ('digest', models.BinaryField(max_length=32)),
                ('status', models.PositiveSmallIntegerField()),
                ('headers', models.JSONField(default=dict)),
                ('body', models.TextField()),
                ('kept_at', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(fields=['kept_at'], name='remembered_oldest')],
                'constraints': [models.UniqueConstraint(fields=('holder', 'key'), name='remembered_is_one_per_key')],
            },
        ),
    ]
