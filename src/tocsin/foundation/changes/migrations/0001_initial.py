import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('services', '0004_services_have_a_calendar'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(
            "create sequence changes_reference", "drop sequence changes_reference"
        ),
        migrations.CreateModel(
            name='ServiceChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=40, unique=True)),
                ('title', models.CharField(max_length=200)),
                ('description', models.TextField(blank=True)),
                ('kind', models.CharField(choices=[('standard', 'Standard'), ('normal', 'Normal'), ('emergency', 'Emergency')], default='normal', max_length=16)),
                ('risk', models.CharField(choices=[('low', 'Low'), ('medium', 'Medium'), ('high', 'High')], default='low', max_length=16)),
                ('state', models.CharField(choices=[('planned', 'Planned'), ('under_way', 'Under Way'), ('done', 'Done'), ('failed', 'Failed'), ('backed_out', 'Backed Out'), ('cancelled', 'Cancelled')], default='planned', max_length=16)),
                ('planned_start', models.DateTimeField(blank=True, null=True)),
                ('planned_end', models.DateTimeField(blank=True, null=True)),
                ('started_at', models.DateTimeField(blank=True, null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('begins_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('url', models.CharField(blank=True, max_length=500)),
                ('source', models.CharField(blank=True, max_length=40)),
                ('source_ref', models.CharField(blank=True, max_length=120)),
                ('made_by_kind', models.CharField(max_length=16)),
                ('made_by', models.CharField(max_length=80)),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, to_field='key')),
            ],
            options={
                'ordering': ['-begins_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='ChangedService',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('service', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='services.service')),
                ('change', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='named', to='changes.servicechange')),
            ],
        ),
        migrations.AddIndex(
            model_name='servicechange',
            index=models.Index(fields=['-begins_at', '-id'], name='change_by_beginning'),
        ),
        migrations.AddIndex(
            model_name='servicechange',
            index=models.Index(fields=['ends_at'], name='change_by_end'),
        ),
        migrations.AddConstraint(
            model_name='servicechange',
            constraint=models.UniqueConstraint(condition=models.Q(('source_ref', ''), _negated=True), fields=('source', 'source_ref'), name='change_comes_once_from_its_source'),
        ),
        migrations.AddConstraint(
            model_name='servicechange',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__gte', models.F('begins_at'))), name='change_ends_after_it_begins'),
        ),
        migrations.AddConstraint(
            model_name='changedservice',
            constraint=models.UniqueConstraint(fields=('change', 'service'), name='changed_service_is_told_once'),
        ),
    ]
