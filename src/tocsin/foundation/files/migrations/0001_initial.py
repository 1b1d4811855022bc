"""Files are kept by their content, in pieces of a megabyte.

Why        One backup holds everything, and any number of web nodes serve it.
Locks      None: the tables are new.
Going back Reversible; the files are gone, the entries that name them stand.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='File',
            fields=[
                ('digest', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('size', models.PositiveBigIntegerField()),
                ('type', models.CharField(max_length=120)),
                ('touched_at', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(fields=['touched_at'], name='file_untouched')],
            },
        ),
        migrations.CreateModel(
            name='Piece',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('data', models.BinaryField()),
                ('file', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.file')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('file', 'number'), name='piece_has_one_place')],
            },
        ),
        migrations.CreateModel(
            name='Use',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('holder', models.CharField(max_length=40)),
                ('number', models.PositiveIntegerField()),
                ('person', models.CharField(blank=True, max_length=80)),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.file')),
            ],
            options={
                'indexes': [models.Index(fields=['person'], name='use_by_person')],
                'constraints': [models.UniqueConstraint(fields=('holder', 'number'), name='use_is_of_one_file')],
            },
        ),
    ]
