"""Swarms are mirrored in rooms of chats.

Why        What is said in one is posted in the other, and survives the loss of either.
Locks      None but of the table that is made.
Going back Reversible; which rooms there were is lost here.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('swarm', '0002_guests_have_a_clock'),
    ]

    operations = [
        migrations.CreateModel(
            name='Chat',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('channel', models.CharField(max_length=40)),
                ('address', models.CharField(blank=True, max_length=400)),
                ('room', models.BigIntegerField(default=0)),
                ('name', models.CharField(blank=True, max_length=80)),
                ('connected_by', models.CharField(max_length=80)),
                ('connected_at', models.DateTimeField()),
                ('due_at', models.DateTimeField(null=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('said', models.CharField(blank=True, max_length=300)),
                ('ended_at', models.DateTimeField(null=True)),
                ('swarm', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='chats', to='swarm.swarm')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('due_at__isnull', False)), fields=['due_at'], name='chat_to_be_made')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None), models.Q(('address', ''), _negated=True)), fields=('channel', 'address'), name='chat_mirrors_one_swarm')],
            },
        ),
    ]
