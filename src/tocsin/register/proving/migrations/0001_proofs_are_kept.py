"""Proofs of the whole register are kept, and one goes at a time.

Why        Verifying a large register takes longer than a page may; it is done in steps.
Locks      None: the table is new.
Going back Reversible; only the outcomes of proofs are lost.
"""

from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Proof',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('by', models.CharField(blank=True, max_length=80)),
                ('asked_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('is_going', models.BooleanField(default=True)),
                ('reached', models.BigIntegerField(default=0)),
                ('incidents', models.PositiveIntegerField(default=0)),
                ('entries', models.PositiveBigIntegerField(default=0)),
                ('seals', models.PositiveIntegerField(default=0)),
                ('found', models.PositiveIntegerField(default=0)),
                ('findings', models.JSONField(default=list)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('is_going', True)), fields=('is_going',), name='one_proof_goes_at_a_time'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('is_going', True)), models.Q(('ended_at__isnull', False), ('is_going', False)), _connector='OR'), name='proof_that_goes_has_not_ended')],
            },
        ),
    ]
