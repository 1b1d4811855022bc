"""A row moves within its page, the views are counted from one index, and no column is
indexed twice.

Why        Every entry moves its incident's head. In a full page that is a new row in
           another page and one more entry in every index: measured with a million
           incidents, 70 pages touched and 0.6 ms for a note. With a little room left,
           and neither head nor seq in any index, it is one page.
           Counting the views of the queue read 27,000 rows (40 ms); from an index that
           holds all it asks for it reads none. The duty manager's view sorted 13,000.
           Keys of services, categories, teams and people stood in three indexes each.
Locks      SHARE and ACCESS EXCLUSIVE on register_incident while indexes are built and
           dropped: some seconds for a million incidents.
Going back Reversible; nothing is lost. Pages filled with room keep it until rewritten.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_attempts_are_counted'),
        ('classification', '0002_one_team_answers_at_a_time'),
        ('register', '0004_visible_in_sql'),
        ('services', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(
            "alter table register_incident set (fillfactor = 85)",
            "alter table register_incident reset (fillfactor)",
        ),
        migrations.RemoveIndex(
            model_name='incident',
            name='incident_open_counted',
        ),
        migrations.RemoveIndex(
            model_name='incident',
            name='incident_by_category',
        ),
        migrations.AlterField(
            model_name='incident',
            name='category',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='classification.category', to_field='key'),
        ),
        migrations.AlterField(
            model_name='incident',
            name='owner',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, to_field='key'),
        ),
        migrations.AlterField(
            model_name='incident',
            name='reporter',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, to_field='key'),
        ),
        migrations.AlterField(
            model_name='incident',
            name='service',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='services.service', to_field='key'),
        ),
        migrations.AlterField(
            model_name='incident',
            name='team',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.team', to_field='key'),
        ),
        migrations.AddIndex(
            model_name='incident',
            index=models.Index(models.OrderBy(models.F('major'), descending=True), models.OrderBy(models.F('next_due_at'), nulls_last=True), models.OrderBy(models.F('priority')), models.OrderBy(models.F('id')), condition=models.Q(models.Q(('state__in', ['resolved', 'closed', 'cancelled']), _negated=True), ('owner', None)), name='incident_queue_unowned'),
        ),
        migrations.AddIndex(
            model_name='incident',
            index=models.Index(condition=models.Q(('state__in', ['resolved', 'closed', 'cancelled']), _negated=True), fields=['team', 'owner'], include=('id', 'restricted', 'next_due_at', 'major', 'waiting_cause', 'flags'), name='incident_open_counted'),
        ),
        migrations.AddIndex(
            model_name='incident',
            index=models.Index(fields=['owner', '-id'], name='incident_by_owner'),
        ),
        migrations.AddIndex(
            model_name='incident',
            index=models.Index(fields=['category', '-id'], name='incident_by_category', opclasses=['varchar_pattern_ops', 'int8_ops']),
        ),
    ]
