"""An incident says what came before its symptoms, whether something mended it by
itself, and when its impact first got less.

Why        The practice asks of a record what happened before the symptoms, whether an
           automatic fix was applied and if not why, and when the impact was mitigated.
Locks      ACCESS EXCLUSIVE on register_incident for a moment: the columns have a
           default of the database's own, so no row is rewritten, and an older
           version that still runs beside it inserts as before.
Going back Reversible; what was told stays in the timeline.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("register", "0014_what_is_open_is_counted_by_state")]

    operations = [
        migrations.AddField(
            model_name="incident",
            name="before_symptoms",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
        migrations.AddField(
            model_name="incident",
            name="automatic_fix",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=16
            ),
        ),
        migrations.AddField(
            model_name="incident",
            name="automatic_fix_text",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
        migrations.AddField(
            model_name="incident",
            name="mitigated_at",
            field=models.DateTimeField(null=True),
        ),
    ]
