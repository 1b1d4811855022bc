"""Rooms of chats are told of what is paged.

Why        A team reads along in its chat, once for all of it.
Locks      None but of the table that is made.
Going back Reversible; which rooms there were is lost here.
"""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('notify', '0002_reach_in_sql'),
    ]

    operations = [
        migrations.CreateModel(
            name='Room',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('team', models.CharField(blank=True, max_length=80)),
                ('channel', models.CharField(max_length=40)),
                ('address', models.CharField(max_length=400)),
                ('label', models.CharField(blank=True, max_length=60)),
                ('urgency', models.CharField(default='all', max_length=8)),
                ('language', models.CharField(default='en', max_length=12)),
                ('zone', models.CharField(default='UTC', max_length=64)),
                ('added_by', models.CharField(max_length=80)),
                ('added_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['team', 'id'],
                'constraints': [models.UniqueConstraint(fields=('team', 'channel', 'address'), name='room_is_told_once_for_a_team'), models.CheckConstraint(condition=models.Q(('urgency__in', ('all', 'loud'))), name='room_urgency_is_known')],
            },
        ),
    ]
