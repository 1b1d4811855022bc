"""Items and sites are known, and dependencies are between any two of services and
items, alone or in a group of which so many must work.

Why        A service stands on machines and lines; what fails is one of those. Two
           web nodes of which one must work are no outage when one fails.
Locks      ACCESS EXCLUSIVE on services_service and services_dependency for moments;
           the new columns are null or empty and rewrite nothing, the constraints
           scan tables of hundreds of rows.
Going back Reversible; items, sites, groups and what they need are lost.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_attempts_are_counted'),
        ('services', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='GraphVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.UUIDField()),
            ],
        ),
        migrations.CreateModel(
            name='Item',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=120, unique=True)),
                ('name', models.CharField(max_length=200)),
                ('kind', models.CharField(blank=True, max_length=40)),
                ('attributes', models.JSONField(blank=True, default=dict)),
                ('status', models.CharField(choices=[('in_service', 'In Service'), ('retired', 'Retired')], default='in_service', max_length=16)),
                ('source', models.CharField(blank=True, max_length=40)),
                ('source_id', models.CharField(blank=True, max_length=120)),
            ],
            options={
                'ordering': ['key'],
            },
        ),
        migrations.CreateModel(
            name='Offered',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ],
        ),
        migrations.CreateModel(
            name='Redundancy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60)),
                ('works_with', models.PositiveSmallIntegerField(default=1)),
            ],
        ),
        migrations.CreateModel(
            name='Site',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(max_length=80, unique=True)),
                ('name', models.CharField(max_length=120, unique=True)),
                ('zone', models.CharField(blank=True, max_length=64)),
                ('address', models.CharField(blank=True, max_length=300)),
                ('is_active', models.BooleanField(default=True)),
            ],
            options={
                'ordering': ['name'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='dependency',
            name='dependency_is_told_once',
        ),
        migrations.RemoveConstraint(
            model_name='dependency',
            name='dependency_is_on_another',
        ),
        migrations.AddField(
            model_name='service',
            name='currency',
            field=models.CharField(blank=True, max_length=3),
        ),
        migrations.AddField(
            model_name='service',
            name='outage_cost',
            field=models.BigIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='service',
            name='users',
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name='dependency',
            name='needs',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='services.service'),
        ),
        migrations.AlterField(
            model_name='dependency',
            name='service',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='services.service'),
        ),
        migrations.AddConstraint(
            model_name='service',
            constraint=models.CheckConstraint(condition=models.Q(('outage_cost', None), models.Q(('outage_cost__gte', 0), models.Q(('currency', ''), _negated=True)), _connector='OR'), name='service_cost_has_a_currency'),
        ),
        migrations.AddField(
            model_name='item',
            name='team',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.team', to_field='key'),
        ),
        migrations.AddField(
            model_name='dependency',
            name='item',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='services.item'),
        ),
        migrations.AddField(
            model_name='dependency',
            name='needs_item',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='services.item'),
        ),
        migrations.AddField(
            model_name='offered',
            name='service',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='offered', to='services.service'),
        ),
        migrations.AddField(
            model_name='redundancy',
            name='item',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='services.item'),
        ),
        migrations.AddField(
            model_name='redundancy',
            name='service',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='services.service'),
        ),
        migrations.AddField(
            model_name='dependency',
            name='redundancy',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='services.redundancy'),
        ),
        migrations.AddIndex(
            model_name='dependency',
            index=models.Index(condition=models.Q(('item__isnull', False)), fields=['item'], name='dependency_of_item'),
        ),
        migrations.AddIndex(
            model_name='dependency',
            index=models.Index(condition=models.Q(('needs__isnull', False)), fields=['needs'], name='dependency_on_service'),
        ),
        migrations.AddIndex(
            model_name='dependency',
            index=models.Index(condition=models.Q(('needs_item__isnull', False)), fields=['needs_item'], name='dependency_on_item'),
        ),
        migrations.AddIndex(
            model_name='dependency',
            index=models.Index(condition=models.Q(('redundancy__isnull', False)), fields=['redundancy'], name='dependency_in_group'),
        ),
        migrations.AddConstraint(
            model_name='dependency',
            constraint=models.UniqueConstraint(fields=('service', 'item', 'needs', 'needs_item'), name='dependency_is_told_once', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='dependency',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('service', models.F('needs')), _negated=True), models.Q(('item', models.F('needs_item')), _negated=True)), name='dependency_is_on_another'),
        ),
        migrations.AddConstraint(
            model_name='dependency',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('item', None), ('service__isnull', False)), models.Q(('item__isnull', False), ('service', None)), _connector='OR'), name='dependency_is_of_a_service_or_an_item'),
        ),
        migrations.AddConstraint(
            model_name='dependency',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('needs__isnull', False), ('needs_item', None)), models.Q(('needs', None), ('needs_item__isnull', False)), _connector='OR'), name='dependency_is_on_a_service_or_an_item'),
        ),
        migrations.AddField(
            model_name='site',
            name='parent',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='services.site', to_field='key'),
        ),
        migrations.AddField(
            model_name='offered',
            name='site',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='services.site', to_field='key'),
        ),
        migrations.AddField(
            model_name='item',
            name='site',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='services.site', to_field='key'),
        ),
        migrations.AddIndex(
            model_name='redundancy',
            index=models.Index(condition=models.Q(('item__isnull', False)), fields=['item'], name='redundancy_of_item'),
        ),
        migrations.AddConstraint(
            model_name='redundancy',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('item', None), ('service__isnull', False)), models.Q(('item__isnull', False), ('service', None)), _connector='OR'), name='redundancy_is_of_a_service_or_an_item'),
        ),
        migrations.AddConstraint(
            model_name='redundancy',
            constraint=models.CheckConstraint(condition=models.Q(('works_with__gte', 1)), name='redundancy_works_with_one_or_more'),
        ),
        migrations.AddConstraint(
            model_name='redundancy',
            constraint=models.UniqueConstraint(fields=('service', 'item', 'name'), name='redundancy_is_told_once', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='site',
            constraint=models.CheckConstraint(condition=models.Q(('parent', models.F('key')), _negated=True), name='site_is_not_within_itself'),
        ),
        migrations.AddConstraint(
            model_name='offered',
            constraint=models.UniqueConstraint(fields=('service', 'site'), name='offered_is_told_once'),
        ),
        migrations.AddConstraint(
            model_name='item',
            constraint=models.UniqueConstraint(condition=models.Q(('source_id', ''), _negated=True), fields=('source', 'source_id'), name='item_has_its_sources_number_alone'),
        ),
    ]
