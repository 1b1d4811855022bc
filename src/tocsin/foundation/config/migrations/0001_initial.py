"""Configuration is documents with versions, and a number that says when to re-read.

Why        A matrix edited in place cannot be explained afterwards.
Locks      None: the tables are new.
Going back Reversible; what was recorded is lost.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Document',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40)),
                ('name', models.SlugField(default='default', max_length=80)),
                ('version', models.PositiveIntegerField()),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('published', 'Published'), ('retired', 'Retired')], default='draft', max_length=16)),
                ('body', models.JSONField()),
                ('why', models.TextField(blank=True)),
                ('author', models.CharField(blank=True, max_length=80)),
                ('reviewer', models.CharField(blank=True, max_length=80)),
                ('created_at', models.DateTimeField()),
                ('published_at', models.DateTimeField(null=True)),
                ('retired_at', models.DateTimeField(null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('kind', 'name', 'version'), name='document_versions_are_counted'), models.UniqueConstraint(condition=models.Q(('state', 'published')), fields=('kind', 'name'), name='document_one_is_published'), models.CheckConstraint(condition=models.Q(models.Q(('published_at', None), ('state', 'draft')), models.Q(('published_at__isnull', False), ('state__in', ['published', 'retired'])), _connector='OR'), name='document_published_means_when'), models.CheckConstraint(condition=models.Q(('retired_at', None), ('retired_at__gte', models.F('published_at')), _connector='OR'), name='document_retired_after_published')],
            },
        ),
        migrations.CreateModel(
            name='Publication',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40)),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='config.document')),
            ],
            options={
                'indexes': [models.Index(fields=['kind', '-id'], name='publication_newest')],
            },
        ),
    ]
