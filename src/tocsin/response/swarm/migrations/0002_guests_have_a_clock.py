"""A guest is to come by an instant, and a supplier may be the primary team.

Why        A supplier promises to answer in minutes; whether they did is to be seen.
Locks      ACCESS EXCLUSIVE on swarm_guest and swarm_swarm for a moment; columns are
           null or empty.
Going back Reversible; when guests came, and which supplier was named, is lost here.
"""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('swarm', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='guest',
            name='answer_by',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='guest',
            name='answered_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='guest',
            name='late_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='swarm',
            name='supplier',
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AlterField(
            model_name='alarm',
            name='name',
            field=models.CharField(choices=[('too_many', 'too_many'), ('no_hypothesis', 'no_hypothesis'), ('silent', 'silent'), ('lingering', 'lingering'), ('worn_expert', 'worn_expert'), ('guest_silent', 'guest_silent')], max_length=16),
        ),
    ]
