"""Whether an emergency change may be done is asked, decided and kept.

Why        Nobody could see afterwards who let an emergency change happen, and when.
Locks      None: a new table.
Going back Reversible; who was asked and who decided is lost here, not in timelines.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('changes', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Approval',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.CharField(max_length=40)),
                ('back_out', models.TextField(blank=True)),
                ('state', models.CharField(choices=[('asked', 'Asked'), ('approved', 'Approved'), ('refused', 'Refused')], default='asked', max_length=10)),
                ('is_backdated', models.BooleanField(default=False)),
                ('asked', models.JSONField(default=list)),
                ('asked_at', models.DateTimeField()),
                ('asked_kind', models.CharField(max_length=16)),
                ('asked_by', models.CharField(max_length=80)),
                ('asked_person', models.CharField(blank=True, max_length=80)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('decided_kind', models.CharField(blank=True, max_length=16)),
                ('decided_by', models.CharField(blank=True, max_length=80)),
                ('decided_person', models.CharField(blank=True, max_length=80)),
                ('via', models.CharField(blank=True, max_length=16)),
                ('reason', models.TextField(blank=True)),
                ('change', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='approval', to='changes.servicechange')),
            ],
            options={
                'indexes': [models.Index(fields=['ref'], name='approval_of_incident')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('state', 'asked')), models.Q(models.Q(('state', 'asked'), _negated=True), ('decided_at__isnull', False)), _connector='OR'), name='approval_decided_means_when')],
            },
        ),
    ]
