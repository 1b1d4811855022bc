"""A published version may wait for its day, and a draft may be discarded.

Why        A change of the set-up is planned for a day; nobody should have to be
           awake then. One version of a name at most holds without an end.
Locks      ACCESS EXCLUSIVE on config_document for a moment: the column is empty,
           the constraints look at a few hundred rows.
Going back Reversible while nothing is planned or discarded.
"""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('config', '0001_initial'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='document',
            name='document_one_is_published',
        ),
        migrations.RemoveConstraint(
            model_name='document',
            name='document_published_means_when',
        ),
        migrations.AddField(
            model_name='document',
            name='effective_from',
            field=models.DateTimeField(null=True),
        ),
        migrations.AlterField(
            model_name='document',
            name='state',
            field=models.CharField(choices=[('draft', 'Draft'), ('published', 'Published'), ('retired', 'Retired'), ('discarded', 'Discarded')], default='draft', max_length=16),
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.UniqueConstraint(condition=models.Q(('retired_at', None), ('state', 'published')), fields=('kind', 'name'), name='document_one_holds_further_on'),
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('published_at', None), ('state__in', ['draft', 'discarded'])), models.Q(('published_at__isnull', False), ('state__in', ['published', 'retired'])), _connector='OR'), name='document_published_means_when'),
        ),
    ]
