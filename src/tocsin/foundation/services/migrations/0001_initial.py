"""Services exist, with an owner and what they need to work.

Why        An incident is about a service; what depends on it is affected too.
Locks      None: the tables are new.
Going back Reversible; what was recorded is lost.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Service',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(max_length=80, unique=True)),
                ('name', models.CharField(max_length=120, unique=True)),
                ('nature', models.CharField(choices=[('business', 'Business'), ('technical', 'Technical')], default='business', max_length=16)),
                ('purpose', models.CharField(blank=True, max_length=200)),
                ('criticality', models.PositiveSmallIntegerField(choices=[(1, 'Vital'), (2, 'Important'), (3, 'Ordinary')], default=3)),
                ('is_active', models.BooleanField(default=True)),
                ('origin', models.CharField(default='lived', max_length=16)),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, to_field='key')),
                ('team', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.team', to_field='key')),
            ],
            options={
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='Dependency',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('needs', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='dependants', to='services.service')),
                ('service', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='dependencies', to='services.service')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('service', 'needs'), name='dependency_is_told_once'), models.CheckConstraint(condition=models.Q(('service', models.F('needs')), _negated=True), name='dependency_is_on_another')],
            },
        ),
    ]
