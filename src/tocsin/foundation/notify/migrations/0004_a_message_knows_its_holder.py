"""A message that was taken names the process that holds it.

Why        Whoever merely stalls keeps what they took; what somebody held who is gone is
           free at once.
Locks      notify_message against writers, for as long as it is read once.
Going back Reversible; whoever stalls for long is taken for gone again.
"""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):

    dependencies = [
        ('notify', '0003_rooms_are_told'),
    ]

    operations = [
        migrations.AddField('message', 'holder', models.IntegerField(null=True)),
        migrations.AddIndex(
            'message',
            models.Index(
                name='message_held',
                fields=['holder'],
                condition=Q(state='waiting', holder__isnull=False),
            ),
        ),
    ]
