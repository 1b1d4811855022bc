"""A team's limit of work in progress also says how much each of its people takes on.

Why        A team within its limit may still have one person with all of it.
Locks      ACCESS EXCLUSIVE on a small table for a moment; the column has a constant
           default, so nothing is rewritten.
Going back Reversible; limits per person are lost.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("workspace", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="limit",
            name="each",
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
    ]
